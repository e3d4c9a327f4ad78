import type { SourcingCondition, SourcingPolicy, SourcingStrategy } from '../sourcing/sourcing.types.js';
import type { PolicyFinding, ReportFinding } from './policy.events.js';
import { checkPromise } from './policy.validate-promise.js';

const RATINGS: readonly string[] = [
  'distance',
  'shipping-cost',
  'shipments',
  'workload',
  'node-type',
  'delivery-date',
];
const NODE_TYPES: readonly string[] = ['warehouse', 'store', 'drop-shipper'];
const AFTER_ACTIONS: readonly string[] = ['next-strategy', 'place-partly-and-park', 'park', 'cancel'];
const LISTS = ['channels', 'methods', 'countries', 'regions', 'tags'] as const;
const DURATIONS = [
  'acceptWithinSeconds',
  'pickupWindowSeconds',
  'excludeFailedNodeSeconds',
  'parkForSeconds',
] as const;
/** Weights above this leave too few digits for exact sums. */
const MAX_WEIGHT = 1000;

const isPositiveCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/**
 * Looks a policy over. Pure: the same policy gives the same findings in the same order.
 * Errors make it unusable and forbid activation; warnings point at what is probably a mistake.
 */
export function validatePolicy(policy: SourcingPolicy): readonly PolicyFinding[] {
  const findings: PolicyFinding[] = [];
  const report: ReportFinding = (severity, field, rule) => findings.push({ severity, field, rule });
  checkTimes(policy, report);
  checkStrategyList(policy.strategies, report);
  policy.strategies.forEach((strategy, index) => {
    checkStrategy(strategy, `strategies[${index}]`, report);
  });
  checkReachability(policy.strategies, report);
  if (policy.promise === undefined) checkDatelessWeights(policy.strategies, report);
  else checkPromise(policy.promise, report);
  return findings;
}

function checkTimes(policy: SourcingPolicy, report: ReportFinding): void {
  for (const field of DURATIONS) {
    if (!isPositiveCount(policy[field]))
      report('error', field, 'must be a whole number of seconds above zero');
  }
  if (!isPositiveCount(policy.maxAttempts))
    report('error', 'maxAttempts', 'must be a whole number above zero');
  if (!['retry', 'cancel'].includes(policy.afterParking)) {
    report('error', 'afterParking', 'must be retry or cancel');
  }
}

function checkStrategyList(strategies: readonly SourcingStrategy[], report: ReportFinding): void {
  const last = strategies.at(-1);
  if (last === undefined) {
    report('error', 'strategies', 'must hold at least one strategy');
    return;
  }
  if (last.afterAction === 'next-strategy') {
    report(
      'error',
      `strategies[${strategies.length - 1}].afterAction`,
      'must not be next-strategy in the last',
    );
  }
  const names = strategies.map((strategy) => strategy.name);
  names.forEach((name, index) => {
    if (names.indexOf(name) < index) report('error', `strategies[${index}].name`, 'must be used once');
  });
}

function checkStrategy(strategy: SourcingStrategy, path: string, report: ReportFinding): void {
  if (strategy.name.trim() === '') report('error', `${path}.name`, 'must not be empty');
  if (!isPositiveCount(strategy.maxShipments)) {
    report('error', `${path}.maxShipments`, 'must be a whole number, 1 or more');
  }
  if (!AFTER_ACTIONS.includes(strategy.afterAction)) {
    report('error', `${path}.afterAction`, `must be one of ${AFTER_ACTIONS.join(', ')}`);
  }
  if (strategy.maxDistanceKm !== undefined && !(strategy.maxDistanceKm > 0)) {
    report('error', `${path}.maxDistanceKm`, 'must be above zero');
  }
  checkNodeTypes(strategy, path, report);
  checkWeights(strategy, path, report);
  if (strategy.when !== undefined) checkCondition(strategy.when, `${path}.when`, report);
}

function checkNodeTypes(strategy: SourcingStrategy, path: string, report: ReportFinding): void {
  if (strategy.nodeTypes?.length === 0)
    report('error', `${path}.nodeTypes`, 'must name a node type, or be absent');
  strategy.nodeTypes?.forEach((type, index) => {
    if (!NODE_TYPES.includes(type)) {
      report('error', `${path}.nodeTypes[${index}]`, `must be one of ${NODE_TYPES.join(', ')}`);
    }
  });
  for (const [type, penalty] of Object.entries(strategy.nodeTypePenalties ?? {})) {
    const field = `${path}.nodeTypePenalties.${type}`;
    if (!NODE_TYPES.includes(type)) report('error', field, `must be one of ${NODE_TYPES.join(', ')}`);
    if (!(penalty >= 0 && penalty <= 1)) report('error', field, 'must be between 0 and 1');
  }
}

function checkWeights(strategy: SourcingStrategy, path: string, report: ReportFinding): void {
  const weights = Object.entries(strategy.weights);
  for (const [rating, weight] of weights) {
    const field = `${path}.weights.${rating}`;
    if (!RATINGS.includes(rating)) report('error', field, `must be one of ${RATINGS.join(', ')}`);
    if (!(weight >= 0 && weight <= MAX_WEIGHT)) report('error', field, `must be between 0 and ${MAX_WEIGHT}`);
  }
  if (!weights.some(([, weight]) => weight > 0)) {
    report('warning', `${path}.weights`, 'has no weight above zero: any node is as good as another');
  }
  if ((strategy.weights['node-type'] ?? 0) > 0 && strategy.nodeTypePenalties === undefined) {
    report('warning', `${path}.weights.node-type`, 'has no effect without nodeTypePenalties');
  }
}

/** Without promise rules no date is estimated, so none can be rated. */
function checkDatelessWeights(strategies: readonly SourcingStrategy[], report: ReportFinding): void {
  strategies.forEach(({ weights }, index) => {
    if ((weights['delivery-date'] ?? 0) > 0) {
      report('warning', `strategies[${index}].weights.delivery-date`, 'has no effect without promise');
    }
  });
}

function checkCondition(condition: SourcingCondition, path: string, report: ReportFinding): void {
  for (const list of LISTS) {
    if (condition[list]?.length === 0)
      report('error', `${path}.${list}`, 'must not be empty: it would never hold');
  }
  checkValues(condition, path, report);
  checkWindow(condition, path, report);
}

function checkValues(
  { minValueMinor, maxValueMinor }: SourcingCondition,
  path: string,
  report: ReportFinding,
): void {
  if (minValueMinor !== undefined && !isCount(minValueMinor)) {
    report('error', `${path}.minValueMinor`, 'must be a whole number, 0 or more');
  }
  if (maxValueMinor !== undefined && !isCount(maxValueMinor)) {
    report('error', `${path}.maxValueMinor`, 'must be a whole number, 0 or more');
  }
  if ((minValueMinor ?? 0) > (maxValueMinor ?? Number.POSITIVE_INFINITY)) {
    report('error', `${path}.maxValueMinor`, 'must not be below minValueMinor');
  }
}

function checkWindow({ from, until }: SourcingCondition, path: string, report: ReportFinding): void {
  const start = from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from);
  const end = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
  if (Number.isNaN(start)) report('error', `${path}.from`, 'must be an RFC 3339 instant');
  if (Number.isNaN(end)) report('error', `${path}.until`, 'must be an RFC 3339 instant');
  if (start >= end) report('error', `${path}.until`, 'must be after from');
}

/** A strategy that always applies and never hands on makes those after it dead. */
function checkReachability(strategies: readonly SourcingStrategy[], report: ReportFinding): void {
  const unconditional = (strategy: SourcingStrategy): boolean =>
    Object.keys(strategy.when ?? {}).length === 0;
  const stop = strategies.findIndex(
    (strategy) => unconditional(strategy) && strategy.afterAction !== 'next-strategy',
  );
  if (stop === -1) {
    checkFallback(strategies, report);
    return;
  }
  for (let index = stop + 1; index < strategies.length; index += 1) {
    report(
      'warning',
      `strategies[${index}]`,
      `is never reached: strategies[${stop}] always applies and ends the run`,
    );
  }
}

/** Demand that meets no condition is parked; that should be meant. */
function checkFallback(strategies: readonly SourcingStrategy[], report: ReportFinding): void {
  for (const method of ['ship', 'pickup'] as const) {
    const ends = strategies.some((strategy) => {
      const { methods, ...rest } = strategy.when ?? {};
      const serves = methods === undefined || methods.includes(method);
      return serves && Object.keys(rest).length === 0 && strategy.afterAction !== 'next-strategy';
    });
    if (!ends)
      report('warning', 'strategies', `may leave ${method} demand without a strategy: it is parked then`);
  }
}
