import {
  after,
  allocation,
  chairs,
  event,
  fulfillment,
  lamps,
  LATER,
  NEXT_WEEK,
  ORDER_ID,
  placed,
  planned,
  releasedAt,
} from '../../../test/support/order-builders.js';
import { fold } from '../../../test/support/given-when-then.js';
import { canBeServedBy, type OrderEvent, orderDecider } from './index.js';

const both = [chairs(2), lamps(3)];
const north = { sku: 'CHAIR', nodeId: 'north' };
const parkedWith = (lines: typeof both, replaces?: string): OrderEvent =>
  event('DemandParked', {
    lines,
    reason: 'no stock',
    until: NEXT_WEEK,
    thenAction: 'retry',
    ...(replaces === undefined ? {} : { replaces }),
  });
const reopened = (standing: boolean): OrderEvent =>
  event('DemandReopened', {
    fulfillmentId: fulfillment(1),
    lines: both,
    cause: 'node-suspended',
    standing,
    excludedNodeId: 'north',
    excludedUntil: LATER,
    attempt: 1,
  });
const can = (history: readonly OrderEvent[], supply = north, now = LATER): boolean =>
  canBeServedBy(after(history), supply, now);

describe('units that turn up at a node do not serve an order', () => {
  it('that was never placed', () => {
    expect(canBeServedBy(fold(orderDecider, []), north, LATER)).toBe(false);
  });

  it('that has parked nothing, or only another sku', () => {
    expect(can([placed()])).toBe(false);
    expect(can([placed(), parkedWith([lamps(3)])])).toBe(false);
  });

  it('that is collected elsewhere', () => {
    const pickup = placed({ method: 'pickup', pickupNodeId: 'south' });
    expect(can([pickup, parkedWith(both)])).toBe(false);
    expect(can([pickup, parkedWith(both)], { sku: 'CHAIR', nodeId: 'south' })).toBe(true);
  });

  it('that the node has failed, until that is over', () => {
    const history = [placed(), planned(1, allocation(1, 'north', both)), reopened(false), parkedWith(both)];
    expect(can(history, north, '2026-03-02T11:59:59.999Z')).toBe(false);
    expect(can(history, north, LATER)).toBe(true);
  });

  it('that looks for somebody to replace that very node', () => {
    const standing = [placed(), ...releasedAt(1, allocation(1, 'north', both)), reopened(true)];
    const history = [...standing, parkedWith(both, `${ORDER_ID}-1`)];
    expect(can(history, north, NEXT_WEEK)).toBe(false);
    expect(can(history, { sku: 'CHAIR', nodeId: 'south' }, NEXT_WEEK)).toBe(true);
  });
});
