import type { SourcingPolicy } from '../sourcing/sourcing.types.js';
import type { PolicyFinding } from './policy.events.js';

export type PolicyVersionStatus = 'draft' | 'validated' | 'active' | 'retired';

/** One version. Its rules never change; only its standing does. */
export interface PolicyVersion {
  readonly version: number;
  readonly status: PolicyVersionStatus;
  readonly policy: SourcingPolicy;
  readonly note?: string;
  /** Of the last validation; absent when it was never validated. A draft with findings is one that failed. */
  readonly findings?: readonly PolicyFinding[];
}

/** The versions of one scope in order; version n stands at index n − 1. */
export interface PolicyState {
  readonly versions: readonly PolicyVersion[];
  /** The one version in force, or null before the first activation. */
  readonly activeVersion: number | null;
}

export const INITIAL_POLICY_STATE: PolicyState = { versions: [], activeVersion: null };

/** A version by its number, or null. */
export function versionOf(state: PolicyState, version: number): PolicyVersion | null {
  return state.versions[version - 1] ?? null;
}
