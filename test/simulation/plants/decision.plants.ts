import type { PlacedOrder } from '../../../src/domain/order/index.js';
import type { StockState } from '../../../src/domain/stock/index.js';
import { isOutage } from '../simulated-engine.js';
import type { Plant } from './plant.js';
import {
  alteredCommands,
  alteredEvents,
  alteredReading,
  alteredView,
  dataOf,
  droppedCommands,
} from './wrapping.js';

/** A stock stream that does not see a part of itself when it is asked for units. */
const blindWhenReserving = (part: Partial<StockState>): NonNullable<Plant['runner']> =>
  alteredView('stock', (state: StockState, command) =>
    command.type === 'ReserveStock' ? { ...state, ...part } : state,
  );

const droppedRelease = (isDropped: (data: Readonly<Record<string, unknown>>) => boolean) =>
  droppedCommands((command) => command.type === 'ReleaseReservation' && isDropped(dataOf(command)));

/** Rules that are forgotten at one place, and events that say too much or too little. */
export const DECISION_PLANTS: readonly Plant[] = [
  { name: 'units that a node could not find are promised again', runner: blindWhenReserving({ suspect: 0 }) },
  { name: 'safety stock is promised', runner: blindWhenReserving({ safety: {} }) },
  { name: 'damaged units are promised', runner: blindWhenReserving({ damaged: 0 }) },
  {
    name: 'a node that failed the order is asked again',
    runner: alteredReading('order', (state: PlacedOrder) => ({ ...state, exclusions: [] })),
  },
  {
    name: 'attempts are never counted',
    runner: alteredReading('order', (state: PlacedOrder) =>
      'lines' in state ? { ...state, lines: state.lines.map((line) => ({ ...line, attempts: 0 })) } : state,
    ),
  },
  {
    name: 'a pickup goes to another store than the customer chose',
    runner: alteredReading('order', (state: PlacedOrder) =>
      'placed' in state && state.placed.method === 'pickup'
        ? { ...state, placed: { ...state.placed, pickupNodeId: 'wh-2' } }
        : state,
    ),
  },
  {
    name: 'demand is reopened twice for one cause',
    runner: alteredEvents('order', (event) => (event.type === 'DemandReopened' ? [event, event] : [event])),
  },
  {
    name: 'an event is written twice',
    runner: alteredEvents('stock', (event) =>
      event.type === 'ReservationConsumed' ? [event, event] : [event],
    ),
  },
  {
    // That its deadline is lost alone is no defect: what the order owes names it as well.
    name: 'nobody notices that a pickup has expired',
    runner: droppedCommands((command) => command.type === 'ExpirePickup'),
  },
  {
    name: 'what nobody collected stays reserved',
    runner: droppedRelease(({ reason }) => reason === 'no-show'),
  },
  {
    name: 'what a node could not find goes back on sale',
    runner: alteredCommands((command, context, next) => {
      const { suspect: _suspect, ...data } = dataOf(command);
      return next(command.type === 'ReleaseReservation' ? { type: command.type, data } : command, context);
    }),
  },
  {
    name: 'stock of work that was taken over is not given back',
    runner: droppedRelease(({ reason }) => String(reason).startsWith('replaced by')),
  },
  {
    name: 'work is handed over before all of its stock is reserved',
    runner: alteredView('order', (state: PlacedOrder, command) =>
      command.type === 'ConfirmReservation'
        ? {
            ...state,
            allocations: state.allocations.map((one) => ({
              ...one,
              reservations: one.reservations.map((claim) => ({ ...claim, status: 'held' as const })),
            })),
          }
        : state,
    ),
  },
  {
    name: 'an instruction that failed passes for done',
    runner: alteredCommands(async (command, context, next) => {
      try {
        return await next(command, context);
      } catch (error) {
        if (context.actor === 'client' || !isOutage(error)) throw error;
        return { outcome: 'unchanged', stream: '', revision: null, reason: 'a planted defect' };
      }
    }),
  },
  {
    name: 'a refused reservation passes for granted',
    runner: alteredCommands((command, context, next) =>
      next(
        command.type === 'RefuseReservation'
          ? { type: 'ConfirmReservation', data: dataOf(command) }
          : command,
        context,
      ),
    ),
  },
  {
    name: 'a node is asked to give back one unit too few',
    runner: alteredCommands((command, context, next) => {
      const data = dataOf(command);
      if (command.type !== 'WithdrawLines' || data['purpose'] !== 'cancel') return next(command, context);
      const lines = data['lines'] as readonly { readonly quantity: number }[];
      const fewer = lines.map((line) => ({ ...line, quantity: Math.max(1, line.quantity - 1) }));
      return next({ type: command.type, data: { ...data, lines: fewer } }, context);
    }),
  },
  {
    name: 'goods that a node could not give back pass for given back',
    runner: alteredCommands(async (command, context, next) => {
      const result = await next(command, context);
      if (command.type !== 'WithdrawLines' || result.outcome !== 'rejected') return result;
      return { ...result, code: 'FULFILLMENT_WITHDRAWN' };
    }),
  },
  {
    name: 'news of a loss on the way is dropped',
    runner: droppedCommands(
      (command) => command.type === 'ReopenDemand' && dataOf(command)['cause'] === 'lost-in-carriage',
    ),
  },
  {
    name: 'nobody is told that other nodes do it',
    runner: droppedCommands(
      (command) => command.type === 'IssueNotice' && dataOf(command)['kind'] === 'replanned',
    ),
  },
  {
    name: 'units that a count took from under a promise are not sought elsewhere',
    runner: droppedCommands(
      (command) => command.type === 'ReopenDemand' && dataOf(command)['cause'] === 'count-below-reserved',
    ),
  },
];
