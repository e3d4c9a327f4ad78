import type { LineQuantity } from '../../domain/shared/quantities.js';
import { isBefore } from '../../domain/shared/time.js';
import { sameUnits, within, without } from '../shared/lines.js';
import type { ParkedPart } from './order-status.view.js';

type Lines = readonly LineQuantity[];

/** Takes units out of what is parked: the part that is just these units, else the one to be cancelled or due first. */
export function unpark(
  parked: readonly ParkedPart[],
  lines: Lines,
  replaces: string | undefined,
): readonly ParkedPart[] {
  const mine = parked.filter((part) => part.replaces === replaces);
  const exact = mine.find((part) => sameUnits(part.lines, lines));
  if (exact) return parked.filter((part) => part !== exact);
  const left = new Map<ParkedPart, Lines>();
  let wanted = lines;
  for (const part of mine.toSorted(byUrgency)) {
    const taken = within(part.lines, wanted);
    wanted = without(wanted, taken);
    left.set(part, without(part.lines, taken));
  }
  return parked.flatMap((part) => {
    const rest = left.get(part) ?? part.lines;
    return rest.length > 0 ? [{ ...part, lines: rest }] : [];
  });
}

function byUrgency(one: ParkedPart, other: ParkedPart): number {
  if (one.thenAction !== other.thenAction) return one.thenAction === 'cancel' ? -1 : 1;
  return isBefore(one.until, other.until) ? -1 : 1;
}
