import type { LineQuantity, Quantity } from '../shared/quantities.js';

type Lines = readonly LineQuantity[];

/** Units of one line in a list; a line may stand in it more than once. */
export function unitsOf(lines: Lines, lineId: string): Quantity {
  return lines.reduce((sum, line) => (line.lineId === lineId ? sum + line.quantity : sum), 0);
}

/** True when there is a unit in it. */
export function hasUnits(lines: Lines): boolean {
  return lines.some(({ quantity }) => quantity > 0);
}

/** One entry a line, in order of first appearance, none without units. */
export function compact(lines: Lines): Lines {
  const merged = new Map<string, LineQuantity>();
  for (const { lineId, sku, quantity } of lines) {
    merged.set(lineId, { lineId, sku, quantity: quantity + (merged.get(lineId)?.quantity ?? 0) });
  }
  return [...merged.values()].filter((line) => line.quantity > 0);
}

/** The units of both. */
export function plus(one: Lines, other: Lines): Lines {
  return compact([...one, ...other]);
}

/** What is left of `from`, never below zero. */
export function minus(from: Lines, taken: Lines): Lines {
  return compact(from).flatMap((line) => {
    const quantity = line.quantity - unitsOf(taken, line.lineId);
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
}

/** As much of `wanted` as `limit` has. */
export function within(wanted: Lines, limit: Lines): Lines {
  return compact(wanted).flatMap((line) => {
    const quantity = Math.min(line.quantity, unitsOf(limit, line.lineId));
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
}

/** True when both have the same units of the same lines. */
export function sameUnits(one: Lines, other: Lines): boolean {
  return minus(one, other).length === 0 && minus(other, one).length === 0;
}

/** `quantity` units of a sku out of `lines`, the first lines first; fewer when there are not so many. */
export function takeSku(lines: Lines, sku: string, quantity: Quantity): Lines {
  let missing = quantity;
  return compact(lines).flatMap((line) => {
    const taken = line.sku === sku ? Math.min(line.quantity, missing) : 0;
    missing -= taken;
    return taken > 0 ? [{ ...line, quantity: taken }] : [];
  });
}

/** The list as long as its units fit into `limit`, first come first served. */
export function takeInOrder(lists: readonly Lines[], limit: Lines): readonly Lines[] {
  let left = compact(limit);
  return lists.map((lines) => {
    const taken = within(lines, left);
    left = minus(left, taken);
    return taken;
  });
}
