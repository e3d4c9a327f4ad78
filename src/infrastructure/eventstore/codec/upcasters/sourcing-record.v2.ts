import type { Upcaster } from '../wire-names.js';

// What an old version looked like is for ever, so nothing of today's is used to describe it.

interface VerdictV1 {
  readonly nodeId: string;
  readonly failed?: string;
  readonly detail?: string;
  readonly scores?: object;
  readonly penalty?: number;
}

/** Version 1: the whole decision, with the policy written out and a verdict for each candidate. */
interface RecordV1 {
  readonly input: {
    readonly candidates: readonly { readonly active: boolean }[];
    readonly policy: object;
    readonly policyScope: string;
    readonly policyVersion: number;
  };
  readonly verdicts: readonly VerdictV1[];
}

interface DataV1 {
  readonly decision?: RecordV1;
}

interface FailedV2 {
  readonly fence: string;
  readonly detail?: string;
  readonly nodeIds: string[];
}

const CARRIERS = ['SourcingPlanned', 'DemandParked', 'LinesCancelled'] as const;

/**
 * Version 2 names the policy, says once what several candidates failed, and leaves out the scores that follow from its
 * input. A record of version 1 keeps the policy that it has: the stream of the policy need not be asked.
 */
export const SOURCING_RECORD_V2: readonly Upcaster[] = CARRIERS.map((type) => ({
  from: `${type}.v1`,
  to: `${type}.v2`,
  upcast: (data: unknown): unknown => {
    const { decision, ...rest } = data as DataV1;
    return decision === undefined ? data : { ...rest, decision: upcastRecord(decision) };
  },
}));

function upcastRecord({ input, verdicts, ...outcome }: RecordV1): object {
  const { policy, policyScope: scope, policyVersion: version, candidates, ...figures } = input;
  return {
    ...outcome,
    input: { ...figures, candidates: candidates.map(withoutUsual), rules: { scope, version, policy } },
    failed: failedOf(verdicts),
    notNeeded: verdicts
      .filter(({ failed, scores }) => failed === undefined && scores === undefined)
      .map(({ nodeId, penalty = 0 }) => [nodeId, penalty]),
  };
}

/** Active is what a candidate is unless the record says otherwise. */
function withoutUsual({ active, ...candidate }: RecordV1['input']['candidates'][number]): object {
  return active ? candidate : { ...candidate, active };
}

function failedOf(verdicts: readonly VerdictV1[]): readonly FailedV2[] {
  const groups = new Map<string, FailedV2>();
  for (const { nodeId, failed: fence, detail } of verdicts) {
    if (fence === undefined) continue;
    const key = `${fence}: ${detail ?? ''}`;
    const group = groups.get(key) ?? { fence, ...(detail === undefined ? {} : { detail }), nodeIds: [] };
    group.nodeIds.push(nodeId);
    groups.set(key, group);
  }
  return [...groups.values()];
}
