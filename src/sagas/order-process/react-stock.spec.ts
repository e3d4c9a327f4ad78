import { deepFreeze } from '../../../test/support/given-when-then.js';
import {
  after,
  allocation,
  AT,
  chairs,
  event,
  fulfillment,
  lamps,
  LATER,
  ORDER_ID,
  placed,
  planned,
} from '../../../test/support/order-builders.js';
import type { OrderEvent } from '../../domain/order/index.js';
import type { LineQuantity } from '../../domain/shared/quantities.js';
import { addSeconds } from '../../domain/shared/time.js';
import { react } from './order-process.react.js';

const timings = { acceptWithinSeconds: 3600, pickupWindowSeconds: 7200, excludeFailedNodeSeconds: 60 };
const claimed = (sku: string, quantity: number, sequence = 1) => ({
  orderId: ORDER_ID,
  fulfillmentId: fulfillment(sequence),
  nodeId: 'north',
  sku,
  quantity,
});
const confirmedAlready = (sku: string, quantity: number) => {
  const { orderId: _, ...claim } = claimed(sku, quantity);
  return event('ReservationConfirmed', claim);
};
/** What the process does when stock says that a claim is made, and the order is as its history says. */
const told = (history: readonly OrderEvent[], claim = claimed('CHAIR', 2)) =>
  react(
    deepFreeze({ type: 'StockReserved' as const, data: { ...claim, channel: 'web', at: AT } }),
    deepFreeze(after(history)),
    { now: LATER, timings },
  ).map((one) => ('command' in one ? [one.command.type, one.command.data] : [one.kind]));

/** What the process does when stock says that a claim is not to be had, and the order is as its history says. */
const refused = (history: readonly OrderEvent[], claim = claimed('CHAIR', 2)) => {
  const { quantity: requested, ...rest } = claim;
  const data = { ...rest, channel: 'web', requested, available: 0, at: AT };
  return react(deepFreeze({ type: 'StockReservationRefused' as const, data }), deepFreeze(after(history)), {
    now: LATER,
    timings,
  });
};

describe('a claim that stock has made', () => {
  const asking = [placed(), planned(1, allocation(1, 'north', [chairs(2), lamps(3)]))];
  const confirm = (claim = claimed('CHAIR', 2)) => [['ConfirmReservation', { ...claim, at: LATER }]];

  it('is told to the order that waits for it', () => {
    expect(told(asking)).toEqual(confirm());
  });

  it('is not told twice', () => {
    expect(told([...asking, confirmedAlready('CHAIR', 2)])).toEqual([]);
  });

  it('is told although another claim of the same fulfillment was told before', () => {
    expect(told([...asking, confirmedAlready('LAMP', 3)])).toEqual(confirm());
  });

  it('is told although another fulfillment has the same sku for certain', () => {
    const two = [
      placed(),
      planned(1, allocation(1, 'north', [chairs(1)]), allocation(2, 'north', [chairs(1)])),
      confirmedAlready('CHAIR', 1),
    ];
    expect(told(two, claimed('CHAIR', 1, 2))).toEqual(confirm(claimed('CHAIR', 1, 2)));
    expect(told(two, claimed('CHAIR', 1))).toEqual([]);
  });

  it('is told also to an order that knows nothing of it, which gives it back', () => {
    expect(told([placed()])).toEqual(confirm());
  });
});

describe('a claim that stock has refused', () => {
  const asking = [placed(), planned(1, allocation(1, 'north', [chairs(2), lamps(3)]))];
  const refuse = ({ quantity: _, ...claim } = claimed('CHAIR', 2)) => [
    {
      key: `refuse:${claim.fulfillmentId}:${claim.sku}`,
      kind: 'order',
      command: {
        type: 'RefuseReservation',
        data: { ...claim, excludedUntil: addSeconds(LATER, 60), at: LATER },
      },
    },
  ];
  const left = (...lines: readonly LineQuantity[]) =>
    event('DemandReopened', {
      fulfillmentId: fulfillment(1),
      lines,
      cause: 'reservation-refused',
      standing: false,
      excludedNodeId: 'north',
      excludedUntil: LATER,
      attempt: 1,
    });

  it('is told to the order that waits for it', () => {
    expect(refused(asking)).toEqual(refuse());
  });

  it('is not told twice', () => {
    expect(refused([...asking, left(chairs(2))])).toEqual([]);
    expect(refused([...asking, left(chairs(2)), left(lamps(3))])).toEqual([]);
  });

  it('is told although another claim of the same fulfillment was refused before', () => {
    expect(refused([...asking, left(lamps(3))])).toEqual(refuse());
  });

  it('is not told to an order that has this very claim for certain', () => {
    expect(refused([...asking, confirmedAlready('CHAIR', 2)])).toEqual([]);
  });

  it('is told also to an order that is not known to have planned it, or not known at all', () => {
    expect(refused([placed()])).toEqual(refuse());
    const { quantity: requested, ...claim } = claimed('CHAIR', 2);
    const data = { ...claim, channel: 'web', requested, available: 0, at: AT };
    const event = deepFreeze({ type: 'StockReservationRefused' as const, data });
    expect(react(event, null, { now: LATER, timings })).toEqual(refuse());
  });
});
