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
import { canBeServedBy, demandToSource, type OrderEvent, orderDecider } from './index.js';

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

describe('what is to be sourced', () => {
  const SOON = '2026-03-02T11:00:00.000Z';
  const excluding = (nodeId: string, lines: typeof both, excludedUntil: string): OrderEvent =>
    event('DemandReopened', {
      fulfillmentId: fulfillment(1),
      lines,
      cause: 'rejected',
      standing: false,
      excludedNodeId: nodeId,
      excludedUntil,
      attempt: 1,
    });
  const sourced = (history: readonly OrderEvent[], replaces?: string, now = LATER) =>
    demandToSource(after(history), replaces, now);
  const atNorth = [placed(), planned(1, allocation(1, 'north', both))];
  const standing = [placed(), ...releasedAt(1, allocation(1, 'north', both)), reopened(true)];

  it('is nothing when all units have a place, nobody is to be replaced, or the order is held', () => {
    expect(sourced(atNorth)).toBeNull();
    expect(sourced([placed()], fulfillment(1))).toBeNull();
    expect(sourced([placed(), event('OrderHeld', { holdType: 'fraud', reason: 'look at it' })])).toBeNull();
    expect(demandToSource(fold(orderDecider, []), undefined, LATER)).toBeNull();
  });

  it('are the unsourced units, with what the plan has to know of the order', () => {
    expect(sourced([placed(), planned(1, allocation(1, 'north', [chairs(2)]))])).toEqual({
      round: 2,
      exclusionEndsAt: null,
      demand: {
        orderId: ORDER_ID,
        channel: 'web',
        method: 'ship',
        destination: { country: 'DE', city: 'Kassel' },
        promisedBy: '2026-03-05T18:00:00.000Z',
        service: 'standard',
        priority: 0,
        tags: [],
        valueMinor: 4500,
        lines: [lamps(3)],
        excluded: [],
        openShipments: 1,
        attempt: 0,
      },
    });
  });

  it('names the node of a pickup', () => {
    const pickup = placed({ method: 'pickup', pickupNodeId: 'south' });
    expect(sourced([pickup])?.demand.pickupNodeId).toBe('south');
    expect(Object.keys(sourced([placed()])?.demand ?? {})).not.toContain('pickupNodeId');
  });

  it('leaves out the nodes that failed for one of its skus, until that is over', () => {
    const history = [
      ...atNorth,
      excluding('north', [chairs(1)], NEXT_WEEK),
      excluding('south', [chairs(1)], '2026-03-03T10:00:00.000Z'),
      excluding('east', [lamps(1)], LATER),
    ];
    const demand = sourced(history, undefined, SOON);
    expect(demand?.demand.excluded).toEqual([
      { nodeId: 'north', sku: 'CHAIR' },
      { nodeId: 'south', sku: 'CHAIR' },
      { nodeId: 'east', sku: 'LAMP' },
    ]);
    expect(demand?.exclusionEndsAt).toBe(LATER);
    expect(sourced(history)?.demand.excluded).toEqual([
      { nodeId: 'north', sku: 'CHAIR' },
      { nodeId: 'south', sku: 'CHAIR' },
    ]);
    expect(sourced(history)?.exclusionEndsAt).toBe('2026-03-03T10:00:00.000Z');
    expect(sourced(history, undefined, NEXT_WEEK)?.exclusionEndsAt).toBeNull();
  });

  it('is not concerned by a node that failed for what is not sought now', () => {
    const history = [
      placed(),
      planned(1, allocation(1, 'north', both)),
      excluding('north', [chairs(1)], NEXT_WEEK),
      planned(3, allocation(2, 'south', [chairs(1)])),
      excluding('north', [lamps(1)], LATER),
    ];
    const demand = sourced(history, undefined, SOON);
    expect(demand?.demand.lines).toEqual([lamps(1)]);
    expect(demand?.demand.excluded).toEqual([{ nodeId: 'north', sku: 'LAMP' }]);
    expect(demand?.exclusionEndsAt).toBe(LATER);
  });

  it('counts the attempts of the lines that are sought, not of others', () => {
    const history = [
      ...atNorth,
      excluding('north', [chairs(1)], LATER),
      planned(3, allocation(2, 'south', [chairs(1)])),
      event('LinesCancelled', {
        lines: [lamps(1)],
        fulfillmentId: fulfillment(1),
        from: 'allocation',
        reason: 'customer',
      }),
    ];
    const more = event('DemandReopened', {
      fulfillmentId: fulfillment(2),
      lines: [chairs(1)],
      cause: 'rejected',
      standing: false,
      excludedNodeId: 'south',
      excludedUntil: LATER,
      attempt: 2,
    });
    expect(sourced([...history, more])?.demand.attempt).toBe(2);
    const lampsOnly = [...history, excluding('north', [lamps(1)], LATER)];
    expect(sourced(lampsOnly)?.demand.attempt).toBe(1);
    expect(sourced([...history, more, planned(4, allocation(3, 'west', [chairs(1)]))])).toBeNull();
  });

  it('of a replacement leaves out the node that is to be replaced, once, and does not count its shipment', () => {
    const demand = sourced(standing, fulfillment(1), SOON);
    expect(demand?.demand.lines).toEqual(both);
    expect(demand?.demand.excluded).toEqual([
      { nodeId: 'north', sku: 'CHAIR' },
      { nodeId: 'north', sku: 'LAMP' },
    ]);
    expect(demand?.demand.openShipments).toBe(0);
    expect(sourced(standing, fulfillment(1), NEXT_WEEK)?.demand.excluded).toEqual([
      { nodeId: 'north', sku: 'CHAIR' },
      { nodeId: 'north', sku: 'LAMP' },
    ]);
  });

  it('of a replacement keeps other nodes out that failed, and the same node for nothing else', () => {
    const south = event('DemandReopened', {
      fulfillmentId: fulfillment(1),
      lines: [],
      cause: 'manual',
      standing: true,
      excludedNodeId: 'north',
      excludedUntil: LATER,
      attempt: 1,
    });
    const half = [
      placed(),
      planned(1, allocation(1, 'north', [chairs(2)]), allocation(2, 'south', [lamps(3)])),
      event('DemandReopened', {
        fulfillmentId: fulfillment(2),
        lines: [lamps(1)],
        cause: 'rejected',
        standing: false,
        excludedNodeId: 'south',
        excludedUntil: NEXT_WEEK,
        attempt: 1,
      }),
      event('DemandReopened', {
        fulfillmentId: fulfillment(2),
        lines: [lamps(2)],
        cause: 'node-suspended',
        standing: true,
        excludedNodeId: 'east',
        excludedUntil: NEXT_WEEK,
        attempt: 1,
      }),
      south,
    ];
    const demand = sourced(half, fulfillment(2), SOON)?.demand;
    expect(demand?.excluded).toEqual([
      { nodeId: 'south', sku: 'LAMP' },
      { nodeId: 'east', sku: 'LAMP' },
    ]);
    expect(demand?.openShipments).toBe(1);
  });

  it('counts a shipment once: not what was dropped, and stand-bys only for the one that they replace', () => {
    const standby = planned(3, allocation(2, 'south', [chairs(2)], fulfillment(1)));
    expect(sourced([...standing, standby], fulfillment(1))?.demand.openShipments).toBe(1);
    const alone = [placed(), ...releasedAt(1, allocation(1, 'north', [chairs(2)]))];
    const seeking = event('DemandReopened', {
      fulfillmentId: fulfillment(1),
      lines: [chairs(2)],
      cause: 'manual',
      standing: true,
      excludedNodeId: 'north',
      excludedUntil: LATER,
      attempt: 1,
    });
    expect(sourced([...alone, seeking, standby])?.demand.openShipments).toBe(1);
    const dropped = event('DemandReopened', {
      fulfillmentId: fulfillment(1),
      lines: [chairs(2)],
      cause: 'rejected',
      standing: false,
      excludedNodeId: 'north',
      excludedUntil: LATER,
      attempt: 1,
    });
    expect(sourced([...alone, dropped])?.demand.openShipments).toBe(0);
  });
});
