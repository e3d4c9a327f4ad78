import fc from 'fast-check';
import { deepFreeze } from '../../../test/support/given-when-then.js';
import { inputs, RUNS } from '../../../test/support/sourcing-arbitraries.js';
import { candidate, demand, sourcingInput, strategy } from '../../../test/support/sourcing-builders.js';
import {
  decisionOf,
  inputOf,
  planSourcing,
  policyDigest,
  recordOf,
  reexecutes,
  type SourcingDecision,
  type SourcingInput,
} from './index.js';

/** As it stands in the log. */
const kept = (decision: SourcingDecision) =>
  JSON.parse(JSON.stringify(recordOf(deepFreeze(decision)))) as ReturnType<typeof recordOf>;

describe('the record of a decision', () => {
  it('gives the whole decision back, with every verdict and score', () => {
    fc.assert(
      fc.property(inputs(12), (input) => {
        const decision = planSourcing(input);
        expect(decisionOf(kept(decision), input.policy)).toEqual(decision);
      }),
      RUNS,
    );
  });

  it('does so where dates are kept, and candidates come too late', () => {
    const transit = [{ handlingHours: 4, baseHours: 10, hoursPerHundredKm: 6 }];
    fc.assert(
      fc.property(inputs(12), (input) => {
        const promise = { toleranceDays: [0, 1], thenAnyDate: false, transit };
        const dated: SourcingInput = { ...input, policy: { ...input.policy, promise } };
        const decision = planSourcing(dated);
        expect(decisionOf(kept(decision), dated.policy)).toEqual(decision);
      }),
      RUNS,
    );
  });

  it('does so for demand that was sourced too often', () => {
    const exhausted = sourcingInput(demand({ CHAIR: 1 }, { attempt: 99 }), [], strategy());
    const decision = planSourcing(exhausted);
    expect(decision.unplaced.map(({ reason }) => reason)).toEqual(['attempts-exhausted']);
    expect(decisionOf(kept(decision), exhausted.policy)).toEqual(decision);
  });

  it('runs again to the identical plan', () => {
    fc.assert(
      fc.property(inputs(12), (input) => {
        const record = kept(planSourcing(input));
        expect(reexecutes({ ...record, input: inputOf(record, input.policy) })).toBe(true);
      }),
      RUNS,
    );
  });

  it('gives another plan, or none, with other rules or another candidate chosen: then it does not hold', () => {
    const input = sourcingInput(demand({ CHAIR: 1 }), [candidate('berlin', { CHAIR: 1 })], strategy());
    const record = kept(planSourcing(input));
    const tired = { ...input.policy, maxAttempts: 0 };
    expect(reexecutes({ ...record, input: inputOf(record, tired) })).toBe(false);
    const elsewhere = record.plan.map((allocation) => ({ ...allocation, nodeId: 'kassel' }));
    expect(reexecutes({ ...record, plan: elsewhere, input: inputOf(record, input.policy) })).toBe(false);
  });

  it('names its rules and does not repeat them, nor what nearly all candidates have in common', () => {
    const serving = { ...candidate('kassel', { CHAIR: 1 }), servesCountries: ['DE'] };
    const input = sourcingInput(
      demand({ CHAIR: 2 }),
      [candidate('berlin', { CHAIR: 1 }), serving],
      strategy(),
    );
    const record = kept(planSourcing(input));
    expect(record.input.rules).toEqual({ scope: 'default', version: 1, digest: policyDigest(input.policy) });
    expect(JSON.stringify(record)).not.toContain('maxAttempts');
    const [berlin, kassel] = record.input.candidates;
    expect(Object.keys(berlin ?? {})).not.toContain('active');
    expect(Object.keys(berlin ?? {})).not.toContain('servesCountries');
    expect(kassel?.servesCountries).toEqual(['DE']);
  });

  it('says once why several nodes failed', () => {
    const nodes = ['a', 'b', 'c'].map((nodeId) => candidate(nodeId, {}));
    const input = sourcingInput(
      demand({ CHAIR: 1 }),
      [...nodes, candidate('berlin', { CHAIR: 1 })],
      strategy(),
    );
    expect(kept(planSourcing(input)).failed).toEqual([
      { fence: 'stock', detail: 'none of the demand', nodeIds: ['a', 'b', 'c'] },
    ]);
  });
});

describe('the digest of a policy', () => {
  const { policy } = sourcingInput(demand({ CHAIR: 1 }), [], strategy());

  it('is another one for other rules', () => {
    expect(policyDigest({ ...policy, maxAttempts: policy.maxAttempts + 1 })).not.toBe(policyDigest(policy));
  });

  it('does not depend on the order of keys, nor on what is told apart from undefined', () => {
    const { maxAttempts, ...rest } = policy;
    const turned = JSON.parse(JSON.stringify({ maxAttempts, ...rest })) as typeof policy;
    expect(policyDigest(turned)).toBe(policyDigest(policy));
    expect(policyDigest(policy)).toMatch(/^[0-9a-f]{32}$/);
  });
});
