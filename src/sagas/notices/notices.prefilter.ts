import type { OrderEvent, PlacedOrder } from '../../domain/order/index.js';

/** An order that was planned once and never again is at this round: nothing has happened that could be told. */
const ROUND_OF_THE_FIRST_PLAN = 2;

/**
 * Whether an event of an order may have to be told, by the order as it stands then or later. Wrong in one direction
 * only: where it says no, the whole story would tell nothing either.
 */
export function mayTell(event: OrderEvent, { round }: PlacedOrder): boolean {
  if (event.type !== 'LinesCancelled') return round > ROUND_OF_THE_FIRST_PLAN;
  const { decision, reason, from, fulfillmentId } = event.data;
  // Of units that are with no node, the policy may have given up those that a first plan could not place.
  const hadNoNode = fulfillmentId === undefined;
  const isOurs = decision !== undefined || reason === 'no-show' || from === 'parked' || hadNoNode;
  return isOurs || round > ROUND_OF_THE_FIRST_PLAN + 1;
}
