import {
  after,
  allocation,
  chairs,
  command,
  decided,
  event,
  fulfillment,
  lamps,
  LATER,
  orderData,
  placed,
  planned,
  securedAt,
} from '../../../test/support/order-builders.js';
import { demandToSource, type OrderEvent, type OrderLine, type OrderPlaced } from './index.js';

const [chair, lamp] = orderData().lines as [OrderLine, OrderLine];
const both = [chairs(2), lamps(3)];
const north = allocation(1, 'north', both);

describe('placing an order', () => {
  const place = (changes: Partial<OrderPlaced['data']>) =>
    decided([], { type: 'PlaceOrder', data: orderData(changes) });

  it.each([
    ['LINES_MISSING', 'an order needs at least one line', { lines: [] }],
    ['LINE_DUPLICATED', 'line l1 stands twice in the order', { lines: [chair, chair] }],
    ['QUANTITY_INVALID', 'line l1 cannot have the quantity 0', { lines: [{ ...chair, quantity: 0 }] }],
    ['QUANTITY_INVALID', 'line l1 cannot have the quantity 1.5', { lines: [{ ...chair, quantity: 1.5 }] }],
    [
      'PRICE_INVALID',
      'line l1 cannot have the price -1',
      { lines: [{ ...chair, unitPrice: { amountMinor: -1, currency: 'EUR' } }] },
    ],
    [
      'CURRENCY_MIXED',
      'line l2 is in USD, another line in EUR',
      { lines: [chair, { ...lamp, unitPrice: { amountMinor: 1, currency: 'USD' } }] },
    ],
    ['PICKUP_NODE_MISSING', 'a pickup order needs a pickupNodeId', { method: 'pickup' as const }],
    ['ORDER_ID_MISMATCH', 'the order must have the id web~1001, not web~7', { orderId: 'web~7' }],
  ])('%s: %s', (code, detail, changes) => {
    expect(place(changes)).toEqual({ outcome: 'rejected', code, detail });
  });

  it('takes the order in as one event that says all of it', () => {
    expect(place({})).toEqual([placed()]);
  });

  it('takes in what costs nothing, and what is collected at a node that is named', () => {
    const free = { lines: [{ ...chairs(1), unitPrice: { amountMinor: 0, currency: 'EUR' } }] };
    expect(place(free)).toEqual([placed(free)]);
    const pickup = { method: 'pickup' as const, pickupNodeId: 'north' };
    expect(place(pickup)).toEqual([placed(pickup)]);
  });

  it('is a repeat when the same order comes again, whatever its clock and its reference into the vault say', () => {
    const again = orderData({ at: LATER, placedAt: LATER, personRef: 'person-8' });
    expect(decided([placed()], { type: 'PlaceOrder', data: again })).toEqual({
      outcome: 'unchanged',
      reason: 'order web~1001 is placed already',
    });
  });

  it('refuses another order under the same id, also when the first has ended', () => {
    const other = { type: 'PlaceOrder' as const, data: orderData({ customerRef: 'customer-8' }) };
    const ended = [
      placed(),
      event('LinesCancelled', { lines: both, reason: 'no stock', from: 'unsourced' }),
      event('OrderCancelled', { reason: 'no stock' }),
    ];
    for (const history of [[placed()], ended]) {
      expect(decided(history, other)).toEqual({
        outcome: 'rejected',
        code: 'ORDER_ALREADY_PLACED',
        detail: 'order web~1001 was placed with other content',
      });
    }
  });
});

describe('a hold', () => {
  const hold = event('OrderHeld', { holdType: 'fraud', reason: 'score' });

  it('yields no demand to source until the last hold is lifted', () => {
    const address = event('OrderHeld', { holdType: 'address', reason: 'no such street' });
    const once = event('OrderHoldReleased', { holdType: 'fraud' });
    const twice = event('OrderHoldReleased', { holdType: 'address' });
    const demand = (...events: readonly OrderEvent[]) =>
      demandToSource(after([placed(), ...events]), undefined, LATER);
    expect(demand(hold)).toBeNull();
    expect(demand(hold, address, once)).toBeNull();
    expect(demand(hold, address, once, twice)?.demand.lines).toEqual(both);
  });

  it('keeps a secured allocation from its node, and lets it go when lifted', () => {
    const history = [placed(), planned(1, north), hold];
    const confirm = (sku: string, quantity: number) =>
      command('ConfirmReservation', { fulfillmentId: fulfillment(1), nodeId: 'north', sku, quantity });
    const secured = after(history, confirm('CHAIR', 2), confirm('LAMP', 3));
    expect(secured.allocations.map((one) => one.status)).toEqual(['secured']);
    const lifted = after(
      history,
      confirm('CHAIR', 2),
      confirm('LAMP', 3),
      command('ReleaseOrder', { holdType: 'fraud' }),
    );
    expect(lifted.allocations.map((one) => one.status)).toEqual(['releasing']);
  });

  it('cannot call back what may be on its way to the node already', () => {
    const late = after([placed(), ...securedAt(1, north), hold]);
    expect(late.allocations.map((one) => one.status)).toEqual(['releasing']);
  });

  it('is unchanged when it is on already, or was never on', () => {
    expect(decided([placed(), hold], command('HoldOrder', { holdType: 'fraud', reason: 'again' }))).toEqual({
      outcome: 'unchanged',
      reason: 'the fraud hold is on already',
    });
    expect(decided([placed(), hold], command('ReleaseOrder', { holdType: 'manual' }))).toEqual({
      outcome: 'unchanged',
      reason: 'no manual hold is on',
    });
  });
});
