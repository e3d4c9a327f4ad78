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
  NEXT_WEEK,
  placed,
  planned,
  releasedAt,
  securedAt,
} from '../../../test/support/order-builders.js';
import { demandToSource, type DemandReopened, type OrderEvent, type ReopenDemand } from './index.js';

const F1 = fulfillment(1);
const F2 = fulfillment(2);
const both = [chairs(2), lamps(3)];
const north = allocation(1, 'north', both);
const atNode = [placed(), ...releasedAt(1, north)];
const picked = event('LinesPicked', { fulfillmentId: F1, lines: both });
const shipped = event('LinesShipped', { fulfillmentId: F1, lines: both, shippedAt: LATER });

const reopen = (cause: ReopenDemand['data']['cause'], changes: object = {}) =>
  command('ReopenDemand', { fulfillmentId: F1, cause, excludedUntil: NEXT_WEEK, ...changes });
const reopened = (changes: Partial<DemandReopened['data']> = {}): OrderEvent =>
  event('DemandReopened', {
    fulfillmentId: F1,
    lines: both,
    cause: 'rejected',
    standing: false,
    excludedNodeId: 'north',
    excludedUntil: NEXT_WEEK,
    attempt: 1,
    ...changes,
  });
/** The replacement is planned; then secured. */

describe('reopening', () => {
  it('of a fulfillment the order never had is refused', () => {
    expect(decided(atNode, reopen('rejected', { fulfillmentId: F2 }))).toMatchObject({
      code: 'FULFILLMENT_UNKNOWN',
    });
  });

  it('of more units than the fulfillment has takes those it has', () => {
    expect(decided(atNode, reopen('rejected', { lines: [chairs(9)] }))).toEqual([
      reopened({ lines: [chairs(2)] }),
    ]);
  });

  it('of the same units twice takes nothing twice', () => {
    expect(decided([...atNode, reopened()], reopen('rejected'))).toEqual({
      outcome: 'unchanged',
      reason: 'the fulfillment has none of these units',
    });
  });

  it('counts the attempts, by line', () => {
    const history = [
      ...atNode,
      reopened({ lines: [lamps(3)] }),
      ...releasedAt(3, allocation(2, 'south', [lamps(3)])),
    ];
    expect(decided(history, reopen('rejected', { fulfillmentId: F2 }))).toEqual([
      reopened({ fulfillmentId: F2, lines: [lamps(3)], excludedNodeId: 'south', attempt: 2 }),
    ]);
  });

  it('says when the node could not find the units', () => {
    expect(decided(atNode, reopen('rejected', { suspect: true }))).toEqual([reopened({ suspect: true })]);
  });

  it('of units that the customer asked back cancels them when the fulfillment has no others', () => {
    const asked = event('CancellationRequested', {
      lines: [chairs(1)],
      fulfillmentIds: [F1],
      reason: 'too many',
      wholeOrder: false,
    });
    expect(decided([...atNode, asked], reopen('rejected'))).toEqual([
      reopened(),
      event('LinesCancelled', { lines: [chairs(1)], reason: 'too many', from: 'unsourced' }),
    ]);
    expect(decided([...atNode, asked], reopen('rejected', { lines: [chairs(1)] }))).toEqual([
      reopened({ lines: [chairs(1)] }),
    ]);
  });
});

describe('units damaged or lost with the carrier', () => {
  it('are sourced again, and no node is left out for it', () => {
    const lost = reopen('lost-in-carriage', { lines: [lamps(1)], excludedUntil: '2026-03-02T10:00:00.000Z' });
    const state = after([...atNode, picked, shipped], lost);
    expect(demandToSource(state, undefined, LATER)?.demand).toMatchObject({
      lines: [lamps(1)],
      excluded: [],
      attempt: 1,
    });
  });

  it('that were delivered are none of its business', () => {
    const delivered = event('LinesDelivered', { fulfillmentId: F1, lines: [chairs(2)], deliveredAt: LATER });
    expect(
      decided([...atNode, shipped, delivered], reopen('damaged-in-carriage', { lines: [chairs(1)] })),
    ).toEqual({ outcome: 'unchanged', reason: 'the fulfillment has none of these units on their way' });
  });

  it('tell of their shipment when its news is late', () => {
    expect(decided([...atNode, picked], reopen('lost-in-carriage', { lines: [lamps(1)] }))).toEqual([
      event('LinesShipped', { fulfillmentId: F1, lines: [lamps(1)], shippedAt: '2026-03-02T10:00:00.000Z' }),
      reopened({ lines: [lamps(1)], cause: 'lost-in-carriage' }),
    ]);
  });
});

describe('a count below what is reserved', () => {
  const below = reopen('count-below-reserved', { sku: { sku: 'LAMP', quantity: 2 } });
  const pullBack = reopened({ lines: [lamps(2)], cause: 'count-below-reserved', standing: true });
  const pulledBack = command('RecordWithdrawal', {
    fulfillmentId: F1,
    lines: [lamps(2)],
    purpose: 'pull-back',
  });

  it('means nothing for goods that are picked', () => {
    expect(decided([...atNode, picked], below)).toEqual({
      outcome: 'unchanged',
      reason: 'the goods are in hand, or gone',
    });
  });

  it('takes units at once while no node has them', () => {
    const held = [
      placed(),
      event('OrderHeld', { holdType: 'fraud', reason: 'score' }),
      ...securedAt(1, north),
    ];
    expect(decided(held, below)).toEqual([reopened({ lines: [lamps(2)], cause: 'count-below-reserved' })]);
  });

  it('takes the whole sku where stock has not answered yet, since the answer will speak of all of it', () => {
    expect(decided([placed(), planned(1, north)], below)).toEqual([
      reopened({ lines: [lamps(3)], cause: 'count-below-reserved' }),
    ]);
  });

  it('asks the node for the units, and sources them when it has given them up: one attempt, told twice', () => {
    expect(decided(atNode, below)).toEqual([pullBack]);
    expect(decided([...atNode, pullBack], below)).toEqual([
      reopened({ lines: [lamps(1)], cause: 'count-below-reserved', standing: true }),
    ]);
    expect(decided([...atNode, pullBack], pulledBack)).toEqual([
      reopened({
        lines: [lamps(2)],
        cause: 'count-below-reserved',
        excludedUntil: '2026-03-02T10:00:00.000Z',
      }),
    ]);
  });

  it('owes nothing any more when the node has picked after all', () => {
    const pick = command('RecordProgress', {
      fulfillmentId: F1,
      step: 'picked',
      lines: both,
      occurredAt: LATER,
    });
    expect(after([...atNode, pullBack]).withdrawals).toHaveLength(1);
    expect(after([...atNode, pullBack], pick).withdrawals).toEqual([]);
    const refused = command('RecordWithdrawalRefused', {
      fulfillmentId: F1,
      purpose: 'pull-back',
      reason: 'picked',
    });
    expect(decided([...atNode, pullBack], refused)).toMatchObject({ outcome: 'unchanged' });
  });
});
