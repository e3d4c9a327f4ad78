import { Query } from '@nestjs/cqrs';
import type { SourcingDecision, SourcingRecord } from '../../domain/sourcing/sourcing.types.js';

/** A decision in plain sentences for support staff, in the order in which they are to be read. */
export interface Explanation {
  readonly sentences: readonly string[];
}

/** Puts a recorded sourcing decision into words. */
export class DecisionExplanationQuery extends Query<Explanation> {
  constructor(
    readonly tenant: string,
    readonly record: SourcingRecord,
  ) {
    super();
  }
}

/** Recorded sourcing decisions in full: with the policy that each was made by, and a verdict for each candidate. */
export class DecisionDetailsQuery extends Query<readonly SourcingDecision[]> {
  constructor(
    readonly tenant: string,
    readonly records: readonly SourcingRecord[],
  ) {
    super();
  }
}
