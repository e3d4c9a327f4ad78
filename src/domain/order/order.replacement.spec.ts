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
} from '../../../test/support/order-builders.js';
import {
  F1,
  F2,
  both,
  north,
  atNode,
  picked,
  shipped,
  reopen,
  reopened,
  silent,
  seeking,
  south,
  standingBy,
  stepped,
} from '../../../test/support/order-replacements.js';
import { demandToSource, type OrderEvent } from './index.js';

const accepts = command('RecordProgress', {
  fulfillmentId: F1,
  step: 'accepted',
  lines: [],
  occurredAt: LATER,
});

describe('a fulfillment in danger', () => {
  it('that is picked already goes on: by hand it is refused, else it does not matter any more', () => {
    expect(decided([...atNode, picked], reopen('manual'))).toEqual({
      outcome: 'rejected',
      code: 'FULFILLMENT_TOO_FAR',
      detail: `${F1} is picked: no other node can take over`,
    });
    for (const cause of ['acceptance-timeout', 'node-suspended'] as const) {
      expect(decided([...atNode, picked], reopen(cause))).toMatchObject({ outcome: 'unchanged' });
    }
    expect(decided([...atNode, shipped], reopen('manual'))).toMatchObject({ code: 'FULFILLMENT_TOO_FAR' });
    expect(decided([...atNode, reopened()], reopen('manual'))).toMatchObject({ outcome: 'unchanged' });
  });

  it('is given up at once when no node has it yet', () => {
    expect(decided([placed(), planned(1, north)], reopen('node-suspended'))).toEqual([
      reopened({ cause: 'node-suspended' }),
    ]);
  });

  it('stands while a replacement is sought, and is sought for once', () => {
    expect(decided(atNode, reopen('acceptance-timeout'))).toEqual([silent]);
    expect(decided(seeking, reopen('acceptance-timeout'))).toEqual({
      outcome: 'unchanged',
      reason: 'a replacement is sought already',
    });
    const state = after(seeking);
    expect(state.lines.map((line) => line.unsourced)).toEqual([0, 0]);
    expect(demandToSource(state, F1, LATER)?.demand).toMatchObject({
      lines: both,
      excluded: [
        { nodeId: 'north', sku: 'CHAIR' },
        { nodeId: 'north', sku: 'LAMP' },
      ],
      openShipments: 0,
    });
  });

  it('by its silence keeps the work when it accepts after all: the search ends, whatever it has come to', () => {
    const parked = event('DemandParked', {
      lines: both,
      reason: 'no stock',
      until: NEXT_WEEK,
      thenAction: 'retry',
      replaces: F1,
    });
    const reason = 'the node has accepted after all';
    const ended = (...abandoned: readonly string[]) => [
      event('ReplacementAbandoned', { fulfillmentId: F1, abandoned, reason }),
    ];
    expect(decided(seeking, accepts)).toEqual(ended());
    expect(decided([...seeking, parked], accepts)).toEqual(ended());
    expect(decided(standingBy, accepts)).toEqual(ended(F2));
    const state = after([...seeking, parked], accepts);
    expect([state.parked, state.replacements, state.withdrawals]).toEqual([[], [], []]);
    expect(after(standingBy, accepts).withdrawals).toEqual([]);
  });

  it('by more than its silence is replaced though it accepts', () => {
    const more = decided(seeking, reopen('node-suspended'));
    expect(more).toEqual([reopened({ cause: 'node-suspended', standing: true, lines: [] })]);
    const suspended = [...seeking, ...(more as unknown as readonly OrderEvent[])];
    expect(decided(suspended, reopen('node-suspended'))).toMatchObject({ outcome: 'unchanged' });
    expect(decided(suspended, reopen('acceptance-timeout'))).toMatchObject({ outcome: 'unchanged' });
    expect(decided(suspended, accepts)).toEqual({
      outcome: 'unchanged',
      reason: 'no replacement is sought for its silence',
    });
    expect(after(suspended).lines.map((line) => [line.inFulfillment, line.attempts])).toEqual([
      [2, 1],
      [3, 1],
    ]);
  });

  it('that accepts late when nothing is sought, or another has taken over, changes nothing', () => {
    expect(decided(atNode, accepts)).toMatchObject({ outcome: 'unchanged' });
    const replaced = event('FulfillmentReplaced', { fulfillmentId: F1, replacedBy: [F2], lines: both });
    expect(decided([...standingBy, replaced], accepts)).toMatchObject({ outcome: 'unchanged' });
  });

  it('is never replaced by its own node, also when the exclusion is over', () => {
    expect(demandToSource(after(seeking), F1, '2027-01-01T00:00:00.000Z')?.demand.excluded).toEqual([
      { nodeId: 'north', sku: 'CHAIR' },
      { nodeId: 'north', sku: 'LAMP' },
    ]);
  });

  it('is asked to step back only when all that takes over is secured', () => {
    const halves = [
      ...seeking,
      planned(3, allocation(2, 'south', [chairs(2)], F1), allocation(3, 'west', [lamps(3)], F1)),
    ];
    const confirm = (id: string, nodeId: string, sku: string, quantity: number) =>
      command('ConfirmReservation', { fulfillmentId: id, nodeId, sku, quantity });
    const one = confirm(F2, 'south', 'CHAIR', 2);
    const other = confirm(fulfillment(3), 'west', 'LAMP', 3);
    expect(after(halves, one).withdrawals).toEqual([]);
    expect(after(halves, one, other).withdrawals).toEqual([
      {
        sequence: 1,
        fulfillmentId: F1,
        nodeId: 'north',
        purpose: 'supersede',
        lines: both,
        reason: 'acceptance-timeout',
        replacedBy: [F2, fulfillment(3)],
      },
    ]);
  });

  it('hands over when it has stepped back, and only then is the new one let go to its node', () => {
    expect(after(standingBy).allocations.map((one) => one.status)).toEqual(['released', 'secured']);
    expect(decided(standingBy, stepped)).toEqual([
      event('FulfillmentReplaced', { fulfillmentId: F1, replacedBy: [F2], lines: both }),
    ]);
    const state = after(standingBy, stepped);
    expect(state.allocations.map((one) => one.status)).toEqual(['dropped', 'releasing']);
    expect(state.lines.map((line) => line.inFulfillment)).toEqual([2, 3]);
  });

  it('hands over also when it declines by itself meanwhile', () => {
    expect(decided(standingBy, reopen('rejected'))).toEqual([
      event('FulfillmentReplaced', { fulfillmentId: F1, replacedBy: [F2], lines: both }),
    ]);
  });

  it('hands over to what is only planned when it declines, which then goes its own way', () => {
    const history = [
      ...seeking,
      planned(3, allocation(2, 'south', both, F1)),
      event('FulfillmentReplaced', { fulfillmentId: F1, replacedBy: [F2], lines: both }),
      event('ReservationConfirmed', { fulfillmentId: F2, nodeId: 'south', sku: 'CHAIR', quantity: 2 }),
    ];
    const last = { fulfillmentId: F2, nodeId: 'south', sku: 'LAMP', quantity: 3 };
    expect(decided([...seeking, planned(3, south)], reopen('rejected'))).toEqual([
      event('FulfillmentReplaced', { fulfillmentId: F1, replacedBy: [F2], lines: both }),
    ]);
    expect(decided(history, command('ConfirmReservation', last))).toEqual([
      event('ReservationConfirmed', last),
      event('AllocationSecured', { fulfillmentId: F2, nodeId: 'south', lines: both }),
    ]);
  });

  it('that declines a part has its search begun anew for the rest', () => {
    expect(decided(standingBy, reopen('rejected', { lines: [lamps(1)] }))).toEqual([
      event('ReplacementAbandoned', {
        fulfillmentId: F1,
        abandoned: [F2],
        reason: 'the fulfillment gave units up',
      }),
      reopened({ lines: [lamps(1)], attempt: 2 }),
      reopened({
        lines: [chairs(2), lamps(2)],
        cause: 'acceptance-timeout',
        standing: true,
        excludedUntil: '2026-03-02T10:00:00.000Z',
        attempt: 3,
      }),
    ]);
  });

  it('that gives units up nobody asked for any more has its search begun anew for the rest', () => {
    const late = command('RecordWithdrawal', { fulfillmentId: F1, lines: [lamps(1)], purpose: 'cancel' });
    expect(decided(standingBy, late)).toEqual([
      event('ReplacementAbandoned', { fulfillmentId: F1, abandoned: [F2], reason: 'units were cancelled' }),
      event('LinesCancelled', {
        lines: [lamps(1)],
        reason: 'cancelled',
        fulfillmentId: F1,
        from: 'fulfillment',
      }),
      reopened({
        lines: [chairs(2), lamps(2)],
        cause: 'acceptance-timeout',
        standing: true,
        excludedUntil: '2026-03-02T10:00:00.000Z',
        attempt: 2,
      }),
    ]);
  });

  it('that has stepped back after its replacement was lost has its units sourced', () => {
    const lost = reopened({
      fulfillmentId: F2,
      cause: 'node-suspended',
      excludedNodeId: 'south',
      attempt: 2,
    });
    expect(decided([...standingBy, lost], stepped)).toEqual([
      event('ReplacementAbandoned', {
        fulfillmentId: F1,
        abandoned: [],
        reason: 'the fulfillment gave units up',
      }),
      reopened({ cause: 'acceptance-timeout', excludedUntil: '2026-03-02T10:00:00.000Z', attempt: 3 }),
    ]);
  });

  it.each(['picked', 'ready-for-pickup', 'shipped'] as const)(
    'that is %s after all ends the search',
    (step) => {
      const progress = command('RecordProgress', {
        fulfillmentId: F1,
        step,
        lines: both,
        occurredAt: LATER,
        pickupBy: NEXT_WEEK,
      });
      const state = after(standingBy, progress);
      expect(state.replacements).toEqual([]);
      expect(state.withdrawals).toEqual([]);
      expect(state.allocations.map((one) => one.status)).toEqual([step, 'dropped']);
    },
  );

  it('that refuses to step back goes on, and what was secured for it is given up', () => {
    const refused = command('RecordWithdrawalRefused', {
      fulfillmentId: F1,
      purpose: 'supersede',
      reason: 'picked',
    });
    expect(decided(standingBy, refused)).toEqual([
      event('ReplacementAbandoned', { fulfillmentId: F1, abandoned: [F2], reason: 'picked' }),
    ]);
    expect(decided(atNode, refused)).toEqual({ outcome: 'unchanged', reason: 'no replacement is sought' });
  });
});
