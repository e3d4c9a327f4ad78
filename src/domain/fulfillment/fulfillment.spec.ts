import {
  accepted,
  at,
  codeOf,
  on,
  own,
  picked,
  place,
  reduced,
  released,
  units,
  withdraw,
} from '../../../test/support/fulfillment-builders.js';
import { fold } from '../../../test/support/given-when-then.js';
import {
  type FulfillmentCommand,
  type FulfillmentEvent,
  fulfillmentDecider,
  fulfillmentViolations,
} from './index.js';

describe('the centre taking work back', () => {
  const inHand: [string, FulfillmentEvent[]][] = [
    ['picked', [released(), accepted, picked]],
    [
      'packed',
      [released(), accepted, picked, { type: 'FulfillmentPacked', data: { ...place, parcels: [] } }],
    ],
    [
      'ready for pickup',
      [
        released('pickup'),
        accepted,
        picked,
        { type: 'FulfillmentReadyForPickup', data: { ...place, lines: units(3, 2), pickupBy: at } },
      ],
    ],
  ];
  it.each(inHand)(
    'for another node or a count is too late once the goods are %s; for the customer it is not',
    (_name, history) => {
      expect(codeOf(on(history, withdraw('supersede')))).toBe('WITHDRAWAL_TOO_LATE');
      expect(codeOf(on(history, withdraw('pull-back')))).toBe('WITHDRAWAL_TOO_LATE');
      expect(on(history, withdraw('cancel'))).toEqual({
        outcome: 'accepted',
        events: [{ type: 'FulfillmentCancelled', data: { ...place, lines: units(3, 2), reason: 'why' } }],
      });
    },
  );

  it('for another node because it was silent is too late once it has accepted; for any other cause it is not', () => {
    const silent: FulfillmentCommand = {
      type: 'WithdrawLines',
      data: { ...withdraw('supersede').data, unlessAccepted: true },
    };
    const timedOut: FulfillmentEvent = { type: 'FulfillmentTimedOut', data: { ...place, acceptBy: at } };
    const picking: FulfillmentEvent = { type: 'PickingStarted', data: place };
    for (const history of [
      [released(), timedOut, accepted],
      [released(), timedOut, accepted, picking],
    ]) {
      expect(codeOf(on(history, silent))).toBe('WITHDRAWAL_TOO_LATE');
      expect(on(history, withdraw('supersede')).outcome).toBe('accepted');
    }
    expect(on([released(), timedOut], silent).outcome).toBe('accepted');
  });

  it('that comes before the release is remembered, and the late release is refused', () => {
    const early: FulfillmentEvent = {
      type: 'FulfillmentSuperseded',
      data: { ...place, lines: units(1), supersededBy: ['web~1-2'] },
    };
    expect(on([], withdraw('supersede', units(1)))).toEqual({ outcome: 'accepted', events: [early] });
    expect(codeOf(on([early], { type: 'ReleaseFulfillment', data: released().data }))).toBe(
      'FULFILLMENT_WITHDRAWN',
    );
    expect(fulfillmentViolations(fold(fulfillmentDecider, [early]))).toEqual([]);
  });

  it('gets of each line what is still there, and the rest goes on', () => {
    const lines = [...units(9), { lineId: '7', sku: 'LAMP-1', quantity: 1 }];
    expect(on([released()], withdraw('cancel', lines))).toEqual({
      outcome: 'accepted',
      events: [reduced(3, 0, units(0, 2))],
    });
  });

  it('ends it when nothing remains, in the name of its purpose', () => {
    expect(on([released(), reduced(3, 0, units(0, 2))], withdraw('pull-back'))).toEqual({
      outcome: 'accepted',
      events: [{ type: 'FulfillmentPulledBack', data: { ...place, lines: units(0, 2), reason: 'why' } }],
    });
    expect(on([released()], withdraw('supersede'))).toEqual({
      outcome: 'accepted',
      events: [
        { type: 'FulfillmentSuperseded', data: { ...place, lines: units(3, 2), supersededBy: ['web~1-2'] } },
      ],
    });
  });

  it('of lines that have left already changes nothing', () => {
    expect(on([released(), reduced(3, 0, units(0, 2))], withdraw('cancel', units(3)))).toEqual({
      outcome: 'unchanged',
      reason: 'web~1-1 has nothing left of these lines',
    });
  });
});

describe('a node that declines', () => {
  const decline = (lines?: { lineId: string; quantity: number }[]): FulfillmentCommand => ({
    type: 'RejectFulfillment',
    data: { ...own, reason: 'not-found', ...(lines ? { lines } : {}) },
  });
  const part: FulfillmentEvent = {
    type: 'FulfillmentRejected',
    data: { ...place, lines: units(0, 2), remaining: units(3), reason: 'not-found' },
  };

  it('a part keeps the rest in the status it had', () => {
    expect(on([released(), accepted], decline([{ lineId: '2', quantity: 2 }]))).toEqual({
      outcome: 'accepted',
      events: [part],
    });
    const state = fold(fulfillmentDecider, [released(), accepted, part]);
    expect([state.status, state.work?.lines]).toEqual(['accepted', units(3)]);
  });

  it('the same part again changes nothing', () => {
    expect(on([released(), part], decline([{ lineId: '2', quantity: 2 }]))).toEqual({
      outcome: 'unchanged',
      reason: 'these lines are not with it any more',
    });
  });

  it('all that is left ends it, and passes its note on', () => {
    expect(
      on([released(), part], { type: 'RejectFulfillment', data: { ...own, reason: 'closed', note: 'fire' } }),
    ).toEqual({
      outcome: 'accepted',
      events: [
        {
          type: 'FulfillmentRejected',
          data: { ...place, lines: units(3), remaining: [], reason: 'closed', note: 'fire' },
        },
      ],
    });
  });

  it.each([
    ['QUANTITY_NOT_POSITIVE', [{ lineId: '1', quantity: 0 }]],
    ['LINE_UNKNOWN', [{ lineId: '9', quantity: 1 }]],
    ['QUANTITY_EXCEEDS_OPEN', [{ lineId: '1', quantity: 4 }]],
    ['LINES_EMPTY', []],
  ])('is told %s when the lines cannot be meant', (code, lines) => {
    expect(codeOf(on([released()], decline(lines)))).toBe(code);
  });
});

describe('picking', () => {
  const pick = (lines?: { lineId: string; quantity: number }[]): FulfillmentCommand => ({
    type: 'PickFulfillment',
    data: { ...own, ...(lines ? { lines } : {}) },
  });
  const working = [released(), accepted];

  it('nothing at all is a zero pick, whether said by zeros or by an empty list', () => {
    const zero = {
      outcome: 'accepted',
      events: [{ type: 'FulfillmentShortPicked', data: { ...place, picked: [], short: units(3, 2) } }],
    };
    expect(on(working, pick([]))).toEqual(zero);
    expect(
      on(
        working,
        pick([
          { lineId: '1', quantity: 0 },
          { lineId: '2', quantity: 0 },
        ]),
      ),
    ).toEqual(zero);
  });

  it('a line left out of the list was not found', () => {
    expect(on(working, pick([{ lineId: '1', quantity: 2 }]))).toEqual({
      outcome: 'accepted',
      events: [{ type: 'FulfillmentShortPicked', data: { ...place, picked: units(2), short: units(1, 2) } }],
    });
  });

  it('a line named in parts is summed', () => {
    expect(
      on(
        working,
        pick([
          { lineId: '1', quantity: 1 },
          { lineId: '1', quantity: 2 },
          { lineId: '2', quantity: 2 },
        ]),
      ),
    ).toEqual({ outcome: 'accepted', events: [picked] });
  });

  it('without a list is all of it, straight from acceptance', () => {
    expect(on(working, pick())).toEqual({ outcome: 'accepted', events: [picked] });
  });

  it.each([
    ['PICK_EXCEEDS_ORDERED', [{ lineId: '1', quantity: 4 }]],
    [
      'PICK_EXCEEDS_ORDERED',
      [
        { lineId: '1', quantity: 2 },
        { lineId: '1', quantity: 2 },
      ],
    ],
    ['LINE_UNKNOWN', [{ lineId: '9', quantity: 1 }]],
    ['QUANTITY_NEGATIVE', [{ lineId: '1', quantity: -1 }]],
    ['QUANTITY_NEGATIVE', [{ lineId: '1', quantity: 0.5 }]],
  ])('is told %s when the lines cannot be meant', (code, lines) => {
    expect(codeOf(on(working, pick(lines)))).toBe(code);
  });
});

describe('a release', () => {
  it('needs lines with units', () => {
    const release = (lines: ReturnType<typeof units>): FulfillmentCommand => ({
      type: 'ReleaseFulfillment',
      data: { ...(released().data as object), lines } as never,
    });
    expect(codeOf(on([], release([])))).toBe('LINES_EMPTY');
    expect(codeOf(on([], release([{ lineId: '1', sku: 'CHAIR-1', quantity: 0 }])))).toBe(
      'QUANTITY_NOT_POSITIVE',
    );
  });
});

describe('the check of a state', () => {
  it('names lines that do not add up, and open work without units', () => {
    const state = fold(fulfillmentDecider, [released()]);
    expect(fulfillmentViolations({ ...state, work: state.work && { ...state.work, lines: [] } })).toEqual([
      'line 1: 3 units released, 0 there and 0 gone',
      'line 2: 2 units released, 0 there and 0 gone',
      'released without any units',
    ]);
  });
});
