import { decisionOn, fold } from '../../../test/support/given-when-then.js';
import {
  type FulfillmentCommand,
  type FulfillmentEvent,
  type FulfillmentReleased,
  fulfillmentDecider,
  fulfillmentViolations,
} from './index.js';

const at = '2026-03-02T10:00:00.000Z';
const place = { fulfillmentId: 'web~1-1', orderId: 'web~1', nodeId: 'store-1', at };
const own = { fulfillmentId: 'web~1-1', at };
const units = (chairs: number, tables = 0) =>
  [
    { lineId: '1', sku: 'CHAIR-1', quantity: chairs },
    { lineId: '2', sku: 'TABLE-1', quantity: tables },
  ].filter((line) => line.quantity > 0);

const released = (method: 'ship' | 'drop-ship' | 'pickup' = 'ship'): FulfillmentReleased => ({
  type: 'FulfillmentReleased',
  data: {
    ...place,
    channel: 'web',
    method,
    lines: units(3, 2),
    destination: { country: 'US' },
    promisedBy: at,
    acceptBy: at,
    pickupWindowSeconds: 3600,
  },
});
const accepted: FulfillmentEvent = { type: 'FulfillmentAccepted', data: place };
const picked: FulfillmentEvent = { type: 'FulfillmentPicked', data: { ...place, lines: units(3, 2) } };
const shipped: FulfillmentEvent = {
  type: 'FulfillmentShipped',
  data: { ...place, lines: units(3, 2), parcels: [], shippedAt: at },
};
const reduced = (chairs: number, tables: number, remaining: ReturnType<typeof units>): FulfillmentEvent => ({
  type: 'FulfillmentReduced',
  data: { ...place, lines: units(chairs, tables), remaining, purpose: 'cancel' },
});
const withdraw = (
  purpose: 'cancel' | 'supersede' | 'pull-back',
  lines = units(3, 2),
): Extract<FulfillmentCommand, { type: 'WithdrawLines' }> => ({
  type: 'WithdrawLines',
  data: {
    ...place,
    lines,
    purpose,
    reason: 'why',
    ...(purpose === 'supersede' ? { replacedBy: ['web~1-2'] } : {}),
  },
});
const on = (history: readonly FulfillmentEvent[], command: FulfillmentCommand) =>
  decisionOn(fulfillmentDecider, history, command);
const codeOf = (decision: ReturnType<typeof on>) =>
  decision.outcome === 'rejected' ? decision.code : decision.outcome;

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

describe('deadlines that come before their time', () => {
  it('no acceptance: there is time until the very instant', () => {
    const before = '2026-03-02T09:59:59.999Z';
    const timeOut = (when: string): FulfillmentCommand => ({
      type: 'TimeOutFulfillment',
      data: { ...own, at: when },
    });
    expect(on([released()], timeOut(before))).toEqual({
      outcome: 'unchanged',
      reason: `there is time until ${at}`,
    });
    expect(on([released()], timeOut(at))).toEqual({
      outcome: 'accepted',
      events: [{ type: 'FulfillmentTimedOut', data: { ...place, acceptBy: at } }],
    });
  });

  it('a timed-out node may still accept late', () => {
    const timedOut: FulfillmentEvent = { type: 'FulfillmentTimedOut', data: { ...place, acceptBy: at } };
    expect(on([released(), timedOut], { type: 'AcceptFulfillment', data: own })).toEqual({
      outcome: 'accepted',
      events: [accepted],
    });
  });

  it('pickup: the customer has the whole window', () => {
    const ready = on([released('pickup'), accepted, picked], { type: 'MakeReadyForPickup', data: own });
    const pickupBy = '2026-03-02T11:00:00.000Z';
    const event: FulfillmentEvent = {
      type: 'FulfillmentReadyForPickup',
      data: { ...place, lines: units(3, 2), pickupBy },
    };
    expect(ready).toEqual({ outcome: 'accepted', events: [event] });
    const history = [released('pickup'), accepted, picked, event];
    expect(on(history, { type: 'ExpirePickup', data: own })).toEqual({
      outcome: 'unchanged',
      reason: `there is time until ${pickupBy}`,
    });
    expect(on(history, { type: 'ExpirePickup', data: { ...own, at: pickupBy } })).toEqual({
      outcome: 'accepted',
      events: [
        { type: 'FulfillmentNotCollected', data: { ...place, at: pickupBy, lines: units(3, 2), pickupBy } },
      ],
    });
  });
});

describe('the method', () => {
  const ship: FulfillmentCommand = { type: 'ShipFulfillment', data: { ...own, shippedAt: at } };

  it('a pickup is never shipped, and a shipment never waits on the counter', () => {
    expect(codeOf(on([released('pickup'), accepted, picked], ship))).toBe('METHOD_MISMATCH');
    expect(codeOf(on([released(), accepted, picked], { type: 'MakeReadyForPickup', data: own }))).toBe(
      'METHOD_MISMATCH',
    );
  });

  it('a drop-shipper may just ship: that tells that it picked, too', () => {
    expect(on([released('drop-ship'), accepted], ship)).toEqual({
      outcome: 'accepted',
      events: [picked, shipped],
    });
    expect(codeOf(on([released(), accepted], ship))).toBe('FULFILLMENT_NOT_PICKED');
    expect(codeOf(on([released('drop-ship')], ship))).toBe('FULFILLMENT_NOT_ACCEPTED');
  });

  it('parcels named when packing are the ones that ship, unless the shipment names others', () => {
    const packed: FulfillmentEvent = {
      type: 'FulfillmentPacked',
      data: { ...place, parcels: [{ parcelId: 'a' }] },
    };
    const history = [released(), accepted, picked, packed];
    const shipment = (parcelId: string) => ({
      outcome: 'accepted',
      events: [{ ...shipped, data: { ...shipped.data, parcels: [{ parcelId }] } }],
    });
    expect(on(history, ship)).toEqual(shipment('a'));
    expect(
      on(history, { type: 'ShipFulfillment', data: { ...own, shippedAt: at, parcels: [{ parcelId: 'b' }] } }),
    ).toEqual(shipment('b'));
  });
});

describe('goods in carriage', () => {
  const history = [released(), accepted, picked, shipped];
  const lost: FulfillmentEvent = {
    type: 'FulfillmentLost',
    data: { ...place, lines: units(1), remaining: units(2, 2), reason: 'theft' },
  };

  it('lost in part: the rest is delivered', () => {
    expect(
      on(history, {
        type: 'ReportLoss',
        data: { ...own, lines: [{ lineId: '1', quantity: 1 }], reason: 'theft' },
      }),
    ).toEqual({ outcome: 'accepted', events: [lost] });
    expect(on([...history, lost], { type: 'DeliverFulfillment', data: { ...own, deliveredAt: at } })).toEqual(
      {
        outcome: 'accepted',
        events: [{ type: 'FulfillmentDelivered', data: { ...place, lines: units(2, 2), deliveredAt: at } }],
      },
    );
  });

  it('damaged for the rest: nothing is left to deliver', () => {
    const decision = on([...history, lost], { type: 'ReportDamage', data: { ...own, reason: 'wet' } });
    const damaged: FulfillmentEvent = {
      type: 'FulfillmentDamaged',
      data: { ...place, lines: units(2, 2), remaining: [], reason: 'wet' },
    };
    expect(decision).toEqual({ outcome: 'accepted', events: [damaged] });
    expect(fold(fulfillmentDecider, [...history, lost, damaged]).status).toBe('damaged');
  });

  it('more than is on its way cannot be lost', () => {
    const lines = [{ lineId: '1', quantity: 3 }];
    expect(
      codeOf(on([...history, lost], { type: 'ReportLoss', data: { ...own, lines, reason: 'theft' } })),
    ).toBe('QUANTITY_EXCEEDS_OPEN');
    expect(codeOf(on(history, { type: 'ReportLoss', data: { ...own, lines: [], reason: 'theft' } }))).toBe(
      'LINES_EMPTY',
    );
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
