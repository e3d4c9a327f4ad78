import type { LineQuantity } from '../shared/quantities.js';
import { minus, unitsOf } from './order.lines.js';
import { openLines, pendingLines, standbysOf } from './order.queries.js';
import {
  type AllocationMemory,
  isPlaced,
  type LineLedger,
  type OrderState,
  type PlacedOrder,
} from './order.state.js';

/**
 * What is wrong with the books of an order; empty when they balance. Each line's units are in exactly one bucket, and
 * the buckets agree with the allocations, the parked demand, the replacements sought and the units asked back.
 */
export function ledgerViolations(state: OrderState): readonly string[] {
  if (!isPlaced(state)) return [];
  return [
    ...state.lines.flatMap((line) => lineViolations(state, line)),
    ...state.allocations.flatMap((allocation) => allocationViolations(state, allocation)),
    ...state.replacements.flatMap(({ fulfillmentId, lines }) =>
      replacementViolations(state, fulfillmentId, lines),
    ),
    ...endViolations(state),
  ];
}

function lineViolations(state: PlacedOrder, line: LineLedger): readonly string[] {
  const { lineId, ordered, cancelled, parked, unsourced, inFulfillment, fulfilled, delivered } = line;
  const found: string[] = [];
  // Messages are made only when they are wanted: the auditor asks after every event of the log.
  const expect = (holds: boolean, message: () => string): void => {
    if (!holds) found.push(`line ${lineId}: ${message()}`);
  };
  expect(cancelled >= 0, () => `cancelled is ${cancelled}`);
  expect(parked >= 0, () => `parked is ${parked}`);
  expect(unsourced >= 0, () => `unsourced is ${unsourced}`);
  expect(inFulfillment >= 0, () => `inFulfillment is ${inFulfillment}`);
  expect(fulfilled >= 0, () => `fulfilled is ${fulfilled}`);
  expect(delivered >= 0, () => `delivered is ${delivered}`);
  const sum = cancelled + parked + unsourced + inFulfillment + fulfilled;
  expect(sum === ordered, () => `${ordered} ordered, ${sum} accounted for`);
  expect(delivered <= fulfilled, () => `${delivered} delivered, ${fulfilled} fulfilled`);
  const counted = state.allocations.filter((allocation) => !allocation.standby);
  const open = unitsOf(counted.flatMap(openLines), lineId);
  expect(open === inFulfillment, () => `${inFulfillment} in fulfillment, ${open} with allocations`);
  const shipped = sumOf(counted, lineId, 'fulfilled');
  expect(shipped === fulfilled, () => `${fulfilled} fulfilled, ${shipped} by allocations`);
  const arrived = sumOf(counted, lineId, 'delivered');
  expect(arrived === delivered, () => `${delivered} delivered, ${arrived} by allocations`);
  const waiting = unitsParked(state, lineId);
  expect(waiting === parked, () => `${parked} parked, ${waiting} in parked demand`);
  return found;
}

function unitsParked({ parked }: PlacedOrder, lineId: string): number {
  let units = 0;
  for (const { replaces, lines } of parked) if (replaces === undefined) units += unitsOf(lines, lineId);
  return units;
}

function sumOf(
  allocations: readonly AllocationMemory[],
  lineId: string,
  what: 'fulfilled' | 'delivered',
): number {
  let sum = 0;
  for (const { lines } of allocations)
    for (const line of lines) if (line.lineId === lineId) sum += line[what];
  return sum;
}

function allocationViolations(state: PlacedOrder, allocation: AllocationMemory): readonly string[] {
  const { fulfillmentId } = allocation;
  const found: string[] = [];
  if (
    allocation.lines.some(
      ({ quantity, fulfilled, delivered }) => quantity < 0 || delivered < 0 || delivered > fulfilled,
    )
  ) {
    found.push(`${fulfillmentId}: more units left it than it had`);
  }
  if (minus(pendingLines(state, fulfillmentId, 'cancel', 'pull-back'), openLines(allocation)).length > 0) {
    found.push(`${fulfillmentId}: asked for more units than it has`);
  }
  return found;
}

function replacementViolations(
  state: PlacedOrder,
  fulfillmentId: string,
  lines: readonly LineQuantity[],
): readonly string[] {
  const old = state.allocations.filter((allocation) => allocation.fulfillmentId === fulfillmentId);
  const seeking = state.replacements
    .filter((replacement) => replacement.fulfillmentId === fulfillmentId)
    .flatMap((replacement) => replacement.seeking);
  const waiting = state.parked
    .filter((entry) => entry.replaces === fulfillmentId)
    .flatMap((entry) => entry.lines);
  const planned = standbysOf(state, fulfillmentId).flatMap(openLines);
  const found = [...seeking, ...waiting, ...planned];
  const isWhole = minus(found, lines).length === 0 && minus(lines, found).length === 0;
  return [
    ...(isWhole
      ? []
      : [`${fulfillmentId}: the units sought, parked and standing by are not those to be replaced`]),
    ...(minus(lines, old.flatMap(openLines)).length === 0
      ? []
      : [`${fulfillmentId}: more units are to be replaced than it has`]),
  ];
}

/** At the end nobody has, waits for or is asked for anything. */
function endViolations(state: PlacedOrder): readonly string[] {
  if (state.status !== 'cancelled' && state.status !== 'closed') return [];
  const isOver =
    state.lines.every((line) => line.cancelled + line.delivered === line.ordered) &&
    state.allocations.every(({ status }) => status === 'done' || status === 'dropped') &&
    state.replacements.length + state.withdrawals.length + state.parked.length === 0;
  return isOver ? [] : [`the order is ${state.status}, and something is still open`];
}
