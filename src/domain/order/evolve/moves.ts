import type { LineQuantity } from '../../shared/quantities.js';
import { isBefore } from '../../shared/time.js';
import { minus, plus, sameUnits, takeInOrder, unitsOf } from '../order.lines.js';
import type {
  AllocationLine,
  AllocationMemory,
  Exclusion,
  LineLedger,
  ParkedDemand,
  PlacedOrder,
} from '../order.state.js';

type Lines = readonly LineQuantity[];
export type Bucket = 'cancelled' | 'parked' | 'unsourced' | 'inFulfillment' | 'fulfilled';

/** Moves units of the order's lines from one bucket to another. */
export function shift(state: PlacedOrder, moved: Lines, from: Bucket, to: Bucket): PlacedOrder {
  return patchLines(state, moved, (line, units) => ({
    ...line,
    [from]: line[from] - units,
    [to]: line[to] + units,
  }));
}

/** Changes the ledger lines that `lines` name. */
export function patchLines(
  state: PlacedOrder,
  lines: Lines,
  patch: (line: LineLedger, units: number) => LineLedger,
): PlacedOrder {
  return {
    ...state,
    lines: state.lines.map((line) => {
      const units = unitsOf(lines, line.lineId);
      return units > 0 ? patch(line, units) : line;
    }),
  };
}

/** Changes one allocation; an unknown id changes nothing. */
export function patchAllocation(
  state: PlacedOrder,
  fulfillmentId: string,
  patch: (allocation: AllocationMemory) => AllocationMemory,
): PlacedOrder {
  return {
    ...state,
    allocations: state.allocations.map((allocation) =>
      allocation.fulfillmentId === fulfillmentId ? patch(allocation) : allocation,
    ),
  };
}

/** Changes the units of an allocation's lines; an unknown line changes nothing. */
export function patchUnits(
  allocation: AllocationMemory,
  lines: Lines,
  patch: (line: AllocationLine, units: number) => AllocationLine,
): AllocationMemory {
  return {
    ...allocation,
    lines: allocation.lines.map((line) => {
      const units = unitsOf(lines, line.lineId);
      return units > 0 ? patch(line, units) : line;
    }),
  };
}

/** Takes open units out of an allocation. */
export function takeOpen(allocation: AllocationMemory, lines: Lines): AllocationMemory {
  return patchUnits(allocation, lines, (line, units) => ({ ...line, quantity: line.quantity - units }));
}

/** The demand has changed: sourcing runs made before are stale. */
export function nextRound(state: PlacedOrder): PlacedOrder {
  return { ...state, round: state.round + 1 };
}

/** Adds units to those that need a stand-by allocation; the search starts when there was none. */
export function seek(state: PlacedOrder, fulfillmentId: string, lines: Lines, isNew: boolean): PlacedOrder {
  const known = state.replacements.find((replacement) => replacement.fulfillmentId === fulfillmentId);
  const changed = {
    fulfillmentId,
    lines: isNew || !known ? plus(known?.lines ?? [], lines) : known.lines,
    seeking: plus(known?.seeking ?? [], lines),
  };
  const others = state.replacements.filter((replacement) => replacement !== known);
  return { ...state, replacements: [...others, changed] };
}

/** Takes units out of the parked demand: the entry that is just these units, else the next to be cancelled or due. */
export function unpark(
  parked: readonly ParkedDemand[],
  lines: Lines,
  replaces: string | undefined,
): readonly ParkedDemand[] {
  const mine = parked.filter((entry) => entry.replaces === replaces);
  const exact = mine.find((entry) => sameUnits(entry.lines, lines));
  if (exact) return parked.filter((entry) => entry !== exact);
  const ordered = mine.toSorted(byUrgency);
  const taken = takeInOrder(
    ordered.map((entry) => entry.lines),
    lines,
  );
  return parked.flatMap((entry) => {
    const left = minus(entry.lines, taken[ordered.indexOf(entry)] ?? []);
    return left.length > 0 ? [{ ...entry, lines: left }] : [];
  });
}

function byUrgency(one: ParkedDemand, other: ParkedDemand): number {
  if (one.thenAction !== other.thenAction) return one.thenAction === 'cancel' ? -1 : 1;
  return isBefore(one.until, other.until) ? -1 : 1;
}

/** Leaves the node out for the skus of `lines` until then; the longest time counts. */
export function exclude(
  exclusions: readonly Exclusion[],
  nodeId: string,
  lines: Lines,
  until: string,
): readonly Exclusion[] {
  const skus = new Set(lines.map((line) => line.sku));
  const longer = [...skus].filter(
    (sku) =>
      !exclusions.some((one) => one.nodeId === nodeId && one.sku === sku && !isBefore(one.until, until)),
  );
  const kept = exclusions.filter((one) => one.nodeId !== nodeId || !longer.includes(one.sku));
  return [...kept, ...longer.map((sku) => ({ nodeId, sku, until }))];
}
