import { fold } from '../../../test/support/given-when-then.js';
import {
  accepted,
  at,
  on,
  own,
  picked,
  place,
  released,
  shipped,
  units,
} from '../../../test/support/fulfillment-builders.js';
import { type FulfillmentEvent, fulfillmentDecider, fulfillmentViolations } from './index.js';

const parcels = [{ parcelId: 'P-1', carrier: 'DHL', trackingNumber: 'T-1' }];
const statusAfter = (...history: readonly FulfillmentEvent[]) => fold(fulfillmentDecider, history).status;
const shortPicked = (found: ReturnType<typeof units>, short: ReturnType<typeof units>): FulfillmentEvent => ({
  type: 'FulfillmentShortPicked',
  data: { ...place, picked: found, short },
});

describe('a pick that did not find all', () => {
  it('ends the fulfillment only when it found nothing', () => {
    expect(statusAfter(released(), accepted, shortPicked([], units(3, 2)))).toBe('zero-picked');
    expect(statusAfter(released(), accepted, shortPicked(units(3), units(0, 2)))).toBe('picked');
  });

  it('leaves what was found to be shipped', () => {
    const history = [released(), accepted, shortPicked(units(3), units(0, 2))];
    expect(on(history, { type: 'ShipFulfillment', data: { ...own, shippedAt: at } })).toEqual({
      outcome: 'accepted',
      events: [
        { type: 'FulfillmentShipped', data: { ...place, lines: units(3), parcels: [], shippedAt: at } },
      ],
    });
  });
});

describe('an acceptance', () => {
  it('is late after the time-out, and only then', () => {
    const timedOut: FulfillmentEvent = { type: 'FulfillmentTimedOut', data: { ...place, acceptBy: at } };
    const accept = { type: 'AcceptFulfillment', data: own } as const;
    expect(on([released()], accept)).toEqual({ outcome: 'accepted', events: [accepted] });
    expect(on([released(), timedOut], accept)).toEqual({
      outcome: 'accepted',
      events: [{ type: 'FulfillmentAccepted', data: { ...place, late: true } }],
    });
  });
});

describe('parcels', () => {
  it('that were packed are those that are shipped, unless the shipment names others', () => {
    const pack = { type: 'PackFulfillment', data: { ...own, parcels } } as const;
    const packed: FulfillmentEvent = { type: 'FulfillmentPacked', data: { ...place, parcels } };
    expect(on([released(), accepted, picked], pack)).toEqual({ outcome: 'accepted', events: [packed] });
    const ship = { type: 'ShipFulfillment', data: { ...own, shippedAt: at } } as const;
    const events = (sent: typeof parcels) => [
      {
        type: 'FulfillmentShipped',
        data: { ...place, lines: units(3, 2), parcels: sent, shippedAt: at },
      },
    ];
    const history = [released(), accepted, picked, packed];
    expect(on(history, ship)).toEqual({ outcome: 'accepted', events: events(parcels) });
    const other = [{ parcelId: 'P-2', carrier: 'UPS', trackingNumber: 'T-2' }];
    expect(on(history, { ...ship, data: { ...ship.data, parcels: other } })).toEqual({
      outcome: 'accepted',
      events: events(other),
    });
  });

  it('that left stay known to the fulfillment', () => {
    const gone: FulfillmentEvent = {
      type: 'FulfillmentShipped',
      data: { ...place, lines: units(3, 2), parcels, shippedAt: at },
    };
    expect(fold(fulfillmentDecider, [released(), accepted, picked, gone]).work?.parcels).toEqual(parcels);
  });
});

describe('goods on the counter', () => {
  const ready: FulfillmentEvent = {
    type: 'FulfillmentReadyForPickup',
    data: { ...place, lines: units(3, 2), pickupBy: at },
  };

  it('are collected as a whole, at the time that the store says', () => {
    expect(
      on([released('pickup'), accepted, picked, ready], {
        type: 'CollectFulfillment',
        data: { ...own, collectedAt: at },
      }),
    ).toEqual({
      outcome: 'accepted',
      events: [{ type: 'FulfillmentCollected', data: { ...place, lines: units(3, 2), collectedAt: at } }],
    });
  });
});

describe('quantities', () => {
  it('of a release begin with one unit', () => {
    const { data } = released();
    const release = { type: 'ReleaseFulfillment', data: { ...data, lines: units(1) } } as const;
    expect(on([], release)).toEqual({
      outcome: 'accepted',
      events: [{ type: 'FulfillmentReleased', data: { ...data, lines: units(1) } }],
    });
  });

  it('of damage are never none', () => {
    const lines = [{ lineId: '1', quantity: 0 }];
    expect(
      on([released(), accepted, picked, shipped], {
        type: 'ReportDamage',
        data: { ...own, lines, reason: 'crash' },
      }),
    ).toEqual({
      outcome: 'rejected',
      code: 'QUANTITY_NOT_POSITIVE',
      detail: 'line 1 cannot have the quantity 0',
    });
  });
});

describe('a node that declines', () => {
  const reject = (...lineIds: readonly string[]) =>
    ({
      type: 'RejectFulfillment',
      data: { ...own, lines: lineIds.map((lineId) => ({ lineId, quantity: 1 })), reason: 'closed' },
    }) as const;
  const without: FulfillmentEvent = {
    type: 'FulfillmentRejected',
    data: { ...place, lines: units(3), remaining: units(0, 2), reason: 'closed' },
  };

  it('what it has no more of changes nothing, but not when it names another line beside', () => {
    expect(on([released(), without], reject('1'))).toEqual({
      outcome: 'unchanged',
      reason: 'these lines are not with it any more',
    });
    expect(on([released(), without], reject('1', '2'))).toEqual({
      outcome: 'rejected',
      code: 'QUANTITY_EXCEEDS_OPEN',
      detail: 'line 1 has 0 open units, fewer than 1',
    });
  });

  it('says no more than it was asked: a note only when there is one', () => {
    expect(on([released()], reject('1'))).toEqual({
      outcome: 'accepted',
      events: [
        {
          type: 'FulfillmentRejected',
          data: { ...place, lines: units(1), remaining: units(2, 2), reason: 'closed' },
        },
      ],
    });
    const decision = on([released()], reject('1'));
    expect(decision.outcome === 'accepted' && Object.keys(decision.events[0]?.data ?? {})).not.toContain(
      'note',
    );
  });
});

describe('the check of a fulfillment', () => {
  it('finds one that reached its customer, or is at work, without any units', () => {
    const { work } = fold(fulfillmentDecider, [released()]);
    if (!work) throw new Error('it was released');
    const empty = { ...work, lines: [], gone: work.released };
    for (const status of ['delivered', 'collected', 'accepted'] as const) {
      expect(fulfillmentViolations({ status, work: empty })).toEqual([`${status} without any units`]);
    }
    expect(fulfillmentViolations({ status: 'cancelled', work: empty })).toEqual([]);
    expect(fulfillmentViolations({ status: 'delivered', work })).toEqual([]);
  });
});
