import { decisionOn, deepFreeze, fold } from '../../../test/support/given-when-then.js';
import type {
  PromiseRules,
  SourcingPolicy,
  SourcingStrategy,
  TransitTime,
} from '../sourcing/sourcing.types.js';
import { DEFAULT_POLICY, type PolicyEvent, policyDecider } from './index.js';
import { validatePolicy } from './policy.validate.js';

const strategy: SourcingStrategy = {
  name: 'all',
  weights: { distance: 1 },
  maxShipments: 2,
  splitLines: true,
  afterAction: 'place-partly-and-park',
};
const found = (policy: SourcingPolicy) =>
  validatePolicy(deepFreeze(policy)).map(({ severity, field, rule }) => `${severity} ${field} ${rule}`);
/** Findings for one strategy that differs by this. A condition of its own may leave demand without a strategy. */
const changed = (change: Partial<SourcingStrategy>) =>
  found({ ...DEFAULT_POLICY, strategies: [{ ...strategy, ...change }] }).filter(
    (finding) => !finding.startsWith('warning strategies may leave'),
  );

describe('what a strategy may say at the most and at the least', () => {
  it.each<[string, Partial<SourcingStrategy>]>([
    ['a single shipment', { maxShipments: 1 }],
    ['a short way', { maxDistanceKm: 0.5 }],
    ['the greatest weight beside none', { weights: { distance: 1000, workload: 0 } }],
    [
      'penalties from nothing to everything, for every type',
      { nodeTypePenalties: { warehouse: 0, store: 0.5, 'drop-shipper': 1 } },
    ],
    ['every type of node', { nodeTypes: ['warehouse', 'store', 'drop-shipper'] }],
    ['orders worth nothing', { when: { minValueMinor: 0, maxValueMinor: 0 } }],
    ['orders of one value', { when: { minValueMinor: 5, maxValueMinor: 5 } }],
    ['orders up to a value', { when: { maxValueMinor: 5 } }],
    ['orders from a time on', { when: { from: '2026-02-01T00:00:00.000Z' } }],
    ['orders until a time', { when: { until: '2026-02-01T00:00:00.000Z' } }],
  ])('%s', (_, change) => {
    expect(changed(change)).toEqual([]);
  });

  it.each<[string, Partial<SourcingStrategy>]>([
    ['name must not be empty', { name: '  ' }],
    ['weights.distance must be between 0 and 1000', { weights: { distance: 1001 } }],
    ['nodeTypePenalties.store must be between 0 and 1', { nodeTypePenalties: { store: -0.1 } }],
    [
      'nodeTypePenalties.kiosk must be one of warehouse, store, drop-shipper',
      { nodeTypePenalties: { kiosk: 0.1 } as SourcingStrategy['nodeTypePenalties'] & {} },
    ],
    ['when.maxValueMinor must be a whole number, 0 or more', { when: { maxValueMinor: 1.5 } }],
    ['when.minValueMinor must be a whole number, 0 or more', { when: { minValueMinor: 1.5 } }],
    ['when.until must be an RFC 3339 instant', { when: { until: 'soon' } }],
  ])('%s', (finding, change) => {
    expect(changed(change)).toEqual([`error strategies[0].${finding}`]);
  });

  it('what is parked may be tried again when its time is over', () => {
    expect(found({ ...DEFAULT_POLICY, afterParking: 'retry' })).toEqual([]);
  });

  it('one second and one attempt are enough', () => {
    expect(found({ ...DEFAULT_POLICY, maxAttempts: 1, acceptWithinSeconds: 1 })).toEqual([]);
  });
});

describe('demand that no strategy is for', () => {
  const warning = (method: string) =>
    `warning strategies may leave ${method} demand without a strategy: it is parked then`;

  it('is warned of when a strategy for its method wants more than the method', () => {
    const demanding = { ...strategy, when: { channels: ['web'] } };
    expect(found({ ...DEFAULT_POLICY, strategies: [demanding] })).toEqual([
      warning('ship'),
      warning('pickup'),
    ]);
  });

  it('is not warned of when each method has a strategy that ends its run', () => {
    const ship = { ...strategy, when: { methods: ['ship' as const] } };
    const pickup = { ...strategy, name: 'pickup', when: { methods: ['pickup' as const] } };
    expect(found({ ...DEFAULT_POLICY, strategies: [ship, pickup] })).toEqual([]);
    const handsOn = { ...ship, name: 'first', afterAction: 'next-strategy' as const };
    expect(found({ ...DEFAULT_POLICY, strategies: [handsOn, pickup] })).toEqual([warning('ship')]);
  });
});

describe('what promise rules may say at the most and at the least', () => {
  const transit: TransitTime = { handlingHours: 1, baseHours: 1, hoursPerHundredKm: 1 };
  const promised = (change: Partial<PromiseRules>) =>
    found({
      ...DEFAULT_POLICY,
      promise: { toleranceDays: [0], thenAnyDate: true, transit: [transit], ...change },
    });
  const timed = (change: Partial<TransitTime>) => promised({ transit: [{ ...transit, ...change }] });

  it('ten steps, up to a year', () => {
    expect(promised({ toleranceDays: [0, 1, 2, 3, 4, 5, 6, 7, 8, 365] })).toEqual([]);
  });

  it('transit in no time, or in a year', () => {
    expect(timed({ handlingHours: 0, baseHours: 0, hoursPerHundredKm: 0 })).toEqual([]);
    expect(timed({ handlingHours: 8760, baseHours: 8760, hoursPerHundredKm: 100 })).toEqual([]);
  });

  it('but no more and no less than that', () => {
    expect(timed({ handlingHours: 8760.5, baseHours: -1 })).toEqual([
      'error promise.transit[0].handlingHours must be between 0 and 8760',
      'error promise.transit[0].baseHours must be between 0 and 8760',
    ]);
    for (const hoursPerHundredKm of [-1, 100.5]) {
      expect(timed({ hoursPerHundredKm })).toEqual([
        'error promise.transit[0].hoursPerHundredKm must be between 0 and 100',
      ]);
    }
  });
});

describe('the versions of a policy', () => {
  const at = '2026-03-01T09:00:00.000Z';
  const scope = 'default';
  const warned = { ...DEFAULT_POLICY, strategies: [{ ...strategy, weights: {} }] };
  const warning = {
    severity: 'warning' as const,
    field: 'strategies[0].weights',
    rule: 'has no weight above zero: any node is as good as another',
  };
  const error = {
    severity: 'error' as const,
    field: 'maxAttempts',
    rule: 'must be a whole number above zero',
  };
  const drafted = (version: number, policy: SourcingPolicy, note?: string): PolicyEvent => ({
    type: 'PolicyDrafted',
    data: { scope, at, version, policy, ...(note === undefined ? {} : { note }) },
  });
  const failed: PolicyEvent = {
    type: 'PolicyValidated',
    data: { scope, at, version: 1, valid: false, findings: [warning, error] },
  };

  it('with warnings only are valid', () => {
    expect(
      decisionOn(policyDecider, [drafted(1, warned)], {
        type: 'ValidatePolicy',
        data: { scope, at, version: 1 },
      }),
    ).toEqual({
      outcome: 'accepted',
      events: [
        { type: 'PolicyValidated', data: { scope, at, version: 1, valid: true, findings: [warning] } },
      ],
    });
  });

  it('that were looked over by older rules are validated anew', () => {
    expect(
      decisionOn(policyDecider, [drafted(1, warned), failed], {
        type: 'ValidatePolicy',
        data: { scope, at, version: 1 },
      }),
    ).toEqual({
      outcome: 'accepted',
      events: [
        { type: 'PolicyValidated', data: { scope, at, version: 1, valid: true, findings: [warning] } },
      ],
    });
  });

  it('that cannot be activated name their errors, not their warnings', () => {
    expect(
      decisionOn(policyDecider, [drafted(1, warned), failed], {
        type: 'ActivatePolicy',
        data: { scope, at, version: 1 },
      }),
    ).toEqual({
      outcome: 'rejected',
      code: 'POLICY_NOT_VALID',
      detail: 'version 1 has errors: maxAttempts must be a whole number above zero',
    });
  });

  it('that are not there are named', () => {
    expect(
      decisionOn(policyDecider, [], { type: 'ActivatePolicy', data: { scope, at, version: 3 } }),
    ).toEqual({
      outcome: 'rejected',
      code: 'POLICY_VERSION_NOT_FOUND',
      detail: 'scope default has no version 3',
    });
  });

  it('keep the note that they were drafted with', () => {
    expect(fold(policyDecider, [drafted(1, warned, 'for the sale'), drafted(2, warned)]).versions).toEqual([
      { version: 1, status: 'draft', policy: warned, note: 'for the sale' },
      { version: 2, status: 'draft', policy: warned },
    ]);
  });
});
