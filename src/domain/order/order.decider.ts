import type { Decider } from '../shared/decider.js';
import { allowedCommands } from '../shared/transition-table.js';
import type { OrderCommand } from './order.commands.js';
import { decideOrder } from './order.decide.js';
import type { OrderEvent } from './order.events.js';
import { evolveOrder } from './order.evolve.js';
import type { OrderRejectionCode } from './order.rejections.js';
import { INITIAL_ORDER, type OrderState } from './order.state.js';
import { ORDER_TRANSITIONS } from './order.transitions.js';

/** An order: the demand of a customer, and the memory of the process that fulfills it. */
export const orderDecider: Decider<OrderCommand, OrderEvent, OrderState, OrderRejectionCode> = {
  category: 'order',
  initialState: INITIAL_ORDER,
  decide: decideOrder,
  evolve: evolveOrder,
  isTerminal: (state) => state.status === 'cancelled' || state.status === 'closed',
  allowed: (state) => allowedCommands(ORDER_TRANSITIONS[state.status]),
  idOf: (command) => command.data.orderId,
};
