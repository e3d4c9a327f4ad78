import {
  after,
  allocation,
  chairs,
  command,
  decided,
  event,
  fulfillment,
  lamps,
  placed,
  planned,
  securedAt,
  sourcingDecision,
  stateOf,
} from '../../../test/support/order-builders.js';
import type { OrderCommand, OrderEvent } from './index.js';

const DAY_1 = '2026-03-03T10:00:00.000Z';
const DAY_2 = '2026-03-04T10:00:00.000Z';
const DAY_3 = '2026-03-05T10:00:00.000Z';
const DAY_9 = '2026-03-11T10:00:00.000Z';
const both = [chairs(2), lamps(3)];

/** A run that finds no node for `unplaced`, at the round that the order is at. */
const nothingFor = (history: readonly OrderEvent[], changes: object = {}): OrderCommand => {
  const state = stateOf(history);
  const round = state.status === 'unplaced' ? 0 : state.round;
  return command('RecordSourcing', {
    round,
    allocations: [],
    unplaced: both,
    parkUntil: DAY_3,
    thenAction: 'cancel',
    decision: sourcingDecision('park'),
    ...changes,
  });
};
const told = (history: readonly OrderEvent[], sent: OrderCommand): readonly OrderEvent[] => {
  const events = decided(history, sent);
  if (!Array.isArray(events)) throw new Error(JSON.stringify(events));
  return [...history, ...(events as unknown as readonly OrderEvent[])];
};
const parkings = (history: readonly OrderEvent[]) =>
  history.flatMap(({ type, data }) =>
    type === 'DemandParked'
      ? [[data.lines.map(({ lineId }) => lineId).join(), data.until, data.thenAction, data.waitsUntil]]
      : [],
  );
const stockArrives = command('RetryParkedDemand', { cause: 'stock-arrived', at: DAY_2 });
const due = (at: string) => command('RetryParkedDemand', { cause: 'deadline', at });

/** Parked on the first day until the third, and retried in vain on the second. */
const waiting = (changes: object = {}): readonly OrderEvent[] =>
  told([placed()], nothingFor([placed()], changes));
const again = (history: readonly OrderEvent[], changes: object = {}): readonly OrderEvent[] => {
  const tried = told(history, stockArrives);
  return told(tried, nothingFor(tried, { parkUntil: DAY_9, at: DAY_2, ...changes }));
};

describe('the end of a wait', () => {
  it('is not put off by parking the demand again, however often stock arrives in vain', () => {
    const history = again(again(again(waiting())));
    expect(parkings(history)).toEqual(Array.from({ length: 4 }, () => ['l1,l2', DAY_3, 'cancel', undefined]));
    expect(decided(history, due(DAY_3))).toEqual([
      event('LinesCancelled', { lines: both, reason: 'no node fits', from: 'parked', at: DAY_3 }),
      event('OrderCancelled', { reason: 'no node fits', at: DAY_3 }),
    ]);
  });

  it('that passed while the demand was being sourced counts at once', () => {
    const tried = told(waiting(), stockArrives);
    const late = told(tried, nothingFor(tried, { parkUntil: DAY_9, at: '2026-03-06T00:00:00.000Z' }));
    expect(parkings(late).at(-1)).toEqual(['l1,l2', DAY_3, 'cancel', undefined]);
    expect(decided(late, due('2026-03-06T00:00:01.000Z'))).toMatchObject([
      { type: 'LinesCancelled' },
      { type: 'OrderCancelled' },
    ]);
  });

  it('is not put off by a plan that no stock stood behind', () => {
    const tried = told(waiting(), stockArrives);
    const hoped = [...tried, planned(3, allocation(1, 'north', both))];
    const refused = ['CHAIR', 'LAMP'].reduce(
      (history, sku) =>
        told(
          history,
          command('RefuseReservation', {
            fulfillmentId: fulfillment(1),
            nodeId: 'north',
            sku,
            excludedUntil: DAY_2,
          }),
        ),
      hoped as readonly OrderEvent[],
    );
    const parked = told(refused, nothingFor(refused, { parkUntil: DAY_9 }));
    expect(parkings(parked).at(-1)).toEqual(['l1,l2', DAY_3, 'cancel', undefined]);
  });

  it('comes after an earlier try for a node that is left out until then, and is kept through it', () => {
    const first = waiting({ retryAt: DAY_1 });
    expect(parkings(first)).toEqual([['l1,l2', DAY_1, 'retry', DAY_3]]);
    const tried = told(first, due(DAY_1));
    const parked = told(tried, nothingFor(tried, { parkUntil: DAY_9, at: DAY_1, retryAt: DAY_9 }));
    expect(parkings(parked).at(-1)).toEqual(['l1,l2', DAY_3, 'cancel', undefined]);
  });

  it('begins a new wait where the policy says to try again then', () => {
    const tried = told(waiting({ thenAction: 'retry' }), due(DAY_3));
    const parked = told(tried, nothingFor(tried, { parkUntil: DAY_9, thenAction: 'retry', at: DAY_3 }));
    expect(parkings(parked)).toEqual([
      ['l1,l2', DAY_3, 'retry', undefined],
      ['l1,l2', DAY_9, 'retry', undefined],
    ]);
  });

  it('is forgotten when all units of the line are reserved, and counts anew when they come back', () => {
    const tried = told(waiting(), stockArrives);
    const found = [...tried, ...securedAt(3, allocation(1, 'north', both))];
    const back = told(
      found,
      command('ReopenDemand', { fulfillmentId: fulfillment(1), cause: 'rejected', excludedUntil: DAY_2 }),
    );
    const parked = told(back, nothingFor(back, { parkUntil: DAY_9 }));
    expect(parkings(parked).at(-1)).toEqual(['l1,l2', DAY_9, 'cancel', undefined]);
  });

  it('stays for a line that found nodes for a part of its units', () => {
    const tried = told(waiting(), stockArrives);
    const part = nothingFor(tried, {
      allocations: [{ nodeId: 'north', method: 'ship', lines: [chairs(2), lamps(1)] }],
      unplaced: [lamps(2)],
      parkUntil: DAY_9,
    });
    const parked = told(tried, part);
    expect(parkings(parked).at(-1)).toEqual(['l2', DAY_3, 'cancel', undefined]);
    expect(after(parked, due(DAY_3)).lines).toMatchObject([
      { lineId: 'l1', inFulfillment: 2, cancelled: 0 },
      { lineId: 'l2', inFulfillment: 1, cancelled: 2 },
    ]);
  });

  it('that an earlier try does not reach is kept, whatever other demand waits for its own end', () => {
    const parked = (
      lines: readonly ReturnType<typeof chairs>[],
      until: string,
      waitsUntil: string,
    ): OrderEvent =>
      event('DemandParked', { lines, reason: 'no stock', until, waitsUntil, thenAction: 'retry' });
    const history = [placed(), parked([lamps(3)], DAY_9, DAY_9), parked([chairs(2)], DAY_2, DAY_3)];
    const waits = ({ lines }: ReturnType<typeof after>) => lines.map(({ waitsUntil }) => waitsUntil);
    const due = (at: string) => command('RetryParkedDemand', { cause: 'deadline', at });
    expect(waits(after(history, due(DAY_2)))).toEqual([DAY_3, DAY_9]);
    expect(waits(after(history, due(DAY_9)))).toEqual([DAY_3, undefined]);
  });

  it('is that of each line: one that begins to wait later waits longer, in an entry of its own', () => {
    const part = nothingFor([placed()], {
      allocations: [{ nodeId: 'north', method: 'ship', lines: [lamps(3)] }],
      unplaced: [chairs(2)],
    });
    const one = told([placed()], part);
    const refused = told(
      one,
      command('RefuseReservation', {
        fulfillmentId: fulfillment(1),
        nodeId: 'north',
        sku: 'LAMP',
        excludedUntil: DAY_2,
      }),
    );
    const tried = told(refused, stockArrives);
    const sent = nothingFor(tried, { parkUntil: DAY_9 });
    const parked = told(tried, sent);
    expect(parked.slice(tried.length)).toEqual([
      event('DemandParked', {
        lines: [chairs(2)],
        reason: 'no node fits',
        until: DAY_3,
        thenAction: 'cancel',
        decision: sourcingDecision('park'),
      }),
      event('DemandParked', {
        lines: [lamps(3)],
        reason: 'no node fits',
        until: DAY_9,
        thenAction: 'cancel',
      }),
    ]);
    expect(after(parked, due(DAY_3)).lines).toMatchObject([
      { lineId: 'l1', cancelled: 2 },
      { lineId: 'l2', parked: 3 },
    ]);
  });
});
