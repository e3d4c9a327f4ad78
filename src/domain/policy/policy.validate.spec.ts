import { deepFreeze } from '../../../test/support/given-when-then.js';
import type { SourcingPolicy, SourcingStrategy } from '../sourcing/sourcing.types.js';
import { DEFAULT_POLICY } from './policy.default.js';
import { validatePolicy } from './policy.validate.js';

const strategy: SourcingStrategy = {
  name: 'all',
  weights: { distance: 1 },
  maxShipments: 2,
  splitLines: true,
  afterAction: 'place-partly-and-park',
};
const withStrategies = (...strategies: readonly SourcingStrategy[]): SourcingPolicy => ({
  ...DEFAULT_POLICY,
  strategies,
});
const found = (policy: SourcingPolicy) =>
  validatePolicy(deepFreeze(policy)).map(({ severity, field, rule }) => `${severity} ${field} ${rule}`);

describe('validation of a policy', () => {
  it('finds nothing in the default policy', () => {
    expect(validatePolicy(deepFreeze(DEFAULT_POLICY))).toEqual([]);
  });

  it.each([
    'acceptWithinSeconds',
    'pickupWindowSeconds',
    'excludeFailedNodeSeconds',
    'parkForSeconds',
  ] as const)('wants %s above zero', (field) => {
    const error = `error ${field} must be a whole number of seconds above zero`;
    expect(found({ ...DEFAULT_POLICY, [field]: 0 })).toEqual([error]);
    expect(found({ ...DEFAULT_POLICY, [field]: 1.5 })).toEqual([error]);
  });

  it('wants at least one attempt and a known action after parking', () => {
    const policy = { ...DEFAULT_POLICY, maxAttempts: 0, afterParking: 'wait' as 'retry' };
    expect(found(policy)).toEqual([
      'error maxAttempts must be a whole number above zero',
      'error afterParking must be retry or cancel',
    ]);
  });

  it('wants at least one strategy', () => {
    expect(found(withStrategies())[0]).toBe('error strategies must hold at least one strategy');
  });

  it('forbids the last strategy to hand on', () => {
    expect(
      found(withStrategies(strategy, { ...strategy, name: 'last', afterAction: 'next-strategy' })),
    ).toContain('error strategies[1].afterAction must not be next-strategy in the last');
  });

  it('wants names that tell strategies apart', () => {
    expect(found(withStrategies({ ...strategy, afterAction: 'next-strategy' }, strategy))).toEqual([
      'error strategies[1].name must be used once',
    ]);
  });

  it.each<[string, Partial<SourcingStrategy>]>([
    ['name must not be empty', { name: '' }],
    ['maxShipments must be a whole number, 1 or more', { maxShipments: 0 }],
    ['maxDistanceKm must be above zero', { maxDistanceKm: 0 }],
    ['nodeTypes must name a node type, or be absent', { nodeTypes: [] }],
    ['nodeTypes[0] must be one of warehouse, store, drop-shipper', { nodeTypes: ['kiosk' as 'store'] }],
    ['nodeTypePenalties.store must be between 0 and 1', { nodeTypePenalties: { store: 1.1 } }],
    ['weights.distance must be between 0 and 1000', { weights: { distance: -1, shipments: 1 } }],
    ['weights.distance must be between 0 and 1000', { weights: { distance: Number.NaN, shipments: 1 } }],
    [
      'weights.mood must be one of distance, shipping-cost, shipments, workload, node-type, delivery-date',
      { weights: { mood: 1 } as SourcingStrategy['weights'] },
    ],
    [
      'afterAction must be one of next-strategy, place-partly-and-park, park, cancel',
      { afterAction: 'hope' as 'park' },
    ],
    ['when.channels must not be empty: it would never hold', { when: { channels: [] } }],
    ['when.minValueMinor must be a whole number, 0 or more', { when: { minValueMinor: -1 } }],
    ['when.maxValueMinor must not be below minValueMinor', { when: { minValueMinor: 2, maxValueMinor: 1 } }],
    ['when.from must be an RFC 3339 instant', { when: { from: 'soon' } }],
    [
      'when.until must be after from',
      { when: { from: '2026-02-01T00:00:00.000Z', until: '2026-02-01T00:00:00.000Z' } },
    ],
  ])('names the field and the rule: %s', (finding, change) => {
    expect(found(withStrategies({ ...strategy, ...change }, { ...strategy, name: 'last' }))).toContain(
      `error strategies[0].${finding}`,
    );
  });

  it('finds nothing in a policy that keeps no dates', () => {
    const { promise: _, ...dateless } = DEFAULT_POLICY;
    expect(found({ ...dateless, strategies: [strategy] })).toEqual([]);
  });

  it('warns of a rating of dates that are not estimated', () => {
    const { promise: _, ...dateless } = DEFAULT_POLICY;
    const rated = { ...strategy, weights: { 'delivery-date': 1 } };
    expect(found({ ...dateless, strategies: [rated] })).toEqual([
      'warning strategies[0].weights.delivery-date has no effect without promise',
    ]);
  });

  it('warns of a strategy that is never reached', () => {
    expect(found(withStrategies(strategy, { ...strategy, name: 'dead' }))).toEqual([
      'warning strategies[1] is never reached: strategies[0] always applies and ends the run',
    ]);
  });

  it('warns of demand that may meet no strategy', () => {
    expect(found(withStrategies({ ...strategy, when: { methods: ['ship'] } }))).toEqual([
      'warning strategies may leave pickup demand without a strategy: it is parked then',
    ]);
  });

  it('warns of weights that say nothing', () => {
    expect(found(withStrategies({ ...strategy, weights: { 'node-type': 0 } }))).toEqual([
      'warning strategies[0].weights has no weight above zero: any node is as good as another',
    ]);
    expect(found(withStrategies({ ...strategy, weights: { 'node-type': 1 } }))).toEqual([
      'warning strategies[0].weights.node-type has no effect without nodeTypePenalties',
    ]);
  });
});
