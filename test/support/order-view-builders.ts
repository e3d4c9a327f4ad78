import { FULFILLMENT_SAMPLES } from './event-samples/fulfillment.samples.js';
import { deepFreeze } from './given-when-then.js';
import type { FulfillmentEvent } from '../../src/domain/fulfillment/index.js';
import type { DemandReopened, OrderEvent } from '../../src/domain/order/index.js';
import type { SourcingRecord } from '../../src/domain/sourcing/sourcing.types.js';
import {
  evolveOrderFulfillment,
  evolveOrderStatus,
} from '../../src/projections/order-status/order-status.evolve.js';
import type { OrderLineView, OrderStatusView } from '../../src/projections/order-status/order-status.view.js';

export const at = '2026-03-01T10:00:00.000Z';
export const later = '2026-03-02T10:00:00.000Z';
export const orderId = 'web~1';
export const F1 = 'web~1-1';
export const F2 = 'web~1-2';
export const chair = (quantity: number) => ({ lineId: 'l1', sku: 'chair', quantity });
export const lamp = (quantity: number) => ({ lineId: 'l2', sku: 'lamp', quantity });
export const ALL = [chair(2), lamp(1)];
export const euro = { amountMinor: 1_000, currency: 'EUR' };

export const placed: OrderEvent = {
  type: 'OrderPlaced',
  data: {
    orderId,
    externalId: '1',
    channel: 'web',
    customerRef: 'c1',
    method: 'ship',
    destination: { country: 'DE' },
    promise: { service: 'standard', promisedBy: later },
    priority: 0,
    tags: [],
    lines: ALL.map((line) => ({ ...line, unitPrice: euro })),
    placedAt: at,
    at,
  },
};
export type Lines = typeof ALL;
export const on = (type: OrderEvent['type'], data: object): OrderEvent =>
  ({ type, data: { orderId, at, ...data } }) as unknown as OrderEvent;
export const planned = (fulfillmentId: string, lines: Lines, replaces?: string): OrderEvent =>
  on('SourcingPlanned', {
    round: 1,
    decision: {} as SourcingRecord,
    allocations: [
      {
        fulfillmentId,
        nodeId: `node-of-${fulfillmentId}`,
        method: 'ship',
        lines,
        ...(replaces ? { replaces } : {}),
      },
    ],
  });
export const secured = (fulfillmentId: string, lines: Lines): OrderEvent =>
  on('AllocationSecured', { fulfillmentId, nodeId: 'n1', lines });
export const step = (type: OrderEvent['type'], lines: Lines, more: object = {}): OrderEvent =>
  on(type, { fulfillmentId: F1, lines, ...more });
export const node = (type: FulfillmentEvent['type'], data: object = {}): FulfillmentEvent =>
  ({ type, data: { fulfillmentId: F1, orderId, nodeId: 'n1', at, ...data } }) as unknown as FulfillmentEvent;
export const released = node('FulfillmentReleased', { acceptBy: later, lines: ALL });
export const reopened = (
  cause: DemandReopened['data']['cause'],
  lines: Lines,
  standing = false,
): OrderEvent =>
  step('DemandReopened', lines, { cause, standing, excludedNodeId: 'n1', excludedUntil: later, attempt: 1 });
export const parked = (lines: Lines, more: object = {}): OrderEvent =>
  on('DemandParked', { lines, reason: 'no node has it', until: later, thenAction: 'retry', ...more });

/** Orders and fulfillments speak in turns; what is named like a fulfillment's event goes to that side of the fold. */
export function viewOf(...events: readonly (OrderEvent | FulfillmentEvent)[]): OrderStatusView {
  const view = events.reduce<OrderStatusView | null>((before, event, revision) => {
    const isOfFulfillment = event.type in FULFILLMENT_SAMPLES;
    return isOfFulfillment
      ? evolveOrderFulfillment(deepFreeze(before), deepFreeze(event as FulfillmentEvent), revision)
      : evolveOrderStatus(deepFreeze(before), deepFreeze(event as OrderEvent), revision);
  }, null);
  if (!view) throw new Error('there is no view');
  return view;
}

/** Where the units of the lines are, without the buckets that are empty. */
export function buckets(view: OrderStatusView): readonly Partial<OrderLineView>[] {
  return view.lines.map(({ lineId: _, sku: __, unitPrice: ___, ordered: ____, ...counts }) =>
    Object.fromEntries(Object.entries(counts).filter(([, units]) => units !== 0)),
  );
}

export const SOURCED = [placed, planned(F1, ALL), secured(F1, ALL)];
export const AT_NODE = [...SOURCED, released, step('LinesReleased', ALL, { nodeId: 'n1' })];
export const PICKED = [...AT_NODE, node('FulfillmentPicked', { lines: ALL }), step('LinesPicked', ALL)];
export const SHIPPED = [
  ...PICKED,
  node('FulfillmentShipped', { lines: ALL, parcels: [{ parcelId: 'p' }], shippedAt: at }),
  step('LinesShipped', ALL, { shippedAt: at }),
];
export const DELIVERED = [
  ...SHIPPED,
  node('FulfillmentDelivered', { lines: ALL }),
  step('LinesDelivered', ALL, { deliveredAt: at }),
];
export const READY = [
  ...PICKED,
  node('FulfillmentReadyForPickup', { lines: ALL, pickupBy: later }),
  step('LinesReadyForPickup', ALL, { pickupBy: later }),
];
export const COLLECTED = [
  ...READY,
  node('FulfillmentCollected', { lines: ALL }),
  step('LinesCollected', ALL, { collectedAt: at }),
];
export const requestCancel = on('CancellationRequested', {
  lines: ALL,
  fulfillmentIds: [F1],
  reason: 'changed',
  wholeOrder: true,
});
