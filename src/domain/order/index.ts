export type * from './order.commands.js';
export { orderDecider } from './order.decider.js';
export { canBeServedBy, type DemandToSource, demandToSource } from './order.demand.js';
export type * from './order.events.js';
export { ledgerViolations } from './order.ledger.js';
export type { OrderRejectionCode } from './order.rejections.js';
export {
  type AllocationMemory,
  type AllocationStatus,
  isPlaced,
  type OrderState,
  type OrderStatus,
  type PendingWithdrawal,
  type PlacedOrder,
} from './order.state.js';
export { ORDER_TRANSITIONS } from './order.transitions.js';
