import { decisionOn, fold } from '../../../test/support/given-when-then.js';
import {
  allocation,
  chairs,
  command,
  event,
  fulfillment,
  lamps,
  NEXT_WEEK,
  orderData,
  placed,
  planned,
  releasedAt,
  sourcingDecision,
} from '../../../test/support/order-builders.js';
import {
  ORDER_TRANSITIONS,
  type OrderCommand,
  type OrderEvent,
  type OrderStatus,
  orderDecider,
} from './index.js';

const F1 = fulfillment(1);
const F2 = fulfillment(2);
const both = [chairs(2), lamps(3)];
const shipped = { fulfillmentId: F1, lines: [chairs(2)], shippedAt: '2026-03-03T10:00:00.000Z' };
const delivered = { fulfillmentId: F1, lines: [chairs(2)], deliveredAt: '2026-03-04T10:00:00.000Z' };

/** Chairs shipped by one node; a lamp planned, a lamp parked, a lamp unsourced. */
const busy: readonly OrderEvent[] = [
  placed(),
  ...releasedAt(1, allocation(1, 'north', [chairs(2)])),
  planned(2, allocation(2, 'south', [lamps(2)])),
  event('DemandParked', { lines: [lamps(1)], reason: 'no stock', until: NEXT_WEEK, thenAction: 'retry' }),
];
const histories: Record<OrderStatus, readonly OrderEvent[]> = {
  unplaced: [],
  open: busy,
  held: [...busy, event('OrderHeld', { holdType: 'fraud', reason: 'score' })],
  cancelling: [
    ...busy,
    event('CancellationRequested', {
      lines: [chairs(2)],
      fulfillmentIds: [F1],
      reason: 'changed my mind',
      wholeOrder: true,
    }),
    event('LinesCancelled', { lines: [lamps(1)], reason: 'changed my mind', from: 'parked' }),
    event('LinesCancelled', {
      lines: [lamps(2)],
      reason: 'changed my mind',
      fulfillmentId: F2,
      from: 'allocation',
    }),
  ],
  cancelled: [
    placed(),
    event('LinesCancelled', { lines: both, reason: 'changed my mind', from: 'unsourced' }),
    event('OrderCancelled', { reason: 'changed my mind' }),
  ],
  closed: [
    ...busy.slice(0, -2),
    event('LinesShipped', shipped),
    event('LinesDelivered', delivered),
    event('LinesCancelled', { lines: [lamps(3)], reason: 'too many', from: 'unsourced' }),
    event('OrderClosed', { late: false }),
  ],
};

const commands: { readonly [Type in OrderCommand['type']]: OrderCommand } = {
  PlaceOrder: { type: 'PlaceOrder', data: orderData() },
  HoldOrder: command('HoldOrder', { holdType: 'address', reason: 'no such street' }),
  ReleaseOrder: command('ReleaseOrder', { holdType: 'fraud' }),
  CancelOrder: command('CancelOrder', { reason: 'changed my mind' }),
  CancelLine: command('CancelLine', { lineId: 'l1', reason: 'too many' }),
  RecordSourcing: command('RecordSourcing', {
    round: 1,
    allocations: [],
    unplaced: both,
    parkUntil: NEXT_WEEK,
    thenAction: 'retry',
    decision: sourcingDecision('park'),
  }),
  ConfirmReservation: command('ConfirmReservation', {
    fulfillmentId: F2,
    nodeId: 'south',
    sku: 'LAMP',
    quantity: 2,
  }),
  RefuseReservation: command('RefuseReservation', {
    fulfillmentId: F2,
    nodeId: 'south',
    sku: 'LAMP',
    excludedUntil: NEXT_WEEK,
  }),
  ReopenDemand: command('ReopenDemand', { fulfillmentId: F1, cause: 'rejected', excludedUntil: NEXT_WEEK }),
  RetryParkedDemand: command('RetryParkedDemand', { cause: 'stock-arrived' }),
  RecordProgress: command('RecordProgress', {
    fulfillmentId: F1,
    step: 'picked',
    lines: [chairs(2)],
    occurredAt: '2026-03-02T11:00:00.000Z',
  }),
  RecordWithdrawal: command('RecordWithdrawal', { fulfillmentId: F1, lines: [chairs(2)], purpose: 'cancel' }),
  RecordWithdrawalRefused: command('RecordWithdrawalRefused', {
    fulfillmentId: F1,
    purpose: 'cancel',
    reason: 'shipped',
  }),
};

/** Written out by hand: what each pair leads to, as event types, `unchanged`, or a rejection code. */
const expected: Record<OrderStatus, Record<OrderCommand['type'], string>> = {
  unplaced: {
    PlaceOrder: 'OrderPlaced',
    HoldOrder: 'ORDER_UNKNOWN',
    ReleaseOrder: 'ORDER_UNKNOWN',
    CancelOrder: 'ORDER_UNKNOWN',
    CancelLine: 'ORDER_UNKNOWN',
    RecordSourcing: 'ORDER_UNKNOWN',
    ConfirmReservation: 'ORDER_UNKNOWN',
    RefuseReservation: 'ORDER_UNKNOWN',
    ReopenDemand: 'ORDER_UNKNOWN',
    RetryParkedDemand: 'ORDER_UNKNOWN',
    RecordProgress: 'ORDER_UNKNOWN',
    RecordWithdrawal: 'ORDER_UNKNOWN',
    RecordWithdrawalRefused: 'ORDER_UNKNOWN',
  },
  open: {
    PlaceOrder: 'unchanged',
    HoldOrder: 'OrderHeld',
    ReleaseOrder: 'unchanged',
    CancelOrder: 'CancellationRequested LinesCancelled LinesCancelled',
    CancelLine: 'CancellationRequested',
    RecordSourcing: 'STALE_SOURCING',
    ConfirmReservation: 'ReservationConfirmed AllocationSecured',
    RefuseReservation: 'DemandReopened',
    ReopenDemand: 'DemandReopened',
    RetryParkedDemand: 'ParkedDemandRetried',
    RecordProgress: 'LinesPicked',
    RecordWithdrawal: 'LinesCancelled',
    RecordWithdrawalRefused: 'unchanged',
  },
  held: {
    PlaceOrder: 'unchanged',
    HoldOrder: 'OrderHeld',
    ReleaseOrder: 'OrderHoldReleased',
    CancelOrder: 'CancellationRequested LinesCancelled LinesCancelled',
    CancelLine: 'CancellationRequested',
    RecordSourcing: 'ORDER_HELD',
    ConfirmReservation: 'ReservationConfirmed AllocationSecured',
    RefuseReservation: 'DemandReopened',
    ReopenDemand: 'DemandReopened',
    RetryParkedDemand: 'ParkedDemandRetried',
    RecordProgress: 'LinesPicked',
    RecordWithdrawal: 'LinesCancelled',
    RecordWithdrawalRefused: 'unchanged',
  },
  cancelling: {
    PlaceOrder: 'unchanged',
    HoldOrder: 'ORDER_CANCELLING',
    ReleaseOrder: 'unchanged',
    CancelOrder: 'unchanged',
    CancelLine: 'unchanged',
    RecordSourcing: 'ORDER_CANCELLING',
    ConfirmReservation: 'RESERVATION_NOT_WANTED',
    RefuseReservation: 'unchanged',
    ReopenDemand: 'DemandReopened LinesCancelled OrderCancelled',
    RetryParkedDemand: 'unchanged',
    RecordProgress: 'LinesPicked',
    RecordWithdrawal: 'LinesCancelled OrderCancelled',
    RecordWithdrawalRefused: 'CancellationRefused',
  },
  cancelled: {
    PlaceOrder: 'unchanged',
    HoldOrder: 'ORDER_TERMINAL',
    ReleaseOrder: 'ORDER_TERMINAL',
    CancelOrder: 'unchanged',
    CancelLine: 'ORDER_TERMINAL',
    RecordSourcing: 'STALE_SOURCING',
    ConfirmReservation: 'RESERVATION_NOT_WANTED',
    RefuseReservation: 'unchanged',
    ReopenDemand: 'unchanged',
    RetryParkedDemand: 'unchanged',
    RecordProgress: 'unchanged',
    RecordWithdrawal: 'unchanged',
    RecordWithdrawalRefused: 'unchanged',
  },
  closed: {
    PlaceOrder: 'unchanged',
    HoldOrder: 'ORDER_TERMINAL',
    ReleaseOrder: 'ORDER_TERMINAL',
    CancelOrder: 'ORDER_TERMINAL',
    CancelLine: 'ORDER_TERMINAL',
    RecordSourcing: 'STALE_SOURCING',
    ConfirmReservation: 'RESERVATION_NOT_WANTED',
    RefuseReservation: 'unchanged',
    ReopenDemand: 'unchanged',
    RetryParkedDemand: 'unchanged',
    RecordProgress: 'unchanged',
    RecordWithdrawal: 'unchanged',
    RecordWithdrawalRefused: 'unchanged',
  },
};

const statuses = Object.keys(expected) as OrderStatus[];
const types = Object.keys(commands) as OrderCommand['type'][];
const pairs = statuses.flatMap((status) => types.map((type) => [status, type] as const));

describe('every status × command of an order', () => {
  it.each(statuses)('the history for %s leads there', (status) => {
    expect(fold(orderDecider, histories[status]).status).toBe(status);
  });

  it.each(pairs)('%s × %s', (status, type) => {
    const decision = decisionOn(orderDecider, histories[status], commands[type]);
    const outcome =
      decision.outcome === 'accepted'
        ? decision.events.map((one) => one.type).join(' ')
        : decision.outcome === 'rejected'
          ? decision.code
          : 'unchanged';
    expect(outcome).toBe(expected[status][type]);
  });

  it.each(pairs)('%s × %s leads where the table says', (status, type) => {
    const decision = decisionOn(orderDecider, histories[status], commands[type]);
    const transition = ORDER_TRANSITIONS[status][type];
    const events = decision.outcome === 'accepted' ? decision.events : [];
    const after = fold(orderDecider, [...histories[status], ...events]).status;
    const possible: readonly OrderStatus[] = transition.verdict === 'allowed' ? transition.to : [status];
    expect(events.length > 0 ? possible : [status]).toContain(after);
  });

  it.each(statuses)('%s offers what the table allows, and is terminal when it says so', (status) => {
    const state = fold(orderDecider, histories[status]);
    const allowed = types.filter((type) => ORDER_TRANSITIONS[status][type].verdict === 'allowed');
    expect(orderDecider.allowed(state)).toEqual(allowed);
    expect(orderDecider.isTerminal(state)).toBe(status === 'cancelled' || status === 'closed');
  });

  it('names the order as the stream of every command', () => {
    expect(types.map((type) => orderDecider.idOf(commands[type]))).toEqual(types.map(() => 'web~1001'));
  });
});
