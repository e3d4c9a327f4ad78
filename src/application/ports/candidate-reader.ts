import type { SourcingCandidate, SourcingPolicy } from '../../domain/sourcing/sourcing.types.js';

/** The figures that sourcing ranks on. They may lag behind the log: the stock stream has the last word. */
export interface CandidateReader {
  /**
   * Every node of the tenant with its stock of `skus` for `channel`, and the log position the figures reflect.
   * Nodes come in order of their id.
   */
  candidates(
    tenant: string,
    channel: string,
    skus: readonly string[],
  ): Promise<{
    readonly candidates: readonly SourcingCandidate[];
    /** 20 digits. */
    readonly logPosition: string;
  }>;
}

export const CANDIDATE_READER = Symbol('CandidateReader');

/** The active policy of a tenant. */
export interface ActivePolicyReader {
  active(
    tenant: string,
  ): Promise<{ readonly scope: string; readonly version: number; readonly policy: SourcingPolicy }>;
}

export const ACTIVE_POLICY_READER = Symbol('ActivePolicyReader');
