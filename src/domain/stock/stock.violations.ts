import type { StockState } from './stock.state.js';

/**
 * What is wrong with a folded stock state, as sentences; empty when all is well. The auditor asks it after every event:
 * no oversell (promise 3) and conservation of units (promise 4).
 */
export function stockViolations(state: StockState): readonly string[] {
  const claimed = state.claims.reduce((sum, claim) => sum + claim.quantity, 0);
  const rules: readonly (readonly [holds: boolean, violation: string])[] = [
    [state.onHand >= 0, `onHand is ${state.onHand}`],
    [state.damaged >= 0, `damaged is ${state.damaged}`],
    [state.suspect >= 0, `suspect is ${state.suspect}`],
    [state.reserved >= 0, `reserved is ${state.reserved}`],
    [
      state.reserved <= state.onHand - state.damaged,
      `oversold: reserved ${state.reserved} of ${state.onHand - state.damaged} sellable units`,
    ],
    [state.reserved === claimed, `reserved is ${state.reserved}, but the claims add up to ${claimed}`],
    [
      state.onHand === state.entered - state.left,
      `onHand is ${state.onHand}, but ${state.entered} units entered and ${state.left} left`,
    ],
    ...state.claims.map(
      (claim) =>
        [
          claim.quantity > 0 && claim.committed >= 0 && claim.committed <= claim.quantity,
          `claim ${claim.fulfillmentId} has ${claim.quantity} units, ${claim.committed} of them committed`,
        ] as const,
    ),
  ];
  return rules.filter(([holds]) => !holds).map(([, violation]) => violation);
}
