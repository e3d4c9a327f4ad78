import {
  candidate,
  demand,
  keepingPromises,
  sourcingInput,
  strategy,
} from '../../../test/support/sourcing-builders.js';
import {
  planSourcing,
  type PromiseRules,
  reexecutes,
  type SourcingCandidate,
  type SourcingDecision,
  type SourcingDemand,
  type SourcingStrategy,
} from './index.js';

const costs = (baseMinor: number) => ({ baseMinor, perHundredKmMinor: 0, currency: 'EUR' });
/** Dear and at the door: there after a day, which is when it is promised. */
const near = (atf: Readonly<Record<string, number>>, nodeId = 'near') =>
  candidate(nodeId, atf, { shippingCost: costs(3000) });
/** 149 km: 15 hours late. */
const leipzig = (atf: Readonly<Record<string, number>>, change: Partial<SourcingCandidate> = {}) =>
  candidate('leipzig', atf, {
    coordinates: { latitude: 51.34, longitude: 12.37 },
    shippingCost: costs(2000),
    ...change,
  });
/** 504 km: two days and two hours late. */
const munich = (atf: Readonly<Record<string, number>>) =>
  candidate('munich', atf, {
    coordinates: { latitude: 48.14, longitude: 11.58 },
    shippingCost: costs(1000),
  });
/** 1869 km: more than a week late. */
const madrid = (atf: Readonly<Record<string, number>>) =>
  candidate('madrid', atf, { coordinates: { latitude: 40.42, longitude: -3.7 }, shippingCost: costs(0) });

const TOMORROW = '2026-03-02T09:00:00.000Z';
const wanting = (units: Readonly<Record<string, number>>, change: Partial<SourcingDemand> = {}) =>
  demand(units, { promisedBy: TOMORROW, ...change });
const plan = (
  wanted: SourcingDemand,
  nodes: readonly SourcingCandidate[],
  rules: Partial<PromiseRules> = {},
  ...strategies: readonly SourcingStrategy[]
): SourcingDecision => {
  const decision = planSourcing(keepingPromises(sourcingInput(wanted, nodes, ...strategies), rules));
  expect(reexecutes(JSON.parse(JSON.stringify(decision)))).toBe(true);
  return decision;
};
const told = ({ plan: placed, toleranceDays, unplaced }: SourcingDecision) => ({
  nodes: placed.map(({ nodeId }) => nodeId),
  toleranceDays,
  unplaced: unplaced.map(({ sku, quantity, reason }) => `${quantity} ${sku} ${reason}`),
});

describe('demand that no node can bring as early as the policy wants', () => {
  const strict = { thenAnyDate: false };

  it('stays unplaced, and the reason says that it would be too late', () => {
    const decision = plan(wanting({ a: 1, b: 1 }), [madrid({ a: 1 })], strict);
    expect(told(decision)).toEqual({
      nodes: [],
      toleranceDays: 5,
      unplaced: ['1 a too-late', '1 b out-of-stock'],
    });
    expect(decision.afterAction).toBe('park');
    expect(decision.verdicts).toEqual([
      { nodeId: 'madrid', failed: 'promise', detail: 'estimated 2026-03-10T03:50:00.000Z' },
    ]);
  });

  it('is cancelled where the strategy says so', () => {
    const cancel = strategy({ afterAction: 'cancel' });
    expect(plan(wanting({ a: 1 }), [madrid({ a: 1 })], strict, cancel).afterAction).toBe('cancel');
  });

  it('is placed as far as something comes in time', () => {
    const decision = plan(wanting({ a: 3 }), [near({ a: 1 }), madrid({ a: 9 })], strict);
    expect(told(decision)).toEqual({ nodes: ['near'], toleranceDays: 0, unplaced: ['2 a too-late'] });
  });

  it('waits for the split limit, not for the date, when that is what binds', () => {
    const nodes = [near({ a: 1 }, 'n1'), near({ a: 1 }, 'n2'), madrid({ a: 1 })];
    const decision = plan(wanting({ a: 3 }), nodes, strict, strategy({ maxShipments: 1 }));
    expect(decision.unplaced.map(({ reason }) => reason)).toEqual(['split-limit']);
  });
});

describe('a run tries the tolerances step by step', () => {
  const everywhere = [near({ a: 1 }), leipzig({ a: 1 }), munich({ a: 1 }), madrid({ a: 1 })];

  it.each([
    ['keeps the promise although that is dearer', 0, 0, 'near'],
    ['is up to two days late when nothing comes in time', 1, 2, 'leipzig'],
    ['is up to five days late when nothing comes within two', 2, 5, 'munich'],
    ['comes at any date when there is no other way', 3, null, 'madrid'],
  ])('%s', (_, without, toleranceDays, node) => {
    const decision = plan(wanting({ a: 1 }), everywhere.slice(without));
    expect(told(decision)).toEqual({ nodes: [node], toleranceDays, unplaced: [] });
  });

  it('and the edge of a tolerance is within it', () => {
    const exact = {
      toleranceDays: [1],
      transit: [{ handlingHours: 48, baseHours: 0, hoursPerHundredKm: 0 }],
    };
    expect(plan(wanting({ a: 1 }), [near({ a: 1 })], exact).toleranceDays).toBe(1);
    const over = { ...exact, transit: [{ handlingHours: 48.02, baseHours: 0, hoursPerHundredKm: 0 }] };
    expect(plan(wanting({ a: 1 }), [near({ a: 1 })], over).toleranceDays).toBeNull();
  });

  it('and a strategy that is next in line goes before a wider tolerance', () => {
    const own = strategy({ name: 'own', nodeTypes: ['warehouse'], afterAction: 'next-strategy' });
    const supplier = { ...near({ a: 1 }, 'supplier'), nodeType: 'drop-shipper' as const };
    const decision = plan(wanting({ a: 1 }), [leipzig({ a: 1 }), supplier], {}, own, strategy());
    expect(told(decision)).toEqual({ nodes: ['supplier'], toleranceDays: 0, unplaced: [] });
    expect(decision.strategiesTried).toEqual(['own', 'any']);
  });

  it('and within a wider tolerance the strategies begin with the first again', () => {
    const own = strategy({ name: 'own', nodeTypes: ['warehouse'], afterAction: 'next-strategy' });
    const decision = plan(wanting({ a: 1 }), [leipzig({ a: 1 })], {}, own, strategy());
    expect(decision).toMatchObject({ strategy: 'own', strategiesTried: ['own'], toleranceDays: 2 });
  });

  it('and begins with the narrowest again however often the demand was sourced', () => {
    expect(plan(wanting({ a: 1 }, { attempt: 5 }), everywhere).toleranceDays).toBe(0);
  });
});

describe('being late must gain something', () => {
  it('the whole demand waits together: all of it may be late when a part of it must be', () => {
    const decision = plan(wanting({ a: 1, b: 1 }), [near({ a: 1 }), leipzig({ a: 1, b: 1 })]);
    expect(told(decision)).toEqual({ nodes: ['leipzig'], toleranceDays: 2, unplaced: [] });
  });

  it('what is nowhere to be had makes nothing else late', () => {
    const decision = plan(wanting({ a: 1, b: 1 }), [near({ a: 1 }), madrid({ a: 1 })]);
    expect(told(decision)).toEqual({ nodes: ['near'], toleranceDays: 0, unplaced: ['1 b out-of-stock'] });
  });

  it('the narrowest step is used that places as much as any date would', () => {
    const nodes = [near({ a: 1 }), leipzig({ a: 2 }), madrid({ a: 2 })];
    const decision = plan(wanting({ a: 2, b: 1 }), nodes, {}, strategy({ maxShipments: 1 }));
    expect(told(decision)).toEqual({ nodes: ['leipzig'], toleranceDays: 2, unplaced: ['1 b out-of-stock'] });
  });

  it('a date that was put up with is never the reason why units stay unplaced', () => {
    const decision = plan(
      wanting({ a: 2 }),
      [near({ a: 1 }), madrid({ a: 1 })],
      {},
      strategy({ maxShipments: 1 }),
    );
    expect(told(decision)).toEqual({ nodes: ['near'], toleranceDays: 0, unplaced: ['1 a split-limit'] });
  });

  it('of plans at any date the sooner is the better as far as the policy gives that weight', () => {
    const far = [munich({ a: 1 }), madrid({ a: 1 })];
    const any = { toleranceDays: [] };
    expect(told(plan(wanting({ a: 1 }), far, any)).nodes).toEqual(['madrid']);
    const soon = strategy({ weights: { shipments: 1, 'shipping-cost': 1, 'delivery-date': 5 } });
    const decision = plan(wanting({ a: 1 }), far, any, soon);
    expect(told(decision)).toEqual({ nodes: ['munich'], toleranceDays: null, unplaced: [] });
    expect(decision.verdicts[0]?.scores).toEqual({
      'shipping-cost': 0.5,
      shipments: 1,
      'delivery-date': 0.512112,
    });
  });
});

describe('there is nothing to keep', () => {
  it('when the promised date has passed: any date will do at once', () => {
    const past = wanting({ a: 1 }, { promisedBy: '2026-03-01T09:00:00.000Z' });
    expect(told(plan(past, [leipzig({ a: 1 }), madrid({ a: 1 })]))).toEqual({
      nodes: ['madrid'],
      toleranceDays: null,
      unplaced: [],
    });
  });

  it('when that has passed and no date but those of the steps is allowed, the steps still hold', () => {
    const past = wanting({ a: 1 }, { promisedBy: '2026-03-01T08:00:00.000Z' });
    const decision = plan(past, [leipzig({ a: 1 }), madrid({ a: 1 })], { thenAnyDate: false });
    expect(told(decision)).toEqual({ nodes: ['leipzig'], toleranceDays: 2, unplaced: [] });
  });

  it('when the policy has no transit time for the service', () => {
    const transit = [{ service: 'express', handlingHours: 1, baseHours: 1, hoursPerHundredKm: 1 }];
    const decision = plan(wanting({ a: 1 }, { service: 'standard' }), [madrid({ a: 1 })], {
      thenAnyDate: false,
      transit,
    });
    expect(told(decision)).toEqual({ nodes: ['madrid'], toleranceDays: null, unplaced: [] });
    expect(decision.plan[0]).not.toHaveProperty('estimatedBy');
  });

  it('when the policy has no promise rules: the decision says nothing of dates', () => {
    const decision = planSourcing(sourcingInput(wanting({ a: 1 }), [madrid({ a: 1 })]));
    expect(decision).not.toHaveProperty('toleranceDays');
    expect(decision.plan).toEqual([
      { nodeId: 'madrid', method: 'ship', lines: [{ lineId: 'l1', sku: 'a', quantity: 1 }] },
    ]);
  });
});

describe('the estimate of a shipment', () => {
  const estimated = (wanted: SourcingDemand, node: SourcingCandidate, rules: Partial<PromiseRules> = {}) =>
    plan(wanted, [node], rules).plan.map(({ estimatedBy }) => estimatedBy);

  it('is handling, transit and what the distance adds, to the minute', () => {
    // 12 h + 12 h + 10 h × 149.0 km / 100 km
    expect(estimated(wanting({ a: 1 }), leipzig({ a: 1 }))).toEqual(['2026-03-02T23:54:00.000Z']);
  });

  it('of a pickup is handling alone', () => {
    const pickup = wanting({ a: 1 }, { method: 'pickup', pickupNodeId: 'leipzig' });
    expect(estimated(pickup, leipzig({ a: 1 }))).toEqual(['2026-03-01T21:00:00.000Z']);
  });

  it('leaves the distance out where the destination has no coordinates', () => {
    const nowhere = wanting({ a: 1 }, { destination: { country: 'DE' } });
    expect(estimated(nowhere, madrid({ a: 1 }))).toEqual(['2026-03-02T09:00:00.000Z']);
  });

  it('goes by the first transit time that matches the service', () => {
    const transit = [
      { service: 'express', handlingHours: 1, baseHours: 1, hoursPerHundredKm: 0 },
      { handlingHours: 2, baseHours: 2, hoursPerHundredKm: 0 },
      { service: 'slow', handlingHours: 9, baseHours: 9, hoursPerHundredKm: 0 },
    ];
    const by = (service: string) => estimated(wanting({ a: 1 }, { service }), near({ a: 1 }), { transit });
    expect(by('express')).toEqual(['2026-03-01T11:00:00.000Z']);
    expect(by('slow')).toEqual(['2026-03-01T13:00:00.000Z']);
  });
});
