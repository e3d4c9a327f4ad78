import type { LineQuantity, Quantity } from '../shared/quantities.js';
import type { Item } from './sourcing.items.js';
import type { Option } from './sourcing.options.js';
import { packWhole } from './sourcing.pack.js';
import type { PlannedAllocation } from './sourcing.types.js';

/** Units of one line at one of the chosen options; option −1 is the part that stays unplaced. */
interface Share {
  readonly lineId: string;
  readonly option: number;
  readonly quantity: Quantity;
}

/** The lines of the demand as they were asked, divided among the chosen options. */
export function assignLines(
  lines: readonly LineQuantity[],
  items: readonly Item[],
  chosen: readonly Option[],
): { readonly plan: readonly PlannedAllocation[]; readonly unplaced: readonly LineQuantity[] } {
  const shares = items.flatMap((item, index) => {
    const bins = chosen.map((option) => option.stock[index] ?? 0);
    return item.divisible ? spread(item, bins) : keepWhole(item, bins);
  });
  const linesOf = (option: number): readonly LineQuantity[] =>
    lines.flatMap(({ lineId, sku }) => {
      const share = shares.find((one) => one.lineId === lineId && one.option === option);
      return share === undefined ? [] : [{ lineId, sku, quantity: share.quantity }];
    });
  const plan = chosen.map(({ candidate, method }, option) => ({
    nodeId: candidate.nodeId,
    method,
    lines: linesOf(option),
  }));
  return { plan: plan.filter((allocation) => allocation.lines.length > 0), unplaced: linesOf(-1) };
}

function keepWhole(item: Item, bins: readonly Quantity[]): readonly Share[] {
  const { binOfLine } = packWhole(item.lines, bins);
  return item.lines.map(({ lineId, quantity }, index) => ({
    lineId,
    option: binOfLine[index] ?? -1,
    quantity,
  }));
}

/**
 * Divides an item so that few lines are spread: the units come from the fullest options first, so from one where one has
 * them all (the cheapest such); then whole lines are fitted in, and only what is left over is divided.
 */
function spread(item: Item, bins: readonly Quantity[]): readonly Share[] {
  const room = quotas(item.quantity, bins);
  const { binOfLine } = packWhole(item.lines, room);
  const shares: Share[] = [];
  item.lines.forEach(({ lineId, quantity }, index) => {
    const option = binOfLine[index] ?? -1;
    if (option === -1) return;
    room[option] = (room[option] ?? 0) - quantity;
    shares.push({ lineId, option, quantity });
  });
  item.lines.forEach(({ lineId, quantity }, index) => {
    if (binOfLine[index] === -1) shares.push(...divide(lineId, quantity, room));
  });
  return shares;
}

/** How many units each option gives; of options that have as many the cheapest comes first. */
function quotas(quantity: Quantity, bins: readonly Quantity[]): Quantity[] {
  const given = [...bins];
  let left = quantity;
  const fullestFirst = bins
    .map((units, index) => ({ units, index }))
    .sort((one, other) => other.units - one.units);
  for (const { units, index } of fullestFirst) {
    given[index] = Math.min(left, units);
    left -= Math.min(left, units);
  }
  return given;
}

function divide(lineId: string, quantity: Quantity, room: Quantity[]): readonly Share[] {
  const shares: Share[] = [];
  let left = quantity;
  for (const [option, free] of room.entries()) {
    const units = Math.min(left, free);
    if (units === 0) continue;
    room[option] = free - units;
    left -= units;
    shares.push({ lineId, option, quantity: units });
  }
  return left > 0 ? [...shares, { lineId, option: -1, quantity: left }] : shares;
}
