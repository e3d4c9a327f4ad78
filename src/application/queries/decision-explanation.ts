import type { CandidateVerdict, SourcingDecision } from '../../domain/sourcing/sourcing.types.js';
import type { Explanation } from './decision-explanation.query.js';

/** A recorded decision in plain words: from the record alone, so it says what was known then. */
export function explainDecision(decision: SourcingDecision): Explanation {
  const chosen = new Set(decision.plan.map(({ nodeId }) => nodeId));
  return {
    summary: summaryOf(decision),
    candidates: decision.verdicts.map((verdict) => ({
      nodeId: verdict.nodeId,
      chosen: chosen.has(verdict.nodeId),
      sentence: sentenceOf(verdict, chosen.has(verdict.nodeId)),
    })),
    unplaced: decision.unplaced.map(({ quantity, sku, reason }) => `${quantity} of ${sku}: ${reason}`),
  };
}

function summaryOf({ plan, strategy, input, search, unplaced }: SourcingDecision): string {
  const rules = `by policy ${input.policyScope} version ${input.policyVersion}${strategy === null ? '' : `, strategy ${strategy}`}`;
  const looked = `${input.candidates.length} nodes looked at`;
  if (plan.length === 0) return `No node can do it (${rules}; ${looked}).`;
  const nodes = plan.map(({ nodeId, method }) => `${nodeId} (${method})`).join(', ');
  const rest = unplaced.length === 0 ? '' : ' A part could not be placed.';
  return `Placed at ${nodes} (${rules}; ${looked}; ${search.plansCompared} plans compared).${rest}`;
}

function sentenceOf({ failed, detail, scores, penalty }: CandidateVerdict, chosen: boolean): string {
  if (failed !== undefined) return `Ruled out by ${failed}${detail === undefined ? '' : `: ${detail}`}.`;
  const parts = Object.entries(scores ?? {}).map(([name, score]) => `${name} ${round(score ?? 0)}`);
  const figures = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  const total = penalty === undefined ? '' : `, penalty ${round(penalty)}`;
  return `${chosen ? 'Chosen' : 'Could do it, another plan was better'}${figures}${total}.`;
}

function round(figure: number): number {
  return Math.round(figure * 1000) / 1000;
}
