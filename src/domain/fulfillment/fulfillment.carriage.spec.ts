import {
  accepted,
  at,
  codeOf,
  on,
  own,
  picked,
  place,
  released,
  shipped,
  units,
} from '../../../test/support/fulfillment-builders.js';
import { fold } from '../../../test/support/given-when-then.js';
import { type FulfillmentCommand, type FulfillmentEvent, fulfillmentDecider } from './index.js';

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

  it('a timed-out node may still accept, and it is said that it was late', () => {
    const timedOut: FulfillmentEvent = { type: 'FulfillmentTimedOut', data: { ...place, acceptBy: at } };
    expect(on([released(), timedOut], { type: 'AcceptFulfillment', data: own })).toEqual({
      outcome: 'accepted',
      events: [{ type: 'FulfillmentAccepted', data: { ...place, late: true } }],
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
