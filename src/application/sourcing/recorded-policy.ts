import { type PolicyState, versionOf } from '../../domain/policy/index.js';
import { policyDigest, type SourcingPolicy, type SourcingRecord } from '../../domain/sourcing/index.js';

/**
 * The rules that a recorded run was made by.
 *
 * @param state the scope that the record names; not looked at where the record holds its policy itself
 * @returns the policy, or what is wrong: the log has no such version, or it says something else than it did
 */
export function recordedPolicy(
  { rules }: SourcingRecord['input'],
  state: PolicyState | undefined,
): SourcingPolicy | string {
  if ('policy' in rules) return rules.policy;
  const name = `version ${rules.version} of policy ${rules.scope}`;
  const policy = state === undefined ? undefined : versionOf(state, rules.version)?.policy;
  if (policy === undefined) return `the log has no ${name}, by which it was decided`;
  return policyDigest(policy) === rules.digest ? policy : `${name} is not the one by which it was decided`;
}
