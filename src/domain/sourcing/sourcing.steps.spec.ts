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
  type SourcingCandidate,
  type SourcingInput,
  type SourcingStrategy,
} from './index.js';
import { stepsOf } from './sourcing.delivery.js';

const PROMISED = '2026-03-02T09:00:00.000Z';
type Stock = Readonly<Record<string, number>>;
const costs = (baseMinor: number) => ({ baseMinor, perHundredKmMinor: 0, currency: 'EUR' });
/** At the door, so there when it is promised. */
const near = (nodeId: string, atf: Stock) => candidate(nodeId, atf, { shippingCost: costs(3000) });
/** 149 km: 15 hours late. */
const leipzig = (atf: Stock) =>
  candidate('leipzig', atf, {
    coordinates: { latitude: 51.34, longitude: 12.37 },
    shippingCost: costs(2000),
  });
/** 1869 km: more than a week late. */
const madrid = (atf: Stock) =>
  candidate('madrid', atf, { coordinates: { latitude: 40.42, longitude: -3.7 }, shippingCost: costs(0) });

function inputOf(
  units: Stock,
  nodes: readonly SourcingCandidate[],
  rules: Partial<PromiseRules>,
  ...strategies: readonly SourcingStrategy[]
): SourcingInput {
  return keepingPromises(sourcingInput(demand(units, { promisedBy: PROMISED }), nodes, ...strategies), rules);
}
function told(...input: Parameters<typeof inputOf>) {
  const { plan, toleranceDays, strategiesTried, unplaced } = planSourcing(inputOf(...input));
  return {
    nodes: plan.map(({ nodeId }) => nodeId),
    toleranceDays,
    strategiesTried,
    unplaced: unplaced.map(({ sku, quantity, reason }) => `${quantity}${sku} ${reason}`),
  };
}
const one = strategy({ maxShipments: 1 });

describe('a narrow step does not decide', () => {
  it('when the nodes in time have everything, but not in as few shipments as the order may have', () => {
    const nodes = [near('n1', { a: 1 }), near('n2', { b: 1 }), leipzig({ a: 1, b: 1 })];
    expect(told({ a: 1, b: 1 }, nodes, {}, one)).toEqual({
      nodes: ['leipzig'],
      toleranceDays: 2,
      strategiesTried: ['any'],
      unplaced: [],
    });
  });

  it('when its nodes have as many units as any date would place, but not in as few shipments', () => {
    const nodes = [near('n1', { a: 1 }), near('n2', { a: 1 }), leipzig({ a: 2 }), madrid({ a: 2 })];
    expect(told({ a: 2, b: 1 }, nodes, {}, one)).toEqual({
      nodes: ['leipzig'],
      toleranceDays: 2,
      strategiesTried: ['any'],
      unplaced: ['1b out-of-stock'],
    });
  });
});

describe('a strategy that keeps what it has placed', () => {
  it('hands nothing on, though another one would place everything in time', () => {
    const own = strategy({ name: 'own', nodeTypes: ['warehouse'] });
    const supplier = { ...near('supplier', { a: 1 }), nodeType: 'drop-shipper' as const };
    expect(told({ a: 1 }, [leipzig({ a: 1 }), supplier], {}, own, strategy())).toEqual({
      nodes: ['leipzig'],
      toleranceDays: 2,
      strategiesTried: ['own'],
      unplaced: [],
    });
  });

  it('places what it can in time where a whole plan was sought in vain', () => {
    const nodes = [near('n1', { a: 1 }), near('n2', { b: 2 })];
    expect(told({ a: 1, b: 2 }, nodes, { toleranceDays: [0, 2], thenAnyDate: false }, one)).toEqual({
      nodes: ['n2'],
      toleranceDays: 0,
      strategiesTried: ['any'],
      unplaced: ['1a split-limit'],
    });
  });

  it('is told after those that handed on to it, and without those that come after it', () => {
    const strategies = [
      strategy({ name: 'stores', nodeTypes: ['store'], afterAction: 'next-strategy' }),
      strategy({ name: 'warehouses', nodeTypes: ['warehouse'] }),
      strategy({ name: 'all' }),
    ];
    const nodes = [near('n1', { a: 1 }), leipzig({ a: 1 })];
    expect(told({ a: 1, b: 1 }, nodes, {}, ...strategies)).toEqual({
      nodes: ['n1'],
      toleranceDays: 0,
      strategiesTried: ['stores', 'warehouses'],
      unplaced: ['1b out-of-stock'],
    });
  });
});

describe('the estimates of a plan', () => {
  it('are those of its own nodes', () => {
    const { plan } = planSourcing(inputOf({ a: 1, b: 1 }, [near('n1', { a: 1 }), leipzig({ b: 1 })], {}));
    expect(plan.map(({ nodeId, estimatedBy }) => [nodeId, estimatedBy])).toEqual([
      ['leipzig', '2026-03-02T23:54:00.000Z'],
      ['n1', '2026-03-02T09:00:00.000Z'],
    ]);
  });
});

describe('the steps of a run', () => {
  const stepsFor = (rules: Partial<PromiseRules>) => stepsOf(inputOf({ a: 1 }, [], rules));
  const anyDate = { toleranceDays: null, withinSeconds: Number.POSITIVE_INFINITY };
  const day = 86_400;

  it('are one of any date, and say nothing of dates, where the policy keeps none', () => {
    expect(stepsOf(sourcingInput(demand({ a: 1 }), []))).toEqual([
      { toleranceDays: undefined, withinSeconds: Number.POSITIVE_INFINITY },
    ]);
  });

  it.each([
    [{ toleranceDays: [], thenAnyDate: false }, [anyDate]],
    [{ toleranceDays: [], thenAnyDate: true }, [anyDate]],
    [{ toleranceDays: [1], thenAnyDate: false }, [{ toleranceDays: 1, withinSeconds: 2 * day }]],
    [
      { toleranceDays: [0, 2], thenAnyDate: true },
      [{ toleranceDays: 0, withinSeconds: day }, { toleranceDays: 2, withinSeconds: 3 * day }, anyDate],
    ],
  ])('of %j are %j', (rules, steps) => {
    expect(stepsFor(rules)).toEqual(steps);
  });
});
