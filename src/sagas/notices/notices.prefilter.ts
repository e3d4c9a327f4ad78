import type { OrderEvent, PlacedOrder } from '../../domain/order/index.js';

/** An order that was planned once and never again is at this round: nothing has happened that could be told. */
const ROUND_OF_THE_FIRST_PLAN = 2;

/**
 * Whether an event of an order may have to be told, by the order as it stands then or later. Wrong in one direction
 * only: where it says no, the whole story would tell nothing either.
 */
export function mayTell(event: OrderEvent, { round }: PlacedOrder): boolean {
  if (event.type !== 'LinesCancelled') return round > ROUND_OF_THE_FIRST_PLAN;
  const { reason, fulfillmentId } = event.data;
  // The policy gives up only what is with no node: beside a first plan, at once, or after it was parked.
  const isOurs = reason === 'no-show' || fulfillmentId === undefined;
  return isOurs || round > ROUND_OF_THE_FIRST_PLAN + 1;
}
