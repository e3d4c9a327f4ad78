import { canonicalJson } from '../shared/same-json.js';
import { sha256 } from '../shared/sha-256.js';
import type { SourcingPolicy } from './sourcing.types.js';

/** Hexadecimal digits of a digest: 128 bits. */
export const POLICY_DIGEST_LENGTH = 32;

/** Policies are never changed in place, and the same one decides for thousands of orders. */
const known = new WeakMap<SourcingPolicy, string>();

/** What tells rules from other rules: equal for policies that say the same, whatever the order of their keys. */
export function policyDigest(policy: SourcingPolicy): string {
  const digest = known.get(policy) ?? sha256(canonicalJson(policy)).slice(0, POLICY_DIGEST_LENGTH);
  known.set(policy, digest);
  return digest;
}
