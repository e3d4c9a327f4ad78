import type { StockClaim, StockState } from './stock.state.js';

/**
 * What is wrong with a folded stock state, as sentences; empty when all is well. The auditor asks it after every event:
 * no oversell (promise 3) and conservation of units (promise 4).
 */
export function stockViolations(state: StockState): readonly string[] {
  const { onHand, damaged, suspect, reserved, entered, left, claims } = state;
  // Asked after every event: the sentences are made only where something is wrong.
  const found: string[] = [];
  if (!(onHand >= 0)) found.push(`onHand is ${onHand}`);
  if (!(damaged >= 0)) found.push(`damaged is ${damaged}`);
  if (!(suspect >= 0)) found.push(`suspect is ${suspect}`);
  if (!(reserved >= 0)) found.push(`reserved is ${reserved}`);
  const sellable = onHand - damaged;
  if (!(reserved <= sellable)) found.push(`oversold: reserved ${reserved} of ${sellable} sellable units`);
  let claimed = 0;
  for (const { quantity } of claims) claimed += quantity;
  if (reserved !== claimed) found.push(`reserved is ${reserved}, but the claims add up to ${claimed}`);
  if (onHand !== entered - left) {
    found.push(`onHand is ${onHand}, but ${entered} units entered and ${left} left`);
  }
  for (const claim of claims) if (!isSound(claim)) found.push(claimViolation(claim));
  return found;
}

function isSound({ quantity, committed }: StockClaim): boolean {
  return quantity > 0 && committed >= 0 && committed <= quantity;
}

function claimViolation({ fulfillmentId, quantity, committed }: StockClaim): string {
  return `claim ${fulfillmentId} has ${quantity} units, ${committed} of them committed`;
}
