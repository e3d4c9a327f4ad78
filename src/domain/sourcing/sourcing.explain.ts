import type { LineQuantity } from '../shared/quantities.js';
import { MAX_SHORT_VERDICTS } from './sourcing.record.js';
import type {
  CandidateVerdict,
  FenceName,
  PlannedAllocation,
  RatingName,
  SourcingDecision,
} from './sourcing.types.js';
import type { UnplacedReason } from './sourcing.unplaced.js';

const FENCE_WORDS: Readonly<Record<FenceName, string>> = {
  active: 'is not active',
  method: 'cannot fulfill this way',
  stock: 'does not have the stock',
  destination: 'does not serve the destination',
  excluded: 'is excluded because it failed before',
  capacity: 'has no capacity left',
  distance: 'is too far away',
};

const RATING_WORDS: Readonly<Record<RatingName, string>> = {
  distance: 'distance',
  'shipping-cost': 'shipping cost',
  shipments: 'being a shipment',
  workload: 'workload',
  'node-type': 'node type',
};

const METHOD_WORDS = {
  ship: 'ships',
  'drop-ship': 'drop-ships',
  pickup: 'hands over at the counter',
} as const;

const REASON_WORDS: Readonly<Record<UnplacedReason, string>> = {
  'no-strategy': 'no strategy of the policy applies to this order',
  'attempts-exhausted': 'it has been sourced as often as the policy allows',
  'out-of-stock': 'the nodes that could be used do not have enough',
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
  if (strategy === null) return [`${units} were to be placed by ${policy}; no strategy was used.`];
  const before = strategiesTried.slice(0, -1).map((name) => `"${name}"`);
  const handedOn = before.length === 0 ? '' : ` after ${before.join(' and ')} could not place everything`;
  return [`${units} were to be placed by ${policy}; strategy "${strategy}" decided${handedOn}.`];
}

function explainShipment(
  { nodeId, method, lines }: PlannedAllocation,
  { verdicts }: SourcingDecision,
): string {
  const verdict = verdicts.find((one) => one.nodeId === nodeId);
  const scores = Object.entries(verdict?.scores ?? {})
    .map(([name, score]) => `${RATING_WORDS[name as RatingName]} ${rounded(score)}`)
    .join(', ');
  const rated = scores === '' ? '' : ` (penalty ${rounded(verdict?.penalty)}: ${scores})`;
  return `${nodeId} ${METHOD_WORDS[method]} ${listed(lines)}${rated}.`;
}

function explainSearch({ plan, search, verdicts }: SourcingDecision): readonly string[] {
  if (plan.length === 0) return [];
  const shipments = plan.length === 1 ? '1 shipment' : `${plan.length} shipments`;
  const certainty =
    search.method === 'exact'
      ? 'no better plan exists'
      : `no plan can be better by more than a factor of ${search.bound}`;
  const sentence = `The plan of ${shipments} costs ${rounded(search.cost)} penalty points; ${certainty}.`;
  const next = nextBest(plan, verdicts);
  if (next === undefined) return [sentence, 'No other node could have taken part.'];
  const { nodeId, penalty } = next;
  return [sentence, `The next best node was ${nodeId} with a penalty of ${rounded(penalty)} for a shipment.`];
}

/** The cheapest node that was not chosen. */
function nextBest(
  plan: readonly PlannedAllocation[],
  verdicts: readonly CandidateVerdict[],
): CandidateVerdict | undefined {
  return verdicts
    .filter(({ nodeId, penalty }) => penalty !== undefined && plan.every((one) => one.nodeId !== nodeId))
    .sort((one, other) => (one.penalty ?? 0) - (other.penalty ?? 0))[0];
}

function explainOthers({ plan, verdicts }: SourcingDecision): readonly string[] {
  const others = verdicts.filter(({ nodeId }) => plan.every((one) => one.nodeId !== nodeId));
  const sentences = others.map(({ nodeId, failed, detail, penalty }) => {
    if (failed !== undefined) return `${nodeId} ${FENCE_WORDS[failed]}: ${detail ?? 'no detail'}.`;
    const rated = `penalty ${rounded(penalty)}`;
    return detail === undefined
      ? `${nodeId} could have taken part (${rated}) and was not chosen.`
      : `${nodeId} was not needed (${rated}): ${detail}.`;
  });
  const short = others.filter(({ scores }) => scores === undefined).length;
  return short < MAX_SHORT_VERDICTS ? sentences : [...sentences, 'Further nodes are not listed.'];
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
  const units = lines.reduce((total, line) => total + line.quantity, 0);
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
