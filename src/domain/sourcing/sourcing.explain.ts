import { type LineQuantity, type Quantity, sumBySku, totalUnits } from '../shared/quantities.js';
import { planSourcing } from './sourcing.plan.js';
import { MAX_SHORT_VERDICTS } from './sourcing.record.js';
import type {
  CandidateVerdict,
  FenceName,
  PlannedAllocation,
  RatingName,
  SourcingDecision,
  SourcingInput,
} from './sourcing.types.js';
import { compareLateness, dateLimit, explainPromise, toleranceWords } from './sourcing.explain-promise.js';
import type { UnplacedReason } from './sourcing.unplaced.js';

const FENCE_WORDS: Readonly<Record<FenceName, string>> = {
  active: 'is not active',
  method: 'cannot fulfill this way',
  stock: 'does not have the stock',
  destination: 'does not serve the destination',
  excluded: 'is excluded because it failed before',
  capacity: 'has no capacity left',
  distance: 'is too far away',
  promise: 'would be too late',
};

const RATING_WORDS: Readonly<Record<RatingName, string>> = {
  distance: 'distance',
  'shipping-cost': 'shipping cost',
  shipments: 'being a shipment',
  workload: 'workload',
  'node-type': 'node type',
  'delivery-date': 'delivery date',
};

const METHOD_WORDS = {
  ship: 'ships',
  'drop-ship': 'drop-ships',
  pickup: 'hands over at the counter',
} as const;

/** Why a node was left out that passed every fence and that the record does not hold. */
const NOT_NEEDED = 'others place as much and cost no more';

const REASON_WORDS: Readonly<Record<UnplacedReason, string>> = {
  'no-strategy': 'no strategy of the policy applies to this order',
  'attempts-exhausted': 'it has been sourced as often as the policy allows',
  'out-of-stock': 'the nodes that could be used do not have enough',
  'too-late': 'what there is would arrive later than the policy puts up with',
  'split-limit': 'the order may not have more shipments',
  'held-back': 'the strategy places all of the demand or nothing',
};

/**
 * A decision in plain sentences for support staff: which rules decided, what was chosen and how it compared with the next
 * best, why each other node was out, what could not be placed and what happens now.
 */
export function explainDecision(decision: SourcingDecision): readonly string[] {
  return [
    ...explainStrategy(decision),
    ...explainPromise(decision),
    ...decision.plan.map((allocation) => explainShipment(allocation, decision)),
    ...explainSearch(decision),
    ...explainOthers(decision),
    ...explainUnplaced(decision),
  ];
}

/** Why demand waits or is given up, in a few words; of several reasons each once. */
export function parkingReason({ unplaced }: SourcingDecision): string {
  return [...new Set(unplaced.map(({ reason }) => wordsFor(reason)))].join('; ');
}

function explainStrategy({ input, strategy, strategiesTried }: SourcingDecision): readonly string[] {
  const units = quantityOf(input.demand.lines);
  const policy = `policy ${input.policyScope} version ${input.policyVersion}`;
  if (strategy === null) return [`${units} to be placed by ${policy}; no strategy was used.`];
  const before = strategiesTried.slice(0, -1).map((name) => `"${name}"`);
  const handedOn = before.length === 0 ? '' : ` after ${before.join(' and ')} could not place everything`;
  return [`${units} to be placed by ${policy}; strategy "${strategy}" decided${handedOn}.`];
}

function explainShipment(
  { nodeId, method, lines, estimatedBy }: PlannedAllocation,
  { verdicts }: SourcingDecision,
): string {
  const verdict = verdicts.find((one) => one.nodeId === nodeId);
  const scores = Object.entries(verdict?.scores ?? {})
    .map(([name, score]) => `${RATING_WORDS[name as RatingName]} ${rounded(score)}`)
    .join(', ');
  const rated = scores === '' ? '' : ` (penalty ${rounded(verdict?.penalty)}: ${scores})`;
  const what = method === 'pickup' ? 'ready' : 'expected';
  const when = estimatedBy === undefined ? '' : `, ${what} by ${estimatedBy}`;
  return `${nodeId} ${METHOD_WORDS[method]} ${listed(lines)}${when}${rated}.`;
}

function explainSearch(decision: SourcingDecision): readonly string[] {
  const { plan, search } = decision;
  if (plan.length === 0) return [];
  const shipments = plan.length === 1 ? '1 shipment' : `${plan.length} shipments`;
  const inTime = dateLimit(decision);
  const certainty =
    search.method === 'exact'
      ? `no better plan${inTime} exists`
      : `no plan${inTime} can be better by more than a factor of ${search.bound}`;
  return [
    `The plan of ${shipments} costs ${rounded(search.cost)} penalty points; ${certainty}.`,
    nextBest(decision),
  ];
}

/**
 * The best plan that is another one. It does without at least one of the chosen nodes, so taking each out in turn and
 * planning again finds it, as far as the record goes.
 */
function nextBest(decision: SourcingDecision): string {
  const { input, plan, strategy, unplaced } = decision;
  const others = plan
    .map(({ nodeId }) => {
      return planSourcing({ ...input, candidates: input.candidates.filter((one) => one.nodeId !== nodeId) });
    })
    .filter((other) => other.strategy === strategy && totalUnits(other.unplaced) <= totalUnits(unplaced))
    .sort((one, other) => compareLateness(one, other) || one.search.cost - other.search.cost);
  const [best] = others;
  if (best === undefined) return 'No other plan of this strategy could have placed as much.';
  const nodes = best.plan.map(({ nodeId }) => nodeId).join(' and ');
  const later = compareLateness(best, decision) === 0 ? '' : `, ${toleranceWords(best.toleranceDays)}`;
  return `The next best plan on record was ${nodes} at ${rounded(best.search.cost)} penalty points${later}.`;
}

function explainOthers({ input, plan, verdicts }: SourcingDecision): readonly string[] {
  const others = verdicts.filter(({ nodeId }) => plan.every((one) => one.nodeId !== nodeId));
  const sentences = others.map((verdict) => explainOther(verdict, input));
  const short = others.filter(({ scores }) => scores === undefined).length;
  return short < MAX_SHORT_VERDICTS ? sentences : [...sentences, 'Further nodes are not listed.'];
}

function explainOther(verdict: CandidateVerdict, input: SourcingInput): string {
  const { nodeId, failed, detail, scores, penalty } = verdict;
  if (failed !== undefined) return `${nodeId} ${FENCE_WORDS[failed]}: ${detail ?? 'no detail'}.`;
  const rated = `penalty ${rounded(penalty)}`;
  if (scores === undefined) return `${nodeId} was not needed (${rated}): ${detail ?? NOT_NEEDED}.`;
  const units = `${unitsAt(nodeId, input)} of ${totalUnits(input.demand.lines)} units`;
  return `${nodeId} could have taken ${units} (${rated}) and was not chosen.`;
}

/** Units of the demand that a recorded candidate could take. */
function unitsAt(nodeId: string, { candidates, demand }: SourcingInput): Quantity {
  const atf = candidates.find((one) => one.nodeId === nodeId)?.atf ?? {};
  const isExcluded = (sku: string): boolean =>
    demand.excluded.some((one) => one.nodeId === nodeId && one.sku === sku);
  let units = 0;
  for (const [sku, wanted] of sumBySku(demand.lines)) {
    if (Object.hasOwn(atf, sku) && !isExcluded(sku)) units += Math.min(wanted, atf[sku] ?? 0);
  }
  return units;
}

function explainUnplaced({ input, unplaced, afterAction }: SourcingDecision): readonly string[] {
  if (unplaced.length === 0) return [];
  const sentences = unplaced.map(
    ({ reason, ...line }) => `Not placed: ${listed([line])}, because ${wordsFor(reason)}.`,
  );
  return [
    ...sentences,
    afterAction === 'cancel' ? 'What was not placed is cancelled.' : parked(input.policy),
  ];
}

function parked({ parkForSeconds, afterParking }: SourcingDecision['input']['policy']): string {
  const then = afterParking === 'cancel' ? 'is cancelled then' : 'is sourced again then';
  return `What was not placed waits for stock, at most ${duration(parkForSeconds)}, and ${then}.`;
}

function wordsFor(reason: string): string {
  return Object.hasOwn(REASON_WORDS, reason) ? REASON_WORDS[reason as UnplacedReason] : reason;
}

function listed(lines: readonly LineQuantity[]): string {
  return lines.map(({ quantity, sku, lineId }) => `${quantity} × ${sku} (line ${lineId})`).join(', ');
}

function quantityOf(lines: readonly LineQuantity[]): string {
  const units = totalUnits(lines);
  return units === 1 ? '1 unit' : `${units} units`;
}

function rounded(value: number | undefined): string {
  return (value ?? 0).toFixed(3);
}

function duration(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  const [name, length] = units.find(([, size]) => seconds % size === 0) ?? ['second', 1];
  const count = seconds / length;
  return count === 1 ? `1 ${name}` : `${count} ${name}s`;
}
