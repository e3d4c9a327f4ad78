import type { FulfillmentEvent } from '../../../src/domain/fulfillment/index.js';
import {
  AT,
  DESTINATION,
  FIRST_LINE,
  FULFILLMENT_ID,
  LATER,
  LINES,
  ORDER_ID,
  SECOND_LINE,
  type SampleOfEach,
} from './parts.js';

const base = { fulfillmentId: FULFILLMENT_ID, orderId: ORDER_ID, nodeId: 'wh-east', at: AT } as const;
const parcels = [{ parcelId: 'p1', carrier: 'ups', trackingNumber: '1Z999AA10123456784' }];

/** Every event of a fulfillment with all of its optional fields. */
export const FULFILLMENT_SAMPLES: SampleOfEach<FulfillmentEvent> = {
  FulfillmentReleased: {
    type: 'FulfillmentReleased',
    data: {
      ...base,
      channel: 'web',
      method: 'ship',
      lines: LINES,
      destination: DESTINATION,
      personRef: 'b7c9a3a2-2b1c-5d9e-8f3a-0d4f0a1b2c3d',
      promisedBy: LATER,
      acceptBy: LATER,
      pickupWindowSeconds: 259_200,
    },
  },
  FulfillmentAccepted: { type: 'FulfillmentAccepted', data: base },
  FulfillmentRejected: {
    type: 'FulfillmentRejected',
    data: { ...base, lines: FIRST_LINE, remaining: SECOND_LINE, reason: 'not-found', note: 'shelf is empty' },
  },
  FulfillmentTimedOut: { type: 'FulfillmentTimedOut', data: { ...base, acceptBy: AT } },
  PickingStarted: { type: 'PickingStarted', data: base },
  FulfillmentPicked: { type: 'FulfillmentPicked', data: { ...base, lines: LINES } },
  FulfillmentShortPicked: {
    type: 'FulfillmentShortPicked',
    data: { ...base, picked: SECOND_LINE, short: FIRST_LINE },
  },
  FulfillmentPacked: { type: 'FulfillmentPacked', data: { ...base, parcels } },
  FulfillmentShipped: { type: 'FulfillmentShipped', data: { ...base, lines: LINES, parcels, shippedAt: AT } },
  FulfillmentDelivered: { type: 'FulfillmentDelivered', data: { ...base, lines: LINES, deliveredAt: AT } },
  FulfillmentReadyForPickup: {
    type: 'FulfillmentReadyForPickup',
    data: { ...base, lines: LINES, pickupBy: LATER },
  },
  FulfillmentCollected: { type: 'FulfillmentCollected', data: { ...base, lines: LINES, collectedAt: AT } },
  FulfillmentNotCollected: {
    type: 'FulfillmentNotCollected',
    data: { ...base, lines: LINES, pickupBy: AT },
  },
  FulfillmentDamaged: {
    type: 'FulfillmentDamaged',
    data: { ...base, lines: FIRST_LINE, remaining: SECOND_LINE, reason: 'wet' },
  },
  FulfillmentLost: {
    type: 'FulfillmentLost',
    data: { ...base, lines: FIRST_LINE, remaining: SECOND_LINE, reason: 'no scan for ten days' },
  },
  FulfillmentReduced: {
    type: 'FulfillmentReduced',
    data: { ...base, lines: FIRST_LINE, remaining: SECOND_LINE, purpose: 'cancel' },
  },
  FulfillmentCancelled: {
    type: 'FulfillmentCancelled',
    data: { ...base, lines: LINES, reason: 'changed my mind' },
  },
  FulfillmentSuperseded: {
    type: 'FulfillmentSuperseded',
    data: { ...base, lines: LINES, supersededBy: [`${ORDER_ID}-2`] },
  },
  FulfillmentPulledBack: {
    type: 'FulfillmentPulledBack',
    data: { ...base, lines: LINES, reason: 'count below reserved' },
  },
};
