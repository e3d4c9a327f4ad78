import type { LineQuantity, Quantity } from '../../domain/shared/quantities.js';

type Lines = readonly LineQuantity[];

/** Units of one line; a line may stand in a list more than once. */
export function unitsOf(lines: Lines, lineId: string): Quantity {
  return lines.reduce((units, line) => (line.lineId === lineId ? units + line.quantity : units), 0);
}

/** What is left of `lines` without `taken`; lines with nothing left are gone. */
export function without(lines: Lines, taken: Lines): Lines {
  return lines.flatMap((line) => {
    const quantity = line.quantity - unitsOf(taken, line.lineId);
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
}

/** The units of `lines` that `limit` has, too. */
export function within(lines: Lines, limit: Lines): Lines {
  return lines.flatMap((line) => {
    const quantity = Math.min(line.quantity, unitsOf(limit, line.lineId));
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
}

/** True when both have the same units of the same lines. */
export function sameUnits(one: Lines, other: Lines): boolean {
  return without(one, other).length === 0 && without(other, one).length === 0;
}
