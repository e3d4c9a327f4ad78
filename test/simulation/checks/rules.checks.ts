import type {
  FulfillmentEvent,
  FulfillmentState,
  FulfillmentStatus,
} from '../../../src/domain/fulfillment/index.js';
import {
  isPlaced,
  type OrderEvent,
  type OrderState,
  type PlacedOrder,
} from '../../../src/domain/order/index.js';
import { isBefore } from '../../../src/domain/shared/time.js';
import type { SourcingPolicy } from '../../../src/domain/sourcing/sourcing.types.js';
import type { StockEvent, StockState } from '../../../src/domain/stock/index.js';

type StockReserved = Extract<StockEvent, { type: 'StockReserved' }>;
type SourcingPlanned = Extract<OrderEvent, { type: 'SourcingPlanned' }>;

/** Units that are damaged, doubted, withheld or promised already are promised to nobody. */
export function reservationViolation({ data }: StockReserved, before: StockState): string | null {
  const { onHand, damaged, suspect, reserved, safety } = before;
  const withheld = safety[data.channel] ?? safety['*'] ?? 0;
  const free = onHand - damaged - suspect - reserved - withheld;
  if (data.quantity <= free) return null;
  return `${data.fulfillmentId} was promised ${data.quantity} units where ${free} were free for ${data.channel}`;
}

/** Until when a node can be asked for units: before the picking is done, and for a customer, before they leave. */
const BEFORE_PICKED: readonly FulfillmentStatus[] = ['released', 'timed-out', 'accepted', 'picking'];
const GIVES_BACK: Readonly<Record<string, readonly FulfillmentStatus[]>> = {
  supersede: BEFORE_PICKED,
  'pull-back': BEFORE_PICKED,
  cancel: [...BEFORE_PICKED, 'picked', 'packed', 'ready-for-pickup'],
};
const PURPOSES: Readonly<Record<string, string>> = {
  FulfillmentSuperseded: 'supersede',
  FulfillmentPulledBack: 'pull-back',
  FulfillmentCancelled: 'cancel',
};

/** What has left a node, or is in a picker's hands, is not taken back. */
export function withdrawalViolation(event: FulfillmentEvent, { status }: FulfillmentState): string | null {
  const purpose = event.type === 'FulfillmentReduced' ? event.data.purpose : PURPOSES[event.type];
  // Withdrawn before it was handed over: then it never begins.
  if (purpose === undefined || status === 'none') return null;
  if (GIVES_BACK[purpose]?.includes(status) === true) return null;
  return `${event.data.fulfillmentId} was ${status} and still gave units back (${purpose})`;
}

/** A plan keeps to what the order has learned: who failed it, how often it was tried, where its customer collects. */
export function planViolation(
  event: SourcingPlanned,
  before: OrderState,
  policy: SourcingPolicy | string,
): string | null {
  if (!isPlaced(before)) return 'planned before it was placed';
  // Why there is none.
  if (typeof policy === 'string') return policy;
  return event.data.allocations
    .map((allocation) => allocationViolation(allocation, event, before, policy))
    .reduce((first, found) => first ?? found, null);
}

function allocationViolation(
  { nodeId, lines, fulfillmentId }: SourcingPlanned['data']['allocations'][number],
  { data: { at } }: SourcingPlanned,
  { exclusions, placed, lines: ledger }: PlacedOrder,
  { maxAttempts }: SourcingPolicy,
): string | null {
  const excluded = exclusions.find(
    (one) => one.nodeId === nodeId && isBefore(at, one.until) && lines.some(({ sku }) => sku === one.sku),
  );
  if (excluded) return `${fulfillmentId} went to ${nodeId}, which is left out for ${excluded.sku}`;
  const tired = ledger.find(
    ({ lineId, attempts }) => attempts >= maxAttempts && lines.some((line) => line.lineId === lineId),
  );
  if (tired) return `line ${tired.lineId} was sourced again after ${tired.attempts} attempts`;
  if (placed.method === 'pickup' && placed.pickupNodeId !== nodeId)
    return `${fulfillmentId} went to ${nodeId}, the customer collects at ${placed.pickupNodeId ?? 'none'}`;
  return null;
}
