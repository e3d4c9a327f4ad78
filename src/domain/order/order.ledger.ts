import { minus, sameUnits, unitsOf } from './order.lines.js';
import { openLines, pendingLines, standbysOf } from './order.queries.js';
import {
  type AllocationMemory,
  isPlaced,
  type LineLedger,
  type OrderState,
  type PlacedOrder,
  type Replacement,
} from './order.state.js';

/**
 * What is wrong with the books of an order; empty when they balance. Each line's units are in exactly one bucket, and
 * the buckets agree with the allocations, the parked demand, the replacements sought and the units asked back.
 */
export function ledgerViolations(state: OrderState): readonly string[] {
  if (!isPlaced(state)) return [];
  // The auditor asks after every event of the log: nothing is made here that is not wanted.
  const found: string[] = [];
  for (const line of state.lines) {
    findInLine(found, line);
    compareLine(found, state, line);
  }
  for (const allocation of state.allocations) findInAllocation(found, state, allocation);
  for (const replacement of state.replacements) findInReplacement(found, state, replacement);
  findAtEnd(found, state);
  return found;
}

const BUCKETS = ['cancelled', 'parked', 'unsourced', 'inFulfillment', 'fulfilled', 'delivered'] as const;

/** What a line says by itself. */
function findInLine(found: string[], line: LineLedger): void {
  const { lineId, ordered, cancelled, parked, unsourced, inFulfillment, fulfilled, delivered } = line;
  for (const bucket of BUCKETS) {
    if (!(line[bucket] >= 0)) found.push(`line ${lineId}: ${bucket} is ${line[bucket]}`);
  }
  const sum = cancelled + parked + unsourced + inFulfillment + fulfilled;
  if (sum !== ordered) found.push(`line ${lineId}: ${ordered} ordered, ${sum} accounted for`);
  if (!(delivered <= fulfilled)) found.push(`line ${lineId}: ${delivered} delivered, ${fulfilled} fulfilled`);
}

/** What the allocations and the parked demand say of a line. */
function compareLine(found: string[], state: PlacedOrder, line: LineLedger): void {
  const { lineId, parked, inFulfillment, fulfilled, delivered } = line;
  let open = 0;
  let shipped = 0;
  let arrived = 0;
  for (const { standby, lines } of state.allocations) {
    if (standby) continue;
    open += Math.max(0, unitsOf(lines, lineId));
    for (const part of lines) {
      if (part.lineId !== lineId) continue;
      shipped += part.fulfilled;
      arrived += part.delivered;
    }
  }
  const waiting = unitsParked(state, lineId);
  if (open !== inFulfillment)
    found.push(`line ${lineId}: ${inFulfillment} in fulfillment, ${open} with allocations`);
  if (shipped !== fulfilled) found.push(`line ${lineId}: ${fulfilled} fulfilled, ${shipped} by allocations`);
  if (arrived !== delivered) found.push(`line ${lineId}: ${delivered} delivered, ${arrived} by allocations`);
  if (waiting !== parked) found.push(`line ${lineId}: ${parked} parked, ${waiting} in parked demand`);
}

function unitsParked({ parked }: PlacedOrder, lineId: string): number {
  let units = 0;
  for (const { replaces, lines } of parked) if (replaces === undefined) units += unitsOf(lines, lineId);
  return units;
}

function findInAllocation(found: string[], state: PlacedOrder, allocation: AllocationMemory): void {
  const { fulfillmentId, lines } = allocation;
  if (
    lines.some(({ quantity, fulfilled, delivered }) => quantity < 0 || delivered < 0 || delivered > fulfilled)
  ) {
    found.push(`${fulfillmentId}: more units left it than it had`);
  }
  if (state.withdrawals.length === 0) return;
  if (minus(pendingLines(state, fulfillmentId, 'cancel', 'pull-back'), openLines(allocation)).length > 0) {
    found.push(`${fulfillmentId}: asked for more units than it has`);
  }
}

function findInReplacement(found: string[], state: PlacedOrder, replacement: Replacement): void {
  const { fulfillmentId, lines } = replacement;
  const old = state.allocations.filter((allocation) => allocation.fulfillmentId === fulfillmentId);
  const seeking = state.replacements
    .filter((other) => other.fulfillmentId === fulfillmentId)
    .flatMap((other) => other.seeking);
  const waiting = state.parked
    .filter((entry) => entry.replaces === fulfillmentId)
    .flatMap((entry) => entry.lines);
  const planned = standbysOf(state, fulfillmentId).flatMap(openLines);
  if (!sameUnits([...seeking, ...waiting, ...planned], lines)) {
    found.push(`${fulfillmentId}: the units sought, parked and standing by are not those to be replaced`);
  }
  if (minus(lines, old.flatMap(openLines)).length > 0) {
    found.push(`${fulfillmentId}: more units are to be replaced than it has`);
  }
}

/** At the end nobody has, waits for or is asked for anything. */
function findAtEnd(found: string[], state: PlacedOrder): void {
  if (state.status !== 'cancelled' && state.status !== 'closed') return;
  const isOver =
    state.lines.every((line) => line.cancelled + line.delivered === line.ordered) &&
    state.allocations.every(({ status }) => status === 'done' || status === 'dropped') &&
    state.replacements.length + state.withdrawals.length + state.parked.length === 0;
  if (!isOver) found.push(`the order is ${state.status}, and something is still open`);
}
