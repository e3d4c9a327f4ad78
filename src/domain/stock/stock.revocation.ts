import type { Quantity } from '../shared/quantities.js';
import type { RevokedReservation } from './stock.events.js';
import type { StockClaim, StockState } from './stock.state.js';

/**
 * The reservations that no longer fit when the stock becomes `onHand` with `damaged` of it: units that nobody has
 * picked go first, the newest claim before older ones; then picked units, again the newest first.
 * One entry a fulfillment; empty when everything still fits.
 */
export function revokedBy(
  state: StockState,
  onHand: Quantity,
  damaged: Quantity,
): readonly RevokedReservation[] {
  let missing = state.reserved - (onHand - damaged);
  const taken = new Map<StockClaim, Quantity>();
  const newestFirst = state.claims.toReversed();
  const takeFrom = (units: (claim: StockClaim) => Quantity): void => {
    for (const claim of newestFirst) {
      const quantity = Math.min(missing, units(claim));
      if (quantity <= 0) continue;
      taken.set(claim, (taken.get(claim) ?? 0) + quantity);
      missing -= quantity;
    }
  };
  takeFrom((claim) => claim.quantity - claim.committed);
  takeFrom((claim) => claim.committed);
  return Array.from(taken, ([{ fulfillmentId, orderId }, quantity]) => ({
    fulfillmentId,
    orderId,
    quantity,
  }));
}
