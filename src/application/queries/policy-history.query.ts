import { Query } from '@nestjs/cqrs';
import type { PolicyFinding, PolicyVersionStatus } from '../../domain/policy/index.js';
import type { Instant } from '../../domain/shared/time.js';
import type { SourcingPolicy } from '../../domain/sourcing/sourcing.types.js';

/** One version of a policy and its life. */
export interface PolicyVersionDetails {
  readonly version: number;
  readonly status: PolicyVersionStatus;
  readonly policy: SourcingPolicy;
  readonly note?: string;
  /** Of the last validation. */
  readonly findings?: readonly PolicyFinding[];
  readonly draftedAt: Instant;
  readonly validatedAt?: Instant;
  readonly activatedAt?: Instant;
  readonly retiredAt?: Instant;
}

/** All versions of a scope in order, and which one is in force. */
export interface PolicyHistory {
  readonly scope: string;
  readonly activeVersion: number | null;
  readonly versions: readonly PolicyVersionDetails[];
  /** Revision of the stream: the ETag. */
  readonly revision: number;
}

/** A policy scope, straight from the log; null when it has no version. */
export class PolicyHistoryQuery extends Query<PolicyHistory | null> {
  constructor(
    readonly tenant: string,
    readonly scope: string,
  ) {
    super();
  }
}
