import { deepFreeze } from '../../../test/support/given-when-then.js';
import { FULFILLMENT_SAMPLES } from '../../../test/support/event-samples/fulfillment.samples.js';
import { ORDER_SAMPLES } from '../../../test/support/event-samples/order.samples.js';
import { STOCK_SAMPLES } from '../../../test/support/event-samples/stock.samples.js';
import type { Parcel } from '../../domain/fulfillment/index.js';
import type { OrderEvent } from '../../domain/order/index.js';
import { fulfillmentSentence } from './fulfillment-sentence.js';
import { orderSentence } from './order-sentence.js';
import { stockParts } from './stock-sentence.js';

type DataOf<Type extends OrderEvent['type']> = Extract<OrderEvent, { readonly type: Type }>['data'];

const orderId = 'web~1';
const fulfillmentId = 'web~1-1';
const at = '2026-03-01T09:30:00.000Z';
const later = '2026-03-02T09:30:00.000Z';
const lines = [{ lineId: 'l1', sku: 'lamp', quantity: 2 }];
const said = (event: OrderEvent): string => orderSentence(deepFreeze(event));

describe('an order came in', () => {
  const { pickupNodeId: _, ...data } = ORDER_SAMPLES.OrderPlaced.data;

  it.each([
    ['ship', 'to be shipped'],
    ['pickup', 'to be picked up'],
  ] as const)('to %s', (method, how) => {
    expect(said({ type: 'OrderPlaced', data: { ...data, method } })).toContain(`, ${how}, promised for`);
  });
});

describe('units need another node', () => {
  it.each<[DataOf<'DemandReopened'>['cause'], string]>([
    ['reservation-refused', 'the stock was gone when it was to be reserved'],
    ['rejected', 'the node declined'],
    ['acceptance-timeout', 'the node did not accept in time'],
    ['damaged-in-carriage', 'it was damaged on the way'],
    ['lost-in-carriage', 'it was lost on the way'],
    ['manual', 'someone asked for it'],
  ])('because of %s, in words that support understands', (cause, why) => {
    const rest = { excludedNodeId: 'wh-east', excludedUntil: later, attempt: 1, at };
    const data = { orderId, fulfillmentId, lines, cause, standing: false, ...rest };
    expect(said({ type: 'DemandReopened', data })).toBe(
      `2 × lamp of fulfillment web~1-1 needs another node: ${why}.`,
    );
  });
});

describe('demand that waits', () => {
  const data = { orderId, lines, reason: 'no-stock', until: later, thenAction: 'retry' as const, at };

  it('is tried again at its time', () => {
    expect(said({ type: 'DemandParked', data })).toBe(
      'No node for 2 × lamp now (no stock); it waits until 2026-03-02 09:30 UTC and is tried again then.',
    );
  });

  it.each([
    ['deadline', 'its waiting time is over'],
    ['manual', 'someone asked for it'],
  ] as const)('is tried again for %s', (cause, why) => {
    expect(said({ type: 'ParkedDemandRetried', data: { orderId, lines, cause, at } })).toBe(
      `A node is sought again for 2 × lamp, which had to wait: ${why}.`,
    );
  });
});

describe('a plan with several nodes', () => {
  it('names each with what it is to do', () => {
    const { data } = ORDER_SAMPLES.SourcingPlanned;
    const allocations = ['wh-east', 'wh-west'].map((nodeId, index) => ({
      fulfillmentId: `web~1-${index + 1}`,
      nodeId,
      lines,
      method: 'ship' as const,
    }));
    expect(said({ type: 'SourcingPlanned', data: { ...data, allocations } })).toBe(
      'Planned: 2 × lamp from wh-east; 2 × lamp from wh-west.',
    );
  });
});

describe('a wish to cancel', () => {
  const wish = { orderId, lines, reason: 'changed my mind', wholeOrder: false, at };

  it('names all that were asked', () => {
    const data = { ...wish, fulfillmentIds: ['web~1-1', 'web~1-2'] };
    expect(said({ type: 'CancellationRequested', data })).toBe(
      '2 × lamp is to be cancelled (changed my mind); web~1-1 and web~1-2 have been asked.',
    );
  });

  it('that comes when all that is left is on its way asks nobody', () => {
    const data = { ...wish, lines: [], wholeOrder: true, fulfillmentIds: [] };
    expect(said({ type: 'CancellationRequested', data })).toBe(
      'The whole order is to be cancelled (changed my mind); what is on its way goes on.',
    );
  });

  it('is done at once where no node has the units', () => {
    const data = { orderId, lines, reason: 'changed my mind', from: 'unsourced' as const, at };
    expect(said({ type: 'LinesCancelled', data })).toBe('2 × lamp is cancelled: changed my mind.');
  });
});

describe('parcels', () => {
  const said = (type: 'FulfillmentPacked' | 'FulfillmentShipped', parcels: readonly Parcel[]): string => {
    const { data } = FULFILLMENT_SAMPLES[type];
    return fulfillmentSentence(deepFreeze({ type, data: { ...data, parcels } } as never));
  };

  it('are counted', () => {
    expect(said('FulfillmentPacked', [{ parcelId: '1' }, { parcelId: '2' }])).toBe(
      'wh-east packed 2 parcels.',
    );
  });

  it('are named by what is known of them: carrier and number, a number, or nothing', () => {
    const bare = said('FulfillmentShipped', [{ parcelId: '1', carrier: 'ups' }, { parcelId: '2' }]);
    expect(bare.endsWith(', 2026-03-01 09:30 UTC.')).toBe(true);
    const known = said('FulfillmentShipped', [
      { parcelId: '1', carrier: 'ups', trackingNumber: '1Z' },
      { parcelId: '2', trackingNumber: '77' },
      { parcelId: '3' },
    ]);
    expect(known.endsWith(', 2026-03-01 09:30 UTC (ups 1Z and 77).')).toBe(true);
  });
});

describe('a reservation that is given back', () => {
  it('casts no doubt on the stock when nothing was missed', () => {
    const { data } = STOCK_SAMPLES.ReservationReleased;
    const [part] = stockParts(
      deepFreeze({
        type: 'ReservationReleased',
        data: { ...data, suspect: 0, reason: 'cancelled' },
      } as never),
    );
    expect(part?.sentence).toBe('2 × FUR-BO-10001798 at wh-east is free again: cancelled.');
  });
});
