import { isPlaced } from '../../../src/domain/order/index.js';
import { addSeconds, isBefore, type Instant } from '../../../src/domain/shared/time.js';
import { SimulationFailure } from './simulation-failure.js';
import { TENANT, type Truth } from './truth.js';

/** How late a deadline may be noticed by an engine that is up. */
const GRACE_SECONDS = 180;

/** Whether something of a stream has been due for so long, and all of the stream was in the log. */
type IsMissed = (due: Instant | null | undefined, stream: string) => boolean;

/** Nothing that has fallen due is left lying while the engine runs. */
export function checkDeadlines(truth: Truth, now: Instant): void {
  const isLongAgo = (then: Instant): boolean => isBefore(addSeconds(then, GRACE_SECONDS), now);
  const isMissed: IsMissed = (due, stream) =>
    typeof due === 'string' && isLongAgo(due) && isLongAgo(truth.cameIn(stream) ?? due);
  for (const id of truth.openFulfillments) checkFulfillment(truth, id, isMissed);
  for (const orderId of truth.openOrders) {
    const state = truth.orderState(orderId);
    if (!isPlaced(state) || state.status !== 'open') continue;
    const stream = `order-${TENANT}:${orderId}`;
    const missed = state.parked.find(({ until }) => isMissed(until, stream));
    if (missed) fail(`${orderId} is parked, although that was to end at ${missed.until}`, stream);
    const left = state.allocations.find(
      ({ status, reopenedFor, nodeId }) =>
        REOPENABLE.has(status) && !reopenedFor && isMissed(truth.suspended.get(nodeId), stream),
    );
    if (left) fail(`${left.fulfillmentId} is left with ${left.nodeId}, which is suspended`, stream);
  }
}

/** Work that another node should do when its own is suspended. */
const REOPENABLE: ReadonlySet<string> = new Set(['planned', 'secured', 'releasing', 'released']);

function checkFulfillment(truth: Truth, id: string, isMissed: IsMissed): void {
  const { status, work } = truth.fulfillment(id);
  const due = status === 'released' ? work?.acceptBy : status === 'ready-for-pickup' ? work?.pickupBy : null;
  const stream = `fulfillment-${TENANT}:${id}`;
  if (isMissed(due, stream)) fail(`${id} is ${status}, although that was to end at ${due}`, stream);
}

function fail(detail: string, stream: string): never {
  throw new SimulationFailure('missed deadline', detail, stream);
}
