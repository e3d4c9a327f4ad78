import { FULFILLMENT_SAMPLES } from '../../../test/support/event-samples/fulfillment.samples.js';
import { ORDER_SAMPLES } from '../../../test/support/event-samples/order.samples.js';
import { STOCK_SAMPLES } from '../../../test/support/event-samples/stock.samples.js';
import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import type { OrderEvent } from '../../domain/order/index.js';
import type { StockEvent } from '../../domain/stock/index.js';
import { fulfillmentSentence } from './fulfillment-sentence.js';
import { orderSentence } from './order-sentence.js';
import { stockParts } from './stock-sentence.js';

const ORDER_SENTENCES: readonly (readonly [OrderEvent['type'], string])[] = [
  [
    'OrderPlaced',
    'Order CA-2016-152156 came in over web: 2 × FUR-BO-10001798, 1 × OFF-LA-10000240, to be picked up at store-louisville, promised for 2026-03-02 09:30 UTC.',
  ],
  ['OrderHeld', 'The order was put on hold (fraud): score 92.'],
  ['OrderHoldReleased', 'The fraud hold was lifted.'],
  [
    'SourcingPlanned',
    'Planned: 2 × FUR-BO-10001798 from wh-east in place of fulfillment web~CA-2016-152156-0.',
  ],
  [
    'DemandParked',
    'No node for 1 × OFF-LA-10000240 now (no node has it); it waits until 2026-03-02 09:30 UTC and will be cancelled then. Fulfillment web~CA-2016-152156-1 stands meanwhile.',
  ],
  [
    'ParkedDemandRetried',
    'A node is sought again for 1 × OFF-LA-10000240, which had to wait: stock has arrived.',
  ],
  [
    'ReservationConfirmed',
    '2 × FUR-BO-10001798 at wh-east is confirmed for fulfillment web~CA-2016-152156-1.',
  ],
  ['AllocationSecured', 'Everything for fulfillment web~CA-2016-152156-1 is reserved at wh-east.'],
  [
    'DemandReopened',
    '2 × FUR-BO-10001798 of fulfillment web~CA-2016-152156-1 needs another node: the node could not find everything.',
  ],
  [
    'FulfillmentReplaced',
    'web~CA-2016-152156-2 took over 2 × FUR-BO-10001798, 1 × OFF-LA-10000240 from fulfillment web~CA-2016-152156-1.',
  ],
  [
    'ReplacementAbandoned',
    'No other node takes over from fulfillment web~CA-2016-152156-1, which goes on: picked meanwhile.',
  ],
  [
    'LinesReleased',
    '2 × FUR-BO-10001798, 1 × OFF-LA-10000240 is with wh-east as fulfillment web~CA-2016-152156-1.',
  ],
  ['LinesPicked', '2 × FUR-BO-10001798, 1 × OFF-LA-10000240 of fulfillment web~CA-2016-152156-1 is picked.'],
  ['LinesShipped', '2 × FUR-BO-10001798, 1 × OFF-LA-10000240 is on its way since 2026-03-01 09:30 UTC.'],
  [
    'LinesReadyForPickup',
    '2 × FUR-BO-10001798, 1 × OFF-LA-10000240 can be picked up until 2026-03-02 09:30 UTC.',
  ],
  [
    'LinesCollected',
    'The customer has 2 × FUR-BO-10001798, 1 × OFF-LA-10000240, collected 2026-03-01 09:30 UTC.',
  ],
  [
    'LinesDelivered',
    'The customer has 2 × FUR-BO-10001798, 1 × OFF-LA-10000240, delivered 2026-03-01 09:30 UTC.',
  ],
  [
    'CancellationRequested',
    'The whole order is to be cancelled (changed my mind); web~CA-2016-152156-1 has been asked.',
  ],
  [
    'CancellationRefused',
    '2 × FUR-BO-10001798 of fulfillment web~CA-2016-152156-1 could not be cancelled any more: shipped.',
  ],
  ['LinesCancelled', '1 × OFF-LA-10000240 of fulfillment web~CA-2016-152156-1 is cancelled: no node has it.'],
  ['OrderCancelled', 'The order is cancelled: changed my mind.'],
  ['OrderClosed', 'The order is complete.'],
];

const FULFILLMENT_SENTENCES: readonly (readonly [FulfillmentEvent['type'], string])[] = [
  [
    'FulfillmentReleased',
    'wh-east was asked for 2 × FUR-BO-10001798, 1 × OFF-LA-10000240 and has until 2026-03-02 09:30 UTC to accept.',
  ],
  ['FulfillmentAccepted', 'wh-east accepted.'],
  [
    'FulfillmentRejected',
    'wh-east declined 2 × FUR-BO-10001798 (not found, “shelf is empty”). It keeps 1 × OFF-LA-10000240.',
  ],
  ['FulfillmentTimedOut', 'wh-east did not accept by 2026-03-01 09:30 UTC.'],
  ['PickingStarted', 'wh-east started to pick.'],
  ['FulfillmentPicked', 'wh-east picked 2 × FUR-BO-10001798, 1 × OFF-LA-10000240.'],
  ['FulfillmentShortPicked', 'wh-east picked 1 × OFF-LA-10000240 and could not find 2 × FUR-BO-10001798.'],
  ['FulfillmentPacked', 'wh-east packed 1 parcel.'],
  [
    'FulfillmentShipped',
    'wh-east shipped 2 × FUR-BO-10001798, 1 × OFF-LA-10000240, 2026-03-01 09:30 UTC (ups 1Z999AA10123456784).',
  ],
  ['FulfillmentDelivered', '2 × FUR-BO-10001798, 1 × OFF-LA-10000240 was delivered, 2026-03-01 09:30 UTC.'],
  [
    'FulfillmentReadyForPickup',
    '2 × FUR-BO-10001798, 1 × OFF-LA-10000240 is ready at wh-east until 2026-03-02 09:30 UTC.',
  ],
  [
    'FulfillmentCollected',
    'The customer collected 2 × FUR-BO-10001798, 1 × OFF-LA-10000240 at wh-east, 2026-03-01 09:30 UTC.',
  ],
  [
    'FulfillmentNotCollected',
    'Nobody collected 2 × FUR-BO-10001798, 1 × OFF-LA-10000240 at wh-east by 2026-03-01 09:30 UTC; it goes back on the shelf.',
  ],
  [
    'FulfillmentDamaged',
    '2 × FUR-BO-10001798 was damaged on the way (wet); 1 × OFF-LA-10000240 is still on its way.',
  ],
  [
    'FulfillmentLost',
    '2 × FUR-BO-10001798 was lost on the way (no scan for ten days); 1 × OFF-LA-10000240 is still on its way.',
  ],
  [
    'FulfillmentReduced',
    '2 × FUR-BO-10001798 was taken back from wh-east, which goes on with 1 × OFF-LA-10000240.',
  ],
  [
    'FulfillmentCancelled',
    'wh-east no longer has to do 2 × FUR-BO-10001798, 1 × OFF-LA-10000240: changed my mind.',
  ],
  [
    'FulfillmentSuperseded',
    'wh-east gave up 2 × FUR-BO-10001798, 1 × OFF-LA-10000240; web~CA-2016-152156-2 took over.',
  ],
  [
    'FulfillmentPulledBack',
    '2 × FUR-BO-10001798, 1 × OFF-LA-10000240 was called back from wh-east: count below reserved.',
  ],
];

const orderId = 'web~CA-2016-152156';
const fulfillmentId = 'web~CA-2016-152156-1';
const part = (sentence: string) => [{ orderId, fulfillmentId, sentence }];
const lines = [{ lineId: 'l1', sku: 'lamp', quantity: 2 }];
const base = { orderId, fulfillmentId, nodeId: 'wh-east', at: '2026-03-01T09:30:00.000Z' };

describe('a sentence of the timeline', () => {
  test.each(ORDER_SENTENCES)('of the order: %s', (type, sentence) => {
    expect(orderSentence(ORDER_SAMPLES[type])).toBe(sentence);
  });

  test.each(FULFILLMENT_SENTENCES)('of a fulfillment: %s', (type, sentence) => {
    expect(fulfillmentSentence(FULFILLMENT_SAMPLES[type])).toBe(sentence);
  });

  test('every event of orders and fulfillments has its words', () => {
    expect(ORDER_SENTENCES.map(([type]) => type).toSorted()).toEqual(Object.keys(ORDER_SAMPLES).toSorted());
    expect(FULFILLMENT_SENTENCES.map(([type]) => type).toSorted()).toEqual(
      Object.keys(FULFILLMENT_SAMPLES).toSorted(),
    );
  });

  test('a plan says when its shipments are expected, and its pickups ready', () => {
    const { data } = ORDER_SAMPLES.SourcingPlanned;
    const allocation = { fulfillmentId, nodeId: 'wh-east', lines, estimatedBy: '2026-03-04T16:00:00.000Z' };
    const planned = (method: 'ship' | 'pickup') =>
      orderSentence({
        type: 'SourcingPlanned',
        data: { ...data, allocations: [{ ...allocation, method }] },
      });
    expect(planned('ship')).toBe('Planned: 2 × lamp from wh-east, expected by 2026-03-04 16:00 UTC.');
    expect(planned('pickup')).toBe('Planned: 2 × lamp from wh-east, ready by 2026-03-04 16:00 UTC.');
  });

  describe('where things end badly', () => {
    test('nobody came to collect it', () => {
      const data = { orderId, fulfillmentId, lines, reason: 'no-show', at: base.at };
      expect(orderSentence({ type: 'LinesCancelled', data })).toBe(
        '2 × lamp of fulfillment web~CA-2016-152156-1 is cancelled: nobody came to collect it.',
      );
    });

    test('closed later than promised', () => {
      expect(orderSentence({ type: 'OrderClosed', data: { orderId, late: true, at: base.at } })).toBe(
        'The order is complete, later than promised.',
      );
    });

    test('declined as a whole', () => {
      const data = { ...base, lines, remaining: [], reason: 'no-capacity' as const };
      expect(fulfillmentSentence({ type: 'FulfillmentRejected', data })).toBe(
        'wh-east declined 2 × lamp (no capacity).',
      );
    });

    test('found nothing', () => {
      expect(
        fulfillmentSentence({ type: 'FulfillmentShortPicked', data: { ...base, picked: [], short: lines } }),
      ).toBe('wh-east found nothing of 2 × lamp.');
    });

    test('lost with nothing left on the way', () => {
      const data = { ...base, lines, remaining: [], reason: 'theft' };
      expect(fulfillmentSentence({ type: 'FulfillmentLost', data })).toBe(
        '2 × lamp was lost on the way (theft).',
      );
    });

    test('a replacement that is sought for another cause than its silence, and a late acceptance', () => {
      const until = { excludedNodeId: 'wh-east', excludedUntil: base.at, attempt: 1, at: base.at };
      const cause = 'node-suspended' as const;
      const data = { orderId, fulfillmentId, lines: [], cause, standing: true, ...until };
      expect(orderSentence({ type: 'DemandReopened', data })).toBe(
        'Another node is sought for fulfillment web~CA-2016-152156-1 even if it accepts late: the node was suspended.',
      );
      const late = { type: 'FulfillmentAccepted', data: { ...base, late: true } } as const;
      expect(fulfillmentSentence(late)).toBe(`${base.nodeId} accepted, late.`);
    });

    test.each([
      [
        'count-below-reserved',
        '2 × lamp of fulfillment web~CA-2016-152156-1 is to be called back: less stock is there than was reserved.',
      ],
      [
        'node-suspended',
        'Another node is sought for 2 × lamp while fulfillment web~CA-2016-152156-1 stands: the node was suspended.',
      ],
    ] as const)('demand reopened while the old fulfillment stands: %s', (cause, sentence) => {
      const until = { excludedNodeId: 'wh-east', excludedUntil: base.at, attempt: 1, at: base.at };
      const data = { orderId, fulfillmentId, lines, cause, standing: true, ...until };
      expect(orderSentence({ type: 'DemandReopened', data })).toBe(sentence);
    });

    test('an event that this version does not know is named, not refused', () => {
      expect(orderSentence({ type: 'SomethingNew', data: {} } as unknown as OrderEvent)).toBe(
        'SomethingNew.',
      );
      expect(fulfillmentSentence({ type: 'SomethingNew', data: {} } as unknown as FulfillmentEvent)).toBe(
        'SomethingNew.',
      );
      expect(stockParts({ type: 'SomethingNew', data: {} } as unknown as StockEvent)).toEqual([]);
    });
  });

  test.each<[StockEvent['type'], ReturnType<typeof stockParts>]>([
    ['StockReceived', []],
    ['SafetyStockDefined', []],
    [
      'StockAdjusted',
      part('The reservation of 1 × FUR-BO-10001798 at wh-east is void: the stock was corrected (sample).'),
    ],
    [
      'StockCounted',
      part('The reservation of 1 × FUR-BO-10001798 at wh-east is void: only 10 were counted.'),
    ],
    [
      'StockDamaged',
      part('The reservation of 1 × FUR-BO-10001798 at wh-east is void: 1 unit turned out damaged.'),
    ],
    ['StockReserved', part('2 × FUR-BO-10001798 was reserved at wh-east.')],
    ['StockReservationRefused', part('wh-east could not reserve 20 × FUR-BO-10001798: 7 left.')],
    ['ReservationCommitted', part("2 × FUR-BO-10001798 at wh-east is in the picker's hands.")],
    ['ReservationConsumed', part('2 × FUR-BO-10001798 left the stock of wh-east.')],
    [
      'ReservationReleased',
      part(
        '2 × FUR-BO-10001798 at wh-east is free again: short pick; 1 unit could not be found and must be counted.',
      ),
    ],
  ])('of the stock: %s', (type, parts) => {
    expect(stockParts(STOCK_SAMPLES[type])).toEqual(parts);
  });

  test('a release that overtook its reservation says what will not happen', () => {
    const data = { ...base, sku: 'lamp', quantity: 0, suspect: 0, reason: 'cancelled' };
    expect(stockParts({ type: 'ReservationReleased', data })[0]?.sentence).toBe(
      'A reservation of lamp at wh-east that is still to come will not be made: cancelled.',
    );
  });

  test('a count that voids the reservations of several orders tells each of them', () => {
    const revoked = ['a', 'b'].map((id) => ({ orderId: id, fulfillmentId: `${id}-1`, quantity: 1 }));
    const figures = { counted: 0, expected: 2, suspectCleared: 0, countedAt: base.at };
    const data = { sku: 'lamp', nodeId: 'wh-east', at: base.at, ...figures, revoked };
    expect(stockParts({ type: 'StockCounted', data }).map((one) => one.orderId)).toEqual(['a', 'b']);
  });
});
