import { candidate, demand, sourcingInput, strategy } from '../../../test/support/sourcing-builders.js';
import {
  planSourcing,
  type SourcingCandidate,
  type SourcingCondition,
  type SourcingDemand,
  type SourcingStrategy,
} from './index.js';

const plan = (
  wanted: SourcingDemand,
  nodes: readonly SourcingCandidate[],
  ...strategies: readonly SourcingStrategy[]
) => planSourcing(sourcingInput(wanted, nodes, ...strategies));
const nodesOf = (decision: ReturnType<typeof plan>) => decision.plan.map(({ nodeId }) => nodeId);
const reasonsOf = (decision: ReturnType<typeof plan>) =>
  decision.unplaced.map(({ sku, reason }) => `${sku} ${reason}`);
const costs = (baseMinor: number) => ({ shippingCost: { baseMinor, perHundredKmMinor: 0, currency: 'EUR' } });
describe('nothing is placed', () => {
  it('when no strategy applies, whatever there is', () => {
    const decision = plan(
      demand({ a: 1 }),
      [candidate('n', { a: 1 })],
      strategy({ when: { tags: ['gift'] } }),
    );
    expect(decision).toMatchObject({ strategy: null, strategiesTried: [], plan: [], afterAction: 'park' });
    expect(reasonsOf(decision)).toEqual(['a no-strategy']);
  });

  it('when the demand has been sourced as often as the policy allows', () => {
    const decision = plan(demand({ a: 1 }, { attempt: 6 }), [candidate('n', { a: 1 })]);
    expect(decision).toMatchObject({ strategy: null, plan: [], afterAction: 'park' });
    expect(reasonsOf(decision)).toEqual(['a attempts-exhausted']);
    expect(nodesOf(plan(demand({ a: 1 }, { attempt: 5 }), [candidate('n', { a: 1 })]))).toEqual(['n']);
  });

  it('when the strategy allows no shipment at all', () => {
    const decision = plan(demand({ a: 1 }), [candidate('n', { a: 1 })], strategy({ maxShipments: 0 }));
    expect(decision.plan).toEqual([]);
    expect(reasonsOf(decision)).toEqual(['a split-limit']);
  });

  it('when the last strategy that applies hands on to none', () => {
    const decision = plan(
      demand({ a: 2 }),
      [candidate('n', { a: 1 })],
      strategy({ afterAction: 'next-strategy' }),
      strategy({ name: 'pickup', when: { methods: ['pickup'] } }),
    );
    expect(decision).toMatchObject({
      strategy: 'any',
      strategiesTried: ['any'],
      plan: [],
      afterAction: 'park',
    });
  });

  it('from stock that is negative, of another sku, or named like a part of every object', () => {
    const nodes = [candidate('n', { a: -2, b: 5 })];
    expect(plan(demand({ a: 1, constructor: 1 }), nodes).plan).toEqual([]);
  });
});

describe('the after-action', () => {
  const nodes = [candidate('n', { a: 1 })];
  const wanted = demand({ a: 2, b: 1 });

  it('park keeps nothing of a plan that is not whole', () => {
    const decision = plan(wanted, nodes, strategy({ afterAction: 'park' }));
    expect(decision).toMatchObject({ plan: [], afterAction: 'park' });
    expect(reasonsOf(decision)).toEqual(['a out-of-stock', 'b out-of-stock']);
  });

  it('park tells which lines only wait for the others', () => {
    const decision = plan(demand({ a: 1, b: 1 }), nodes, strategy({ afterAction: 'park' }));
    expect(reasonsOf(decision)).toEqual(['a held-back', 'b out-of-stock']);
  });

  it('place-partly-and-park places what there is and parks the rest', () => {
    const decision = plan(wanted, nodes);
    expect(decision.plan).toEqual([
      { nodeId: 'n', method: 'ship', lines: [{ lineId: 'l1', sku: 'a', quantity: 1 }] },
    ]);
    expect(decision.unplaced).toEqual([
      { lineId: 'l1', sku: 'a', quantity: 1, reason: 'out-of-stock' },
      { lineId: 'l2', sku: 'b', quantity: 1, reason: 'out-of-stock' },
    ]);
    expect(decision.afterAction).toBe('park');
  });

  it('cancel places what there is and gives the rest up', () => {
    const decision = plan(wanted, nodes, strategy({ afterAction: 'cancel' }));
    expect(nodesOf(decision)).toEqual(['n']);
    expect(decision.afterAction).toBe('cancel');
  });

  it('next-strategy hands the whole demand on', () => {
    const own = strategy({ name: 'own', nodeTypes: ['warehouse'], afterAction: 'next-strategy' });
    const supplier = candidate('s', { a: 2, b: 1 }, { nodeType: 'drop-shipper', methods: ['drop-ship'] });
    const decision = plan(wanted, [...nodes, supplier], own, strategy({ name: 'all' }));
    expect(decision).toMatchObject({ strategy: 'all', strategiesTried: ['own', 'all'], afterAction: 'none' });
    expect(decision.plan.map(({ nodeId, method }) => [nodeId, method])).toEqual([['s', 'drop-ship']]);
  });
});

describe('the first strategy whose condition holds is used', () => {
  const wanted = demand({ a: 1 }, { tags: ['gift'], valueMinor: 5000 });
  it.each<[boolean, string, SourcingCondition]>([
    [true, 'nothing is asked', {}],
    [true, 'the channel is listed', { channels: ['app', 'web'] }],
    [false, 'the channel is not listed', { channels: ['app'] }],
    [false, 'the method is another', { methods: ['pickup'] }],
    [true, 'the country is listed', { countries: ['DE'] }],
    [false, 'the country is not listed', { countries: ['FR'] }],
    [true, 'the region is listed', { regions: ['BE'] }],
    [false, 'the region is not listed', { regions: ['BY'] }],
    [true, 'one of the tags is there', { tags: ['fragile', 'gift'] }],
    [false, 'none of the tags is there', { tags: ['fragile'] }],
    [true, 'the value is on the lower edge', { minValueMinor: 5000 }],
    [false, 'the value is below', { minValueMinor: 5001 }],
    [true, 'the value is on the upper edge', { maxValueMinor: 5000 }],
    [false, 'the value is above', { maxValueMinor: 4999 }],
    [true, 'the window has just opened', { from: '2026-03-01T09:00:00.000Z' }],
    [false, 'the window has not opened', { from: '2026-03-01T09:00:00.001Z' }],
    [false, 'the window has just closed', { until: '2026-03-01T09:00:00.000Z' }],
    [true, 'the window is about to close', { until: '2026-03-01T09:00:00.001Z' }],
    [true, 'the window is in another zone', { from: '2026-03-01T10:00:00+01:00' }],
    [false, 'one part of several does not hold', { channels: ['web'], tags: ['fragile'] }],
  ])('%s when %s', (holds, _, when) => {
    const decision = plan(wanted, [], strategy({ name: 'first', when }), strategy({ name: 'second' }));
    expect(decision.strategy).toBe(holds ? 'first' : 'second');
  });

  it('false when a region is asked and the destination has none', () => {
    const nowhere = demand({ a: 1 }, { destination: { country: 'DE' } });
    expect(plan(nowhere, [], strategy({ when: { regions: ['BE'] } })).strategy).toBeNull();
  });
});

describe('a pickup', () => {
  const pickup = demand({ a: 2 }, { method: 'pickup', pickupNodeId: 'store' });
  const store = candidate('store', { a: 2 }, { nodeType: 'store', servesCountries: ['FR'] });

  it('is served by its own node alone, wherever the customer lives', () => {
    const decision = plan(pickup, [candidate('other', { a: 2 }), store]);
    expect(decision.plan).toEqual([
      { nodeId: 'store', method: 'pickup', lines: [{ lineId: 'l1', sku: 'a', quantity: 2 }] },
    ]);
    expect(decision.verdicts).toContainEqual({
      nodeId: 'other',
      failed: 'method',
      detail: 'not the pickup node',
    });
  });

  it('waits when that node has too little, offers no pickup or is not known', () => {
    expect(plan(pickup, [candidate('other', { a: 2 })]).plan).toEqual([]);
    expect(plan(pickup, [{ ...store, methods: ['ship'] }]).verdicts).toEqual([
      { nodeId: 'store', failed: 'method', detail: 'offers no pickup' },
    ]);
    expect(reasonsOf(plan(pickup, [{ ...store, atf: { a: 1 } }], strategy({ afterAction: 'park' })))).toEqual(
      ['a out-of-stock'],
    );
  });

  it('costs neither distance nor shipping', () => {
    const remote = { ...store, coordinates: { latitude: 0, longitude: 0 } };
    const rules = strategy({ weights: { distance: 1, 'shipping-cost': 1 }, maxDistanceKm: 1 });
    const decision = plan(pickup, [remote], rules);
    expect(nodesOf(decision)).toEqual(['store']);
    expect(decision.search.cost).toBe(0);
  });
});

describe('fences', () => {
  it('a node that serves certain regions is out for a destination without one', () => {
    const regional = candidate('n', { a: 1 }, { servesRegions: ['BE'] });
    expect(nodesOf(plan(demand({ a: 1 }), [regional]))).toEqual(['n']);
    const nowhere = demand({ a: 1 }, { destination: { country: 'DE' } });
    expect(plan(nowhere, [regional]).verdicts).toEqual([
      { nodeId: 'n', failed: 'destination', detail: 'serves certain regions only' },
    ]);
  });

  it('an exclusion holds for its sku only', () => {
    const node = candidate('n', { a: 1, b: 1 });
    const decision = plan(demand({ a: 1, b: 1 }, { excluded: [{ nodeId: 'n', sku: 'a' }] }), [node]);
    expect(decision.plan[0]?.lines).toEqual([{ lineId: 'l2', sku: 'b', quantity: 1 }]);
    expect(reasonsOf(decision)).toEqual(['a out-of-stock']);
  });

  it('a node with capacity 0 gets nothing; one without a capacity has no limit', () => {
    expect(plan(demand({ a: 1 }), [candidate('n', { a: 1 }, { capacity: 0 })]).plan).toEqual([]);
    expect(nodesOf(plan(demand({ a: 1 }), [candidate('n', { a: 1 }, { openFulfillments: 1e6 })]))).toEqual([
      'n',
    ]);
  });

  it('without coordinates of the destination no distance fence applies and distance is rated one half', () => {
    const rules = strategy({ weights: { distance: 1 }, maxDistanceKm: 1 });
    const nowhere = demand({ a: 1 }, { destination: { country: 'DE' } });
    expect(plan(nowhere, [candidate('n', { a: 1 })], rules).search.cost).toBe(0.5);
  });
});

describe('splitting', () => {
  const halves = [candidate('one', { a: 3, b: 1 }), candidate('two', { a: 2, b: 1 })];

  it('never happens where the strategy allows one shipment', () => {
    const decision = plan(demand({ a: 5 }), halves, strategy({ maxShipments: 1 }));
    expect(nodesOf(decision)).toEqual(['one']);
    expect(reasonsOf(decision)).toEqual(['a split-limit']);
  });

  it('strands nothing that comes back: an order with all its shipments gets one more for each line', () => {
    const decision = plan(demand({ a: 1, b: 1 }, { openShipments: 3 }), [
      candidate('n', { a: 1 }),
      candidate('m', { b: 1 }),
    ]);
    expect(decision.plan.map(({ nodeId }) => nodeId).toSorted()).toEqual(['m', 'n']);
    expect(decision.unplaced).toEqual([]);
  });

  it('spreads a line over nodes only where lines may be split', () => {
    expect(plan(demand({ a: 5 }), halves).plan.map(({ lines }) => lines[0]?.quantity)).toEqual([3, 2]);
    expect(plan(demand({ a: 5 }), halves, strategy({ splitLines: false })).plan).toEqual([]);
  });

  it('sums lines of one sku before it looks at the stock of a node', () => {
    const twice = demand({}, { lines: [1, 2].map((n) => ({ lineId: `l${n}`, sku: 'a', quantity: 2 })) });
    const decision = plan(twice, [candidate('n', { a: 3 })], strategy({ splitLines: false }));
    expect(decision.plan[0]?.lines).toEqual([{ lineId: 'l1', sku: 'a', quantity: 2 }]);
    expect(decision.unplaced).toEqual([{ lineId: 'l2', sku: 'a', quantity: 2, reason: 'out-of-stock' }]);
  });

  it('prefers one shipment to two where shipments cost', () => {
    const whole = candidate('whole', { a: 5, b: 2 }, costs(3000));
    expect(nodesOf(plan(demand({ a: 5, b: 2 }), [...halves, whole]))).toEqual(['whole']);
  });

  it('prefers one shipment to two where no rating has a weight', () => {
    const whole = candidate('whole', { a: 5, b: 2 }, costs(3000));
    expect(nodesOf(plan(demand({ a: 5, b: 2 }), [...halves, whole], strategy({ weights: {} })))).toEqual([
      'whole',
    ]);
  });

  it('takes a sku from one node where one has all of it', () => {
    const nodes = [candidate('one', { a: 2, b: 1 }, costs(1)), candidate('two', { a: 3, c: 1 }, costs(2))];
    const decision = plan(demand({ a: 3, b: 1, c: 1 }), nodes);
    expect(decision.plan.map(({ lines }) => lines.map(({ sku, quantity }) => `${quantity}${sku}`))).toEqual([
      ['1b'],
      ['3a', '1c'],
    ]);
  });
});

describe('ties', () => {
  const twins = Array.from({ length: 20 }, (_, index) => candidate(`n${index}`, { a: 1 }));
  const winner = (seed: number) =>
    nodesOf(planSourcing({ ...sourcingInput(demand({ a: 1 }), twins), seed }))[0];

  it('are broken by the seed: the same seed gives the same node', () => {
    expect(winner(11)).toBe(winner(11));
  });

  it('are broken by the seed: over many orders the twins share the work', () => {
    const winners = Array.from({ length: 400 }, (_, seed) => winner(seed * 7919));
    const shares = twins.map(({ nodeId }) => winners.filter((one) => one === nodeId).length);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...shares)).toBeLessThanOrEqual(50);
  });
});

describe('the record', () => {
  it('keeps figures of the demanded skus only, and candidates that matter', () => {
    const nodes = Array.from({ length: 400 }, (_, index) =>
      candidate(`n${index}`, { a: 1, z: 9 }, costs(index)),
    );
    const decision = plan(demand({ a: 1 }), nodes);
    expect(decision.input.candidates.map(({ nodeId, atf }) => [nodeId, atf])).toEqual(
      ['n0', 'n1', 'n2', 'n3'].map((nodeId) => [nodeId, { a: 1 }]),
    );
    expect(decision.verdicts).toHaveLength(104);
    expect(JSON.stringify(decision).length).toBeLessThan(16_000);
  });
});
