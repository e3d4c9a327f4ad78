import { type Decision, rejected } from '../shared/decision.js';
import type { LineQuantity } from '../shared/quantities.js';
import type { PickedLine } from './fulfillment.commands.js';
import type { FulfillmentRejection } from './fulfillment.rejections.js';

type Refusal = Extract<Decision<never, FulfillmentRejection>, { outcome: 'rejected' }>;

/** `lines` less `taken`, line by line, never below zero; lines with nothing left are gone. */
export function without(
  lines: readonly LineQuantity[],
  taken: readonly PickedLine[],
): readonly LineQuantity[] {
  return lines
    .map((line) => ({ ...line, quantity: Math.max(0, line.quantity - unitsOf(taken, line.lineId)) }))
    .filter((line) => line.quantity > 0);
}

/** The units of `named` that `lines` has, line by line. */
export function within(
  lines: readonly LineQuantity[],
  named: readonly PickedLine[],
): readonly LineQuantity[] {
  return lines
    .map((line) => ({ ...line, quantity: Math.min(line.quantity, unitsOf(named, line.lineId)) }))
    .filter((line) => line.quantity > 0);
}

/** Units named for a line, over all the times it is named. */
export function unitsOf(named: readonly PickedLine[], lineId: string): number {
  return named.reduce((units, line) => (line.lineId === lineId ? units + line.quantity : units), 0);
}

/** Why the named lines cannot be meant: unknown lines, senseless quantities, or more than is open. Null when they can. */
export function refusalOf(
  named: readonly PickedLine[],
  work: { readonly released: readonly LineQuantity[]; readonly lines: readonly LineQuantity[] },
  rules: { readonly zeroAllowed: boolean; readonly excessCode: FulfillmentRejection },
): Refusal | null {
  const senseless = named.find(
    ({ quantity }) => !Number.isSafeInteger(quantity) || quantity < (rules.zeroAllowed ? 0 : 1),
  );
  if (senseless) {
    const code = rules.zeroAllowed ? 'QUANTITY_NEGATIVE' : 'QUANTITY_NOT_POSITIVE';
    return refuse(code, `line ${senseless.lineId} cannot have the quantity ${senseless.quantity}`);
  }
  const unknown = named.find(({ lineId }) => !work.released.some((line) => line.lineId === lineId));
  if (unknown) return refuse('LINE_UNKNOWN', `the fulfillment has no line ${unknown.lineId}`);
  for (const { lineId } of named) {
    const open = unitsOf(work.lines, lineId);
    const units = unitsOf(named, lineId);
    if (units > open)
      return refuse(rules.excessCode, `line ${lineId} has ${open} open units, fewer than ${units}`);
  }
  return null;
}

function refuse(code: FulfillmentRejection, detail: string): Refusal {
  return rejected(code, detail) as Refusal;
}
