import type { FulfillmentState } from '../../../src/domain/fulfillment/index.js';
import { isPlaced, orderDecider, type PlacedOrder } from '../../../src/domain/order/index.js';
import type { StockState } from '../../../src/domain/stock/index.js';
import type { CommandContext } from '../../../src/application/runtime/command-context.js';
import { ORDER_PROCESS } from '../../../src/sagas/order-process/instruction-runner.worker.js';
import type { Plant } from './plant.js';
import { unchanged } from '../../../src/domain/shared/decision.js';
import { alteredCommands, alteredDecisions, alteredView, dataOf, droppedCommands } from './wrapping.js';

/** Reserves whatever is asked: nobody who looks can miss it. */
export const CANARY: Plant = {
  name: 'the canary: every reservation is granted',
  runner: alteredView('stock', (state: StockState, command) =>
    command.type === 'ReserveStock' ? { ...state, onHand: state.onHand + 1_000 } : state,
  ),
};

const withoutCause = ({ causedAt: _, ...context }: CommandContext): CommandContext => context;

/** Rules that are left out, and duties of the order process that are done wrongly. */
export const COMMAND_PLANTS: readonly Plant[] = [
  {
    name: 'a reservation may take what another has reserved',
    runner: alteredView('stock', (state: StockState, command) =>
      command.type === 'ReserveStock' && state.reserved > 0
        ? { ...state, reserved: state.reserved - 1 }
        : state,
    ),
  },
  {
    name: 'a repeated reservation reserves again',
    runner: (runner) => {
      const forgetful = alteredView('stock', (state: StockState, command) =>
        command.type === 'ReserveStock' ? { ...state, claims: [], closed: [] } : state,
      );
      let sent = 0;
      const anew = alteredCommands((command, context, next) => {
        sent += 1;
        if (command.type !== 'ReserveStock') return next(command, context);
        return next(command, { ...context, commandId: `${context.commandId.slice(0, 28)}${sent}` });
      });
      return anew(forgetful(runner));
    },
  },
  {
    name: 'stock of rejected work is not given back',
    runner: droppedCommands(
      (command) => command.type === 'ReleaseReservation' && dataOf(command)['reason'] === 'rejected',
    ),
  },
  {
    name: 'units of an abandoned replacement are not given back',
    runner: droppedCommands(
      (command) => command.type === 'ReleaseReservation' && dataOf(command)['quantity'] === undefined,
    ),
  },
  {
    name: 'work is cancelled at the node though it has been shipped',
    runner: alteredView('fulfillment', (state: FulfillmentState, command) =>
      command.type === 'WithdrawLines' && state.status === 'shipped' ? { ...state, status: 'packed' } : state,
    ),
  },
  {
    name: 'work is released to another node than planned',
    runner: alteredCommands((command, context, next) => {
      const data = dataOf(command);
      if (command.type !== 'ReleaseFulfillment' || data['nodeId'] !== 'wh-2') return next(command, context);
      return next({ type: command.type, data: { ...data, nodeId: 'wh-1' } }, context);
    }),
  },
  {
    name: 'the old node is not told that another takes over',
    runner: droppedCommands(
      (command) => command.type === 'WithdrawLines' && dataOf(command)['purpose'] === 'supersede',
    ),
  },
  {
    name: 'units that were not found are forgotten',
    runner: droppedCommands(
      (command) => command.type === 'ReopenDemand' && dataOf(command)['cause'] === 'short-pick',
    ),
  },
  {
    name: 'what leaves a node is taken from stock twice when the message repeats',
    runner: (runner) => {
      let sent = 0;
      const forgetful = alteredView('stock', (state: StockState, command) =>
        command.type === 'ConsumeReservation'
          ? { ...state, closed: [], claims: state.claims.map((claim) => ({ ...claim, consumed: 0 })) }
          : state,
      );
      const anew = alteredCommands((command, context, next) => {
        sent += 1;
        if (command.type !== 'ConsumeReservation') return next(command, context);
        return next(command, { ...context, commandId: `${context.commandId.slice(0, 28)}${sent}` });
      });
      return anew(forgetful(runner));
    },
  },
  {
    name: 'work that is withdrawn before it was released is released all the same',
    runner: alteredDecisions('fulfillment', (command, state, decide) =>
      command.type === 'WithdrawLines' && (state as FulfillmentState).status === 'none'
        ? unchanged('planted')
        : decide(command, state),
    ),
  },
  {
    name: 'a count below what is reserved revokes nothing',
    runner: alteredDecisions('stock', (command, state, decide) => {
      const decision = decide(command, state);
      if (command.type !== 'CountStock' || decision.outcome !== 'accepted') return decision;
      const events = decision.events.map((event) => ({
        ...event,
        data: { ...(event.data as object), revoked: [] },
      }));
      return { ...decision, events };
    }),
  },
  {
    name: 'a node may accept what another has taken over',
    runner: alteredView('fulfillment', (state: FulfillmentState, command) =>
      command.type === 'AcceptFulfillment' && state.status === 'superseded'
        ? { ...state, status: 'timed-out' }
        : state,
    ),
  },
  {
    name: 'a pickup expires though the customer has collected it',
    runner: alteredView('fulfillment', (state: FulfillmentState, command) =>
      command.type === 'ExpirePickup' && state.status === 'collected'
        ? { ...state, status: 'ready-for-pickup' }
        : state,
    ),
  },
  {
    name: 'demand of an order on hold is sourced',
    runner: alteredView('order', (state: PlacedOrder, command) =>
      command.type === 'RecordSourcing' && state.status === 'held'
        ? { ...state, status: 'open', holds: [] }
        : state,
    ),
  },
  {
    name: 'only the first line of a sku is reserved',
    runner: (runner) =>
      alteredCommands(async (command, context, next) => {
        if (command.type !== 'ReserveStock') return next(command, context);
        const data = dataOf(command);
        const { state } = await runner.load(orderDecider, context.tenant, String(data['orderId']));
        const lines = isPlaced(state)
          ? (state.allocations.find(({ fulfillmentId }) => fulfillmentId === data['fulfillmentId'])?.lines ??
            [])
          : [];
        const first = lines.find(({ sku }) => sku === data['sku']);
        return next(
          { type: command.type, data: { ...data, quantity: first?.quantity ?? data['quantity'] } },
          context,
        );
      })(runner),
  },
  {
    name: 'a picked unit is committed nowhere and shipped work consumes nothing',
    runner: droppedCommands((command) => command.type === 'ConsumeReservation'),
  },
  {
    name: 'news of a damage on the way is dropped',
    runner: droppedCommands(
      (command) => command.type === 'ReopenDemand' && dataOf(command)['cause'] === 'damaged-in-carriage',
    ),
  },
  {
    name: 'a cancelled line keeps its stock',
    runner: droppedCommands(
      (command) => command.type === 'ReleaseReservation' && dataOf(command)['reason'] === 'changed my mind',
    ),
  },
  {
    name: 'commands that took effect are not remembered',
    runner: alteredCommands((command, context, next) => next(command, withoutCause(context))),
    runnerOptions: { rememberedCommands: 0 },
  },
  {
    name: 'what a stream has forgotten is not looked for in the log',
    runner: alteredCommands((command, context, next) =>
      next(command, context.actor === ORDER_PROCESS ? withoutCause(context) : context),
    ),
    runnerOptions: { rememberedCommands: 3 },
  },
];
