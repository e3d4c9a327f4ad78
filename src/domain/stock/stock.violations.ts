import type { StockState } from './stock.state.js';

const FIGURES = ['onHand', 'damaged', 'suspect', 'reserved'] as const;

/**
 * What is wrong with a folded stock state, as sentences; empty when all is well. The auditor asks it after every event:
 * no oversell (promise 3) and conservation of units (promise 4).
 */
export function stockViolations(state: StockState): readonly string[] {
  const { onHand, damaged, reserved, entered, left, claims } = state;
  // Asked after every event: the sentences are made only where something is wrong.
  const found: string[] = [];
  for (const figure of FIGURES) if (!(state[figure] >= 0)) found.push(`${figure} is ${state[figure]}`);
  const sellable = onHand - damaged;
  if (!(reserved <= sellable)) found.push(`oversold: reserved ${reserved} of ${sellable} sellable units`);
  let claimed = 0;
  for (const { quantity } of claims) claimed += quantity;
  if (reserved !== claimed) found.push(`reserved is ${reserved}, but the claims add up to ${claimed}`);
  if (onHand !== entered - left) {
    found.push(`onHand is ${onHand}, but ${entered} units entered and ${left} left`);
  }
  for (const { fulfillmentId, quantity, committed } of claims) {
    if (quantity > 0 && committed >= 0 && committed <= quantity) continue;
    found.push(`claim ${fulfillmentId} has ${quantity} units, ${committed} of them committed`);
  }
  return found;
}
