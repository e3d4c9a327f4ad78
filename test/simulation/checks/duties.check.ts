import { isPlaced, type PlacedOrder } from '../../../src/domain/order/index.js';
import { DEFAULT_POLICY } from '../../../src/domain/policy/index.js';
import { sumBySku } from '../../../src/domain/shared/quantities.js';
import { streamName, stockIdOf } from '../../../src/domain/shared/stream-names.js';
import type { Instant } from '../../../src/domain/shared/time.js';
import {
  owedReleases,
  owedReservations,
  owedSources,
  owedWithdrawals,
} from '../../../src/sagas/order-process/order-process.owed.js';
import { SimulationFailure } from './simulation-failure.js';
import { TENANT, type Truth } from './truth.js';

/** Nobody has picked of them yet, so that their units are still the claims on the stock. */
const NOT_PICKED: ReadonlySet<string> = new Set(['secured', 'releasing', 'released']);

/**
 * Once nothing is on its way any more, every duty of every order has been answered, whichever way: what is still owed
 * then is owed for ever. And what an order counts on at a node is reserved there.
 */
export function checkDuties(truth: Truth, now: Instant): void {
  for (const orderId of truth.openOrders) {
    const state = truth.orderState(orderId);
    if (!isPlaced(state)) continue;
    const complaint = unanswered(state, now) ?? unbacked(state, truth);
    if (complaint !== null) throw new SimulationFailure('duties', complaint, `order-${TENANT}:${orderId}`);
  }
}

function unanswered(state: PlacedOrder, now: Instant): string | null {
  const context = { now, timings: DEFAULT_POLICY };
  const [duty] = [
    ...owedSources(state),
    ...owedReservations(state, context),
    ...owedReleases(state, context),
    ...owedWithdrawals(state, context),
  ];
  return duty === undefined ? null : `nobody answers: ${JSON.stringify(duty)}`;
}

function unbacked({ allocations }: PlacedOrder, truth: Truth): string | null {
  for (const { fulfillmentId, nodeId, lines, status } of allocations) {
    if (!NOT_PICKED.has(status)) continue;
    for (const [sku, units] of sumBySku(lines)) {
      const stock = truth.stocks.get(streamName('stock', TENANT, stockIdOf(sku, nodeId)));
      const claimed = stock?.claims.find((claim) => claim.fulfillmentId === fulfillmentId)?.quantity ?? 0;
      if (claimed < units)
        return `${fulfillmentId} counts on ${units} ${sku} at ${nodeId} and has ${claimed}`;
    }
  }
  return null;
}
