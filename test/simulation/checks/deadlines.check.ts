import { isPlaced } from '../../../src/domain/order/index.js';
import { addSeconds, isBefore, type Instant } from '../../../src/domain/shared/time.js';
import { SimulationFailure } from './simulation-failure.js';
import { TENANT, type Truth } from './truth.js';

/** How late a deadline may be noticed by an engine that is up. */
const GRACE_SECONDS = 180;

/** Nothing that has fallen due is left lying while the engine runs. */
export function checkDeadlines(truth: Truth, now: Instant): void {
  const isMissed = (due: Instant | null | undefined): boolean =>
    typeof due === 'string' && isBefore(addSeconds(due, GRACE_SECONDS), now);
  for (const id of truth.openFulfillments) {
    const { status, work } = truth.fulfillment(id);
    const due =
      status === 'released' ? work?.acceptBy : status === 'ready-for-pickup' ? work?.pickupBy : null;
    if (isMissed(due)) {
      const detail = `${id} is ${status}, although that was to end at ${due}`;
      throw new SimulationFailure('missed deadline', detail, `fulfillment-${TENANT}:${id}`);
    }
  }
  for (const orderId of truth.openOrders) {
    const state = truth.orderState(orderId);
    if (!isPlaced(state) || state.status !== 'open') continue;
    const missed = state.parked.find(({ until }) => isMissed(until));
    if (missed === undefined) continue;
    const detail = `${orderId} is parked, although that was to end at ${missed.until}`;
    throw new SimulationFailure('missed deadline', detail, `order-${TENANT}:${orderId}`);
  }
}
