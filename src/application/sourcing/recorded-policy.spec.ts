import { policy, strategy } from '../../../test/support/sourcing-builders.js';
import type { PolicyState } from '../../domain/policy/index.js';
import { policyDigest, type SourcingRecord } from '../../domain/sourcing/index.js';
import { recordedPolicy } from './recorded-policy.js';

const first = policy();
const second = policy(strategy({ maxShipments: 1 }));
const state: PolicyState = {
  versions: [
    { version: 1, status: 'retired', policy: first },
    { version: 2, status: 'active', policy: second },
  ],
  activeVersion: 2,
};
const naming = (version: number, digest: string) =>
  ({ rules: { scope: 'default', version, digest } }) as SourcingRecord['input'];

describe('the policy of a recorded run', () => {
  it('is not to be had where the log lacks the scope or the version', () => {
    const missing = 'the log has no version 3 of policy default, by which it was decided';
    expect(recordedPolicy(naming(3, policyDigest(first)), state)).toBe(missing);
    expect(recordedPolicy(naming(3, policyDigest(first)), undefined)).toBe(missing);
  });

  it('is not taken for another one that has its number', () => {
    expect(recordedPolicy(naming(1, policyDigest(second)), state)).toBe(
      'version 1 of policy default is not the one by which it was decided',
    );
  });

  it('is the version that was active then, not the one that is active now', () => {
    expect(recordedPolicy(naming(1, policyDigest(first)), state)).toBe(first);
  });

  it('is what the record holds where it is of the first version', () => {
    const inlined = { rules: { scope: 'default', version: 9, policy: second } } as SourcingRecord['input'];
    expect(recordedPolicy(inlined, undefined)).toBe(second);
  });
});
