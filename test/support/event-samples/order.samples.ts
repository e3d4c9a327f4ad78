import type { OrderEvent } from '../../../src/domain/order/index.js';
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
import { DECISION_SAMPLE, UNPLACED } from './sourcing-decision.sample.js';

const orderId = ORDER_ID;
const fulfillmentId = FULFILLMENT_ID;
const nodeId = 'wh-east';
const at = AT;

/** Every event of an order with all of its optional fields. */
export const ORDER_SAMPLES: SampleOfEach<OrderEvent> = {
  OrderPlaced: {
    type: 'OrderPlaced',
    data: {
      orderId,
      externalId: 'CA-2016-152156',
      channel: 'web',
      customerRef: 'CG-12520',
      personRef: 'b7c9a3a2-2b1c-5d9e-8f3a-0d4f0a1b2c3d',
      method: 'pickup',
      pickupNodeId: 'store-louisville',
      destination: DESTINATION,
      promise: { service: 'second-class', promisedBy: LATER },
      priority: 1,
      tags: ['gift'],
      lines: [
        {
          lineId: 'l1',
          sku: 'FUR-BO-10001798',
          quantity: 2,
          unitPrice: { amountMinor: 13_098, currency: 'USD' },
        },
        {
          lineId: 'l2',
          sku: 'OFF-LA-10000240',
          quantity: 1,
          unitPrice: { amountMinor: 731, currency: 'USD' },
        },
      ],
      placedAt: AT,
      at,
    },
  },
  OrderHeld: { type: 'OrderHeld', data: { orderId, holdType: 'fraud', reason: 'score 92', at } },
  OrderHoldReleased: { type: 'OrderHoldReleased', data: { orderId, holdType: 'fraud', at } },
  SourcingPlanned: {
    type: 'SourcingPlanned',
    data: {
      orderId,
      round: 1,
      allocations: [{ fulfillmentId, nodeId, method: 'ship', lines: FIRST_LINE, replaces: `${orderId}-0` }],
      decision: DECISION_SAMPLE,
      at,
    },
  },
  DemandParked: {
    type: 'DemandParked',
    data: {
      orderId,
      lines: UNPLACED,
      reason: 'no node has it',
      until: LATER,
      thenAction: 'cancel',
      replaces: fulfillmentId,
      decision: DECISION_SAMPLE,
      at,
    },
  },
  ParkedDemandRetried: {
    type: 'ParkedDemandRetried',
    data: { orderId, lines: UNPLACED, cause: 'stock-arrived', replaces: fulfillmentId, at },
  },
  ReservationConfirmed: {
    type: 'ReservationConfirmed',
    data: { orderId, fulfillmentId, nodeId, sku: 'FUR-BO-10001798', quantity: 2, at },
  },
  AllocationSecured: {
    type: 'AllocationSecured',
    data: { orderId, fulfillmentId, nodeId, lines: FIRST_LINE, replaces: `${orderId}-0`, at },
  },
  DemandReopened: {
    type: 'DemandReopened',
    data: {
      orderId,
      fulfillmentId,
      lines: FIRST_LINE,
      cause: 'short-pick',
      standing: false,
      excludedNodeId: nodeId,
      excludedUntil: LATER,
      attempt: 2,
      suspect: true,
      at,
    },
  },
  FulfillmentReplaced: {
    type: 'FulfillmentReplaced',
    data: { orderId, fulfillmentId, replacedBy: [`${orderId}-2`], lines: LINES, at },
  },
  ReplacementAbandoned: {
    type: 'ReplacementAbandoned',
    data: { orderId, fulfillmentId, abandoned: [`${orderId}-2`], reason: 'picked meanwhile', at },
  },
  LinesReleased: { type: 'LinesReleased', data: { orderId, fulfillmentId, nodeId, lines: LINES, at } },
  LinesPicked: { type: 'LinesPicked', data: { orderId, fulfillmentId, lines: LINES, at } },
  LinesShipped: { type: 'LinesShipped', data: { orderId, fulfillmentId, lines: LINES, shippedAt: AT, at } },
  LinesReadyForPickup: {
    type: 'LinesReadyForPickup',
    data: { orderId, fulfillmentId, lines: LINES, pickupBy: LATER, at },
  },
  LinesCollected: {
    type: 'LinesCollected',
    data: { orderId, fulfillmentId, lines: LINES, collectedAt: AT, at },
  },
  LinesDelivered: {
    type: 'LinesDelivered',
    data: { orderId, fulfillmentId, lines: LINES, deliveredAt: AT, at },
  },
  CancellationRequested: {
    type: 'CancellationRequested',
    data: {
      orderId,
      lines: LINES,
      fulfillmentIds: [fulfillmentId],
      reason: 'changed my mind',
      wholeOrder: true,
      at,
    },
  },
  CancellationRefused: {
    type: 'CancellationRefused',
    data: { orderId, fulfillmentId, lines: FIRST_LINE, reason: 'shipped', at },
  },
  LinesCancelled: {
    type: 'LinesCancelled',
    data: {
      orderId,
      lines: SECOND_LINE,
      reason: 'no node has it',
      fulfillmentId,
      from: 'allocation',
      decision: DECISION_SAMPLE,
      at,
    },
  },
  OrderCancelled: { type: 'OrderCancelled', data: { orderId, reason: 'changed my mind', at } },
  OrderClosed: { type: 'OrderClosed', data: { orderId, late: false, at } },
};
