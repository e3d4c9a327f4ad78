import type {
  FulfillmentCommand,
  FulfillmentEvent,
  FulfillmentReleased,
  FulfillmentStatus,
} from '../../src/domain/fulfillment/index.js';

const at = '2026-03-02T10:00:00.000Z';
const acceptBy = '2026-03-02T09:00:00.000Z';
const place = { fulfillmentId: 'web~1-1', orderId: 'web~1', nodeId: 'store-1', at };
const lines = [{ lineId: '1', sku: 'CHAIR-1', quantity: 2 }];

const released = (method: 'ship' | 'pickup'): FulfillmentReleased => ({
  type: 'FulfillmentReleased',
  data: {
    ...place,
    channel: 'web',
    method,
    lines,
    destination: { country: 'US' },
    promisedBy: at,
    acceptBy,
    pickupWindowSeconds: 3600,
  },
});
const accepted: FulfillmentEvent = { type: 'FulfillmentAccepted', data: place };
const picked: FulfillmentEvent = { type: 'FulfillmentPicked', data: { ...place, lines } };
const packed: FulfillmentEvent = { type: 'FulfillmentPacked', data: { ...place, parcels: [] } };
const shipped: FulfillmentEvent = {
  type: 'FulfillmentShipped',
  data: { ...place, lines, parcels: [], shippedAt: at },
};
const ready: FulfillmentEvent = {
  type: 'FulfillmentReadyForPickup',
  data: { ...place, lines, pickupBy: at },
};
const accept = [released('ship'), accepted];
const hand = [released('pickup'), accepted, picked];

/** A history that leads to each status. */
export const histories: Record<FulfillmentStatus, readonly FulfillmentEvent[]> = {
  none: [],
  'never-released': [{ type: 'FulfillmentCancelled', data: { ...place, lines, reason: 'customer' } }],
  released: [released('ship')],
  'timed-out': [released('ship'), { type: 'FulfillmentTimedOut', data: { ...place, acceptBy } }],
  accepted: accept,
  picking: [...accept, { type: 'PickingStarted', data: place }],
  picked: [...accept, picked],
  packed: [...accept, picked, packed],
  shipped: [...accept, picked, shipped],
  'ready-for-pickup': [...hand, ready],
  delivered: [
    ...accept,
    picked,
    shipped,
    { type: 'FulfillmentDelivered', data: { ...place, lines, deliveredAt: at } },
  ],
  collected: [...hand, ready, { type: 'FulfillmentCollected', data: { ...place, lines, collectedAt: at } }],
  'not-collected': [
    ...hand,
    ready,
    { type: 'FulfillmentNotCollected', data: { ...place, lines, pickupBy: at } },
  ],
  rejected: [
    released('ship'),
    { type: 'FulfillmentRejected', data: { ...place, lines, remaining: [], reason: 'closed' } },
  ],
  'zero-picked': [
    ...accept,
    { type: 'FulfillmentShortPicked', data: { ...place, picked: [], short: lines } },
  ],
  damaged: [
    ...accept,
    picked,
    shipped,
    { type: 'FulfillmentDamaged', data: { ...place, lines, remaining: [], reason: 'wet' } },
  ],
  lost: [
    ...accept,
    picked,
    shipped,
    { type: 'FulfillmentLost', data: { ...place, lines, remaining: [], reason: 'theft' } },
  ],
  cancelled: [...accept, { type: 'FulfillmentCancelled', data: { ...place, lines, reason: 'customer' } }],
  superseded: [
    ...accept,
    { type: 'FulfillmentSuperseded', data: { ...place, lines, supersededBy: ['web~1-2'] } },
  ],
  'pulled-back': [...accept, { type: 'FulfillmentPulledBack', data: { ...place, lines, reason: 'count' } }],
};

const own = { fulfillmentId: 'web~1-1', at };
/** One command of each type. */
export const commands: {
  readonly [Type in FulfillmentCommand['type']]: Extract<FulfillmentCommand, { type: Type }>;
} = {
  ReleaseFulfillment: { type: 'ReleaseFulfillment', data: released('ship').data },
  AcceptFulfillment: { type: 'AcceptFulfillment', data: own },
  RejectFulfillment: { type: 'RejectFulfillment', data: { ...own, reason: 'closed' } },
  TimeOutFulfillment: { type: 'TimeOutFulfillment', data: own },
  StartPicking: { type: 'StartPicking', data: own },
  PickFulfillment: { type: 'PickFulfillment', data: own },
  PackFulfillment: { type: 'PackFulfillment', data: { ...own, parcels: [] } },
  ShipFulfillment: { type: 'ShipFulfillment', data: { ...own, shippedAt: at } },
  DeliverFulfillment: { type: 'DeliverFulfillment', data: { ...own, deliveredAt: at } },
  MakeReadyForPickup: { type: 'MakeReadyForPickup', data: own },
  CollectFulfillment: { type: 'CollectFulfillment', data: { ...own, collectedAt: at } },
  ExpirePickup: { type: 'ExpirePickup', data: own },
  ReportDamage: { type: 'ReportDamage', data: { ...own, reason: 'wet' } },
  ReportLoss: { type: 'ReportLoss', data: { ...own, reason: 'theft' } },
  WithdrawLines: { type: 'WithdrawLines', data: { ...place, lines, purpose: 'cancel', reason: 'customer' } },
};
