import type { Decider } from '../shared/decider.js';
import { allowedCommands } from '../shared/transition-table.js';
import type { FulfillmentCommand } from './fulfillment.commands.js';
import { decideFulfillment } from './fulfillment.decide.js';
import type { FulfillmentEvent } from './fulfillment.events.js';
import { evolveFulfillment } from './fulfillment.evolve.js';
import type { FulfillmentRejection } from './fulfillment.rejections.js';
import { type FulfillmentState, INITIAL_FULFILLMENT, TERMINAL_STATUSES } from './fulfillment.state.js';
import { FULFILLMENT_TRANSITIONS } from './fulfillment.transitions.js';

/** The lines of one order that one node does by one method: the unit of work that a node sees. */
export const fulfillmentDecider: Decider<
  FulfillmentCommand,
  FulfillmentEvent,
  FulfillmentState,
  FulfillmentRejection
> = {
  category: 'fulfillment',
  initialState: INITIAL_FULFILLMENT,
  decide: decideFulfillment,
  evolve: evolveFulfillment,
  isTerminal: (state) => TERMINAL_STATUSES.has(state.status),
  allowed: (state) => allowedCommands(FULFILLMENT_TRANSITIONS[state.status]),
  idOf: (command) => command.data.fulfillmentId,
};
