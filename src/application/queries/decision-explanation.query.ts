import { Query } from '@nestjs/cqrs';
import type { SourcingDecision, SourcingRecord } from '../../domain/sourcing/sourcing.types.js';

/** A decision in plain sentences for support staff, in the order in which they are to be read. */
export interface Explanation {
  readonly sentences: readonly string[];
  /** Why there is none; the one sentence says so, too. */
  readonly unexplained?: string;
}

/**
 * A recorded decision in full, with the policy that it was made by and a verdict for each candidate; or the record as the
 * log has it, and why it cannot be more: the rules that it names are not to be had.
 */
export type DecisionDetails =
  | { readonly decision: SourcingDecision }
  | { readonly decision: SourcingRecord; readonly unexplained: string };

/** Puts a recorded sourcing decision into words. */
export class DecisionExplanationQuery extends Query<Explanation> {
  constructor(
    readonly tenant: string,
    readonly record: SourcingRecord,
  ) {
    super();
  }
}

/** Recorded sourcing decisions in full, one entry for each record in their order. */
export class DecisionDetailsQuery extends Query<readonly DecisionDetails[]> {
  constructor(
    readonly tenant: string,
    readonly records: readonly SourcingRecord[],
  ) {
    super();
  }
}
