import fc from 'fast-check';
import { deepFreeze } from '../../../test/support/given-when-then.js';
import { inputs, RUNS } from '../../../test/support/sourcing-arbitraries.js';
import {
  candidate,
  demand,
  keepingPromises,
  sourcingInput,
  strategy,
} from '../../../test/support/sourcing-builders.js';
import { brokenRules, planSourcing, type SourcingDecision, type SourcingInput } from './index.js';

const LISBON = { latitude: 38.72, longitude: -9.14 };

/** An order of 2 chairs and 1 lamp; the depot has the chairs, the store the lamp, and everyone else is shut out. */
const order = (change: Partial<SourcingInput['demand']> = {}, rules: Parameters<typeof strategy>[0] = {}) =>
  sourcingInput(
    demand({ CHAIR: 2, LAMP: 1 }, { excluded: [{ nodeId: 'asked-before', sku: 'LAMP' }], ...change }),
    [
      candidate('depot', { CHAIR: 2 }),
      candidate('store', { LAMP: 1 }),
      candidate('suspended', { CHAIR: 9, LAMP: 9 }, { active: false }),
      candidate('full', { CHAIR: 9, LAMP: 9 }, { capacity: 5, openFulfillments: 5 }),
      candidate('asked-before', { LAMP: 9 }),
      candidate('counter', { CHAIR: 9, LAMP: 9 }, { methods: ['pickup'] }),
      candidate('abroad', { CHAIR: 9, LAMP: 9 }, { servesCountries: ['FR'] }),
      candidate('far', { CHAIR: 9, LAMP: 9 }, { coordinates: LISBON }),
    ],
    strategy({ maxDistanceKm: 1000, ...rules }),
  );

type Change = (decision: SourcingDecision) => Partial<SourcingDecision>;
/** A sound decision with something changed; the record holds every candidate, so that plans can name any. */
const tampered = (input: SourcingInput, change: Change): SourcingDecision => {
  const decision = { ...planSourcing(input), input };
  return deepFreeze({ ...decision, ...change(decision) });
};
const from = (nodeId: string, ...lines: readonly (readonly [string, string, number])[]) => ({
  nodeId,
  method: 'ship' as const,
  lines: lines.map(([lineId, sku, quantity]) => ({ lineId, sku, quantity })),
});
const CHAIRS = ['l1', 'CHAIR', 2] as const;
const LAMP = ['l2', 'LAMP', 1] as const;
const instead = (nodeId: string): Change => {
  return ({ plan }) => ({ plan: [...plan.filter((one) => one.nodeId !== 'store'), from(nodeId, LAMP)] });
};

describe('a plan breaks no rule', () => {
  it('when the planner made it', () => {
    fc.assert(
      fc.property(inputs(12), (input) => {
        expect(brokenRules(planSourcing(input))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('when the planner made it to keep a date', () => {
    fc.assert(
      fc.property(inputs(12), fc.boolean(), (input, thenAnyDate) => {
        expect(brokenRules(planSourcing(keepingPromises(input, { thenAnyDate })))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('when the demand was sourced too often, or no strategy applies', () => {
    expect(brokenRules(planSourcing(order({ attempt: 99 })))).toEqual([]);
    expect(brokenRules(planSourcing(order({}, { when: { countries: ['FR'] } })))).toEqual([]);
  });

  it.each<[string, SourcingInput]>([
    ['it has exactly as many shipments as it may have', order({}, { maxShipments: 2 })],
    ['lines stay whole', order({}, { splitLines: false })],
    ['the strategy places all or nothing: all', order({}, { afterAction: 'park' })],
    ['the strategy places all or nothing: nothing', order({}, { afterAction: 'park', maxShipments: 1 })],
    ['what is not placed is cancelled', order({}, { afterAction: 'cancel', maxShipments: 1 })],
    [
      'a line is spread over nodes and may be',
      sourcingInput(
        demand({ CHAIR: 2 }),
        ['a', 'b'].map((nodeId) => candidate(nodeId, { CHAIR: 1 })),
      ),
    ],
    [
      'it comes exactly when it was promised',
      keepingPromises(
        sourcingInput(demand({ CHAIR: 1 }, { promisedBy: '2026-03-02T09:00:00.000Z' }), [
          candidate('depot', { CHAIR: 1 }),
        ]),
        { toleranceDays: [0], thenAnyDate: false },
      ),
    ],
  ])('when %s', (_, input) => {
    expect(brokenRules(planSourcing(input))).toEqual([]);
  });

  it('when a dearer plan was recorded than need be', () => {
    const input = sourcingInput(
      demand({ CHAIR: 1 }),
      [
        candidate('near', { CHAIR: 1 }),
        candidate('dear', { CHAIR: 1 }, { openFulfillments: 1, capacity: 2 }),
      ],
      strategy({ weights: { shipments: 1, workload: 1 } }),
    );
    const dearer: Change = ({ search }) => ({
      plan: [from('dear', ['l1', 'CHAIR', 1])],
      search: { ...search, cost: 1.5 },
    });
    expect(brokenRules(tampered(input, dearer))).toEqual([]);
  });
});

describe('a plan breaks the rule', () => {
  it.each<[string, Change, string]>([
    ['of stock', () => ({ plan: [from('depot', CHAIRS, LAMP)] }), 'depot: more of LAMP than it has'],
    ['of suspended nodes', instead('suspended'), 'suspended: fails active'],
    ['of capacity', instead('full'), 'full: fails capacity'],
    ['of nodes that failed the order', instead('asked-before'), 'asked-before: fails excluded'],
    ['of methods', instead('counter'), 'counter: fails method'],
    ['of places that a node serves', instead('abroad'), 'abroad: fails destination'],
    ['of distance', instead('far'), 'far: fails distance'],
    ['of candidates', instead('nowhere'), 'nowhere: no candidate'],
    [
      'of every unit',
      ({ plan }) => ({ plan: plan.slice(0, 1) }),
      'line l2: units without a node or a reason',
    ],
    [
      'of units that count once',
      () => ({ plan: [from('depot', CHAIRS), from('store', LAMP, LAMP)] }),
      'line l2: more units than demanded',
    ],
    [
      'of skus',
      () => ({ plan: [from('depot', CHAIRS), from('store', ['l2', 'CHAIR', 1])] }),
      'line l2: another sku',
    ],
    [
      'of whole units',
      () => ({ plan: [from('depot', CHAIRS), from('store', ['l2', 'LAMP', 0.5])] }),
      'line l2: no number of units',
    ],
    [
      'of one shipment a node',
      () => ({
        plan: [from('depot', ['l1', 'CHAIR', 1]), from('depot', ['l1', 'CHAIR', 1]), from('store', LAMP)],
      }),
      'two shipments from one node',
    ],
    [
      'of whole units, when they are more than one',
      () => ({ plan: [from('depot', ['l1', 'CHAIR', 1.5]), from('store', LAMP)] }),
      'line l1: no number of units',
    ],
    [
      'of shares with units in them',
      () => ({ plan: [from('depot', CHAIRS, ['l2', 'LAMP', 0]), from('store', LAMP)] }),
      'line l2: no number of units',
    ],
    [
      'of shipments with goods in them',
      () => ({ plan: [from('depot', CHAIRS), from('store')] }),
      'store: a shipment of nothing',
    ],
    [
      'of the method that a node offers',
      ({ plan }) => ({ plan: plan.map((one) => ({ ...one, method: 'drop-ship' })) }),
      'depot: another method',
    ],
    [
      'of its cost',
      ({ search }) => ({ search: { ...search, cost: 1 } }),
      'the cost is not that of the shipments',
    ],
    ['of its strategies', () => ({ strategy: 'another' }), 'no strategy of this name'],
    ['of its after-action', () => ({ afterAction: 'cancel' }), 'another after-action'],
  ])('%s', (_, change, rule) => {
    expect(brokenRules(tampered(order(), change))).toContain(rule);
  });

  const asFound: Change = () => ({});
  const under = (rules: Parameters<typeof strategy>[0]): Change => {
    const { policy } = order({}, rules);
    return ({ input }) => ({ input: { ...input, policy } });
  };
  it.each<[string, Change, readonly string[]]>([
    [
      'of as many shipments as it may have',
      under({ maxShipments: 1 }),
      ['more shipments than the order may have'],
    ],
    ['of whose turn it is', under({ when: { channels: ['shop'] } }), ['the strategy does not apply']],
    ['of node types', under({ nodeTypes: ['store'] }), ['depot: fails method', 'store: fails method']],
  ])('%s', (_, change, rules) => {
    expect(brokenRules(tampered(order(), asFound))).toEqual([]);
    expect(brokenRules(tampered(order(), change))).toEqual(expect.arrayContaining([...rules]));
  });

  it('of whole lines, when a line is cut in two', () => {
    const nodes = [candidate('a', { CHAIR: 1 }), candidate('b', { CHAIR: 1 })];
    const whole = strategy({ splitLines: false });
    const cut: Change = () => ({
      plan: [from('a', ['l1', 'CHAIR', 1]), from('b', ['l1', 'CHAIR', 1])],
      unplaced: [],
      afterAction: 'none',
      strategy: 'any',
    });
    const broken = brokenRules(tampered(sourcingInput(demand({ CHAIR: 2 }), nodes, whole), cut));
    expect(broken).toContain('a line is not kept whole');
  });

  it('of all or nothing, when a part is planned and the rest waits', () => {
    const input = sourcingInput(
      demand({ CHAIR: 2, LAMP: 1 }),
      [candidate('depot', { CHAIR: 2 })],
      strategy({ afterAction: 'park' }),
    );
    const partly: Change = ({ unplaced, search }) => ({
      plan: [from('depot', CHAIRS)],
      unplaced: unplaced.filter(({ sku }) => sku === 'LAMP'),
      search: { ...search, cost: 1.5 },
    });
    expect(brokenRules(tampered(input, partly))).toEqual(['the strategy places all or nothing']);
  });

  it('of its after-action, when what is given up is told to wait, or the other way round', () => {
    const waiting: Change = () => ({ afterAction: 'park' });
    const givenUp: Change = () => ({ afterAction: 'cancel' });
    const cancelling = order({}, { afterAction: 'cancel', maxShipments: 1 });
    expect(brokenRules(tampered(cancelling, waiting))).toEqual(['another after-action']);
    expect(brokenRules(tampered(order({}, { maxShipments: 1 }), givenUp))).toEqual(['another after-action']);
  });

  it('of the pickup node, when another one is asked to hand over', () => {
    const nodes = ['here', 'there'].map((nodeId) => candidate(nodeId, { CHAIR: 1 }));
    const input = sourcingInput(
      demand({ CHAIR: 1 }, { method: 'pickup', pickupNodeId: 'here' }),
      nodes,
      strategy(),
    );
    const elsewhere: Change = ({ plan }) => ({ plan: plan.map((one) => ({ ...one, nodeId: 'there' })) });
    expect(brokenRules(tampered(input, elsewhere))).toEqual([
      'there: fails method',
      'the cost is not that of the shipments',
    ]);
  });

  describe('of dates', () => {
    const late = keepingPromises(
      sourcingInput(
        demand({ CHAIR: 1 }, { promisedBy: '2026-03-02T09:00:00.000Z' }),
        [candidate('far', { CHAIR: 1 }, { coordinates: LISBON })],
        strategy(),
      ),
    );

    it.each<[string, Change, readonly string[]]>([
      ['when it is as late as the decision allows', asFound, []],
      ['when it is later', () => ({ toleranceDays: 2 }), ['far: too late']],
      ['when the policy has no such step', () => ({ toleranceDays: 30 }), ['far: too late']],
      [
        'when another date is told',
        ({ plan }) => ({ plan: plan.map((one) => ({ ...one, estimatedBy: '2026-03-02T09:00:00.000Z' })) }),
        ['far: another estimate'],
      ],
    ])('%s', (_, change, rules) => {
      expect(brokenRules(tampered(late, change))).toEqual(rules);
    });
  });
});
