import { scoresIn } from './sourcing.plan.js';
import { policyDigest } from './sourcing.policy-digest.js';
import type {
  CandidateVerdict,
  RecordedCandidate,
  SourcingCandidate,
  SourcingDecision,
  SourcingInput,
  SourcingPolicy,
  SourcingRecord,
} from './sourcing.types.js';

/** Every field of a candidate, the optional ones to be filled in. */
type Completed = Omit<Required<SourcingCandidate>, 'region' | 'capacity'> & {
  region?: string;
  capacity?: number;
};

/** A node that states no countries, or no regions, serves all. */
const ALL: readonly string[] = [];

/** What is kept of a decision: what cannot be looked up by name, nor found again from the rest. */
export function recordOf({ input, verdicts, ...outcome }: SourcingDecision): SourcingRecord {
  const { candidates, policy, policyScope: scope, policyVersion: version, ...rest } = input;
  return {
    input: {
      ...rest,
      candidates: candidates.map(recorded),
      rules: { scope, version, digest: policyDigest(policy) },
    },
    ...leftOut(verdicts),
    ...outcome,
  };
}

/** The candidates that the input does not hold, or that failed: what the record keeps of their verdicts. */
function leftOut(verdicts: readonly CandidateVerdict[]): Pick<SourcingRecord, 'failed' | 'notNeeded'> {
  const groups = new Map<string, { readonly first: CandidateVerdict; readonly nodeIds: string[] }>();
  const notNeeded: (readonly [string, number])[] = [];
  for (const verdict of verdicts) {
    const { nodeId, failed, detail, scores, penalty = 0 } = verdict;
    if (failed === undefined) {
      if (scores === undefined) notNeeded.push([nodeId, penalty]);
      continue;
    }
    const key = `${failed}: ${detail ?? ''}`;
    const group = groups.get(key) ?? { first: verdict, nodeIds: [] };
    group.nodeIds.push(nodeId);
    groups.set(key, group);
  }
  const failed = [...groups.values()].flatMap(({ first: { failed: fence, detail }, nodeIds }) =>
    fence === undefined ? [] : [{ fence, ...(detail === undefined ? {} : { detail }), nodeIds }],
  );
  return { failed, notNeeded };
}

/**
 * The input of a recorded run, to be run again.
 *
 * @param policy the rules that the record names; see its digest
 */
export function inputOf({ input }: Pick<SourcingRecord, 'input'>, policy: SourcingPolicy): SourcingInput {
  const { candidates, rules, ...rest } = input;
  return {
    ...rest,
    candidates: candidates.map(completed),
    policy,
    policyScope: rules.scope,
    policyVersion: rules.version,
  };
}

/** The decision that a record was made of. */
export function decisionOf(record: SourcingRecord, policy: SourcingPolicy): SourcingDecision {
  const { input: _, failed, notNeeded, ...outcome } = record;
  const input = inputOf(record, policy);
  const verdicts = [...scoresIn(input), ...refusals(failed), ...notNeeded.map(unneeded)];
  return { input, verdicts, ...outcome };
}

function recorded(candidate: SourcingCandidate): RecordedCandidate {
  const { active, servesCountries, servesRegions, ...rest } = candidate;
  return {
    ...rest,
    ...(active ? {} : { active }),
    ...(servesCountries.length === 0 ? {} : { servesCountries }),
    ...(servesRegions.length === 0 ? {} : { servesRegions }),
  };
}

function completed(candidate: RecordedCandidate): SourcingCandidate {
  const { region, capacity } = candidate;
  // Named field by field: copying "the others" costs several times as much, for each candidate of each decision.
  const whole: Completed = {
    nodeId: candidate.nodeId,
    nodeType: candidate.nodeType,
    active: candidate.active ?? true,
    country: candidate.country,
    coordinates: candidate.coordinates,
    methods: candidate.methods,
    servesCountries: candidate.servesCountries ?? ALL,
    servesRegions: candidate.servesRegions ?? ALL,
    openFulfillments: candidate.openFulfillments,
    shippingCost: candidate.shippingCost,
    atf: candidate.atf,
  };
  if (region !== undefined) whole.region = region;
  if (capacity !== undefined) whole.capacity = capacity;
  return whole;
}

/** In order of their id, as they were. */
function refusals(failed: SourcingRecord['failed']): readonly CandidateVerdict[] {
  return failed
    .flatMap(({ fence, detail, nodeIds }) =>
      nodeIds.map((nodeId) => ({ nodeId, failed: fence, ...(detail === undefined ? {} : { detail }) })),
    )
    .sort((one, other) => (one.nodeId < other.nodeId ? -1 : 1));
}

function unneeded([nodeId, penalty]: SourcingRecord['notNeeded'][number]): CandidateVerdict {
  return { nodeId, penalty };
}
