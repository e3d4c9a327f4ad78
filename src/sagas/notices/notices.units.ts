import type { LineQuantity } from '../../domain/shared/quantities.js';

type Lines = readonly LineQuantity[];

/** Units taken out of a list. */
export interface Taken<Unit extends LineQuantity> {
  readonly taken: readonly Unit[];
  /** What the list still has. */
  readonly left: readonly Unit[];
  /** What was wanted and is not there. */
  readonly missing: Lines;
}

/** Takes `wanted` out of `from`, line by line, what stands first first. */
export function take<Unit extends LineQuantity>(from: readonly Unit[], wanted: Lines): Taken<Unit> {
  const open = new Map<string, number>();
  for (const { lineId, quantity } of wanted) open.set(lineId, (open.get(lineId) ?? 0) + quantity);
  const taken: Unit[] = [];
  const left: Unit[] = [];
  for (const unit of from) {
    const quantity = Math.min(unit.quantity, open.get(unit.lineId) ?? 0);
    open.set(unit.lineId, (open.get(unit.lineId) ?? 0) - quantity);
    if (quantity > 0) taken.push({ ...unit, quantity });
    if (quantity < unit.quantity) left.push({ ...unit, quantity: unit.quantity - quantity });
  }
  return { taken, left, missing: stillOpen(wanted, open) };
}

/** Of each line what is open, once, however often the line is named. */
function stillOpen(wanted: Lines, open: Map<string, number>): Lines {
  return wanted.flatMap((line) => {
    const quantity = Math.min(line.quantity, open.get(line.lineId) ?? 0);
    open.set(line.lineId, (open.get(line.lineId) ?? 0) - quantity);
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
}
