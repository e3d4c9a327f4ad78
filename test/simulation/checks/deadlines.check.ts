import { isPlaced } from '../../../src/domain/order/index.js';
import { addSeconds, isBefore, type Instant } from '../../../src/domain/shared/time.js';
import { SimulationFailure } from './simulation-failure.js';
import { TENANT, type Truth } from './truth.js';

/** How late a deadline may be noticed by an engine that is up. */
const GRACE_SECONDS = 180;

type IsMissed = (due: Instant | null | undefined) => boolean;

/** Nothing that has fallen due is left lying while the engine runs. */
export function checkDeadlines(truth: Truth, now: Instant): void {
  const isMissed: IsMissed = (due) =>
    typeof due === 'string' && isBefore(addSeconds(due, GRACE_SECONDS), now);
  for (const id of truth.openFulfillments) checkFulfillment(truth, id, isMissed);
  for (const orderId of truth.openOrders) {
    const state = truth.orderState(orderId);
    if (!isPlaced(state) || state.status !== 'open') continue;
    const stream = `order-${TENANT}:${orderId}`;
    const missed = state.parked.find(({ until }) => isMissed(until));
    if (missed) fail(`${orderId} is parked, although that was to end at ${missed.until}`, stream);
    const left = state.allocations.find(
      (one) => REOPENABLE.has(one.status) && !one.reopenedFor && isMissed(truth.suspended.get(one.nodeId)),
    );
    if (left) fail(`${left.fulfillmentId} is left with ${left.nodeId}, which is suspended`, stream);
  }
}

/** Work that another node should do when its own is suspended. */
const REOPENABLE: ReadonlySet<string> = new Set(['planned', 'secured', 'releasing', 'released']);

function checkFulfillment(truth: Truth, id: string, isMissed: IsMissed): void {
  const { status, work } = truth.fulfillment(id);
  const due = status === 'released' ? work?.acceptBy : status === 'ready-for-pickup' ? work?.pickupBy : null;
  if (isMissed(due))
    fail(`${id} is ${status}, although that was to end at ${due}`, `fulfillment-${TENANT}:${id}`);
}

function fail(detail: string, stream: string): never {
  throw new SimulationFailure('missed deadline', detail, stream);
}
