export type * from './stock.commands.js';
export { stockDecider } from './stock.decider.js';
export type * from './stock.events.js';
export type { StockRejection } from './stock.rejections.js';
export { availableToFulfill, pickable, type StockState, type StockStatus } from './stock.state.js';
export { STOCK_TRANSITIONS } from './stock.transitions.js';
export { stockViolations } from './stock.violations.js';
