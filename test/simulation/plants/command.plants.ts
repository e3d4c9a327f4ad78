import type { FulfillmentState } from '../../../src/domain/fulfillment/index.js';
import type { PlacedOrder } from '../../../src/domain/order/index.js';
import type { StockState } from '../../../src/domain/stock/index.js';
import type { Plant } from './plant.js';
import { alteredCommands, alteredView, dataOf, droppedCommands } from './wrapping.js';

/** Reserves whatever is asked: nobody who looks can miss it. */
export const CANARY: Plant = {
  name: 'the canary: every reservation is granted',
  runner: alteredView('stock', (state: StockState, command) =>
    command.type === 'ReserveStock' ? { ...state, onHand: state.onHand + 1_000 } : state,
  ),
};

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
    name: 'a sourcing run for a demand that has changed is taken',
    runner: alteredView('order', (state: PlacedOrder, command) =>
      command.type === 'RecordSourcing' ? { ...state, round: dataOf(command)['round'] } : state,
    ),
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
    name: 'a node that refuses to give units back is not heard',
    runner: droppedCommands((command) => command.type === 'RecordWithdrawalRefused'),
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
  { name: 'commands that took effect are not remembered', runnerOptions: { rememberedCommands: 0 } },
];
