import { Query } from '@nestjs/cqrs';
import type { SourcingDecision } from '../../domain/sourcing/sourcing.types.js';

/** A decision in plain sentences for support staff, in the order in which they are to be read. */
export interface Explanation {
  readonly sentences: readonly string[];
}

/** Puts a recorded sourcing decision into words. */
export class DecisionExplanationQuery extends Query<Explanation> {
  constructor(readonly decision: SourcingDecision) {
    super();
  }
}
