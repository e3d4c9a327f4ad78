import { Query } from '@nestjs/cqrs';
import type { SourcingDecision } from '../../domain/sourcing/sourcing.types.js';

/** One node of the explanation. */
export interface CandidateExplanation {
  readonly nodeId: string;
  readonly chosen: boolean;
  readonly sentence: string;
}

/** A decision in plain words. */
export interface Explanation {
  readonly summary: string;
  readonly candidates: readonly CandidateExplanation[];
  /** What could not be placed, and why. */
  readonly unplaced: readonly string[];
}

/** Puts a recorded sourcing decision into words. */
export class DecisionExplanationQuery extends Query<Explanation> {
  constructor(readonly decision: SourcingDecision) {
    super();
  }
}
