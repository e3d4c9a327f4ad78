import type { Quantity } from '../shared/quantities.js';
import type { Option } from './sourcing.options.js';
import { MICRO } from './sourcing.ratings.js';
import type { StrategyRun } from './sourcing.strategy.js';
import type { CandidateVerdict, SourcingCandidate, SourcingInput } from './sourcing.types.js';

/** Verdicts on candidates that played no part are kept up to this number; the record must stay small. */
export const MAX_SHORT_VERDICTS = 100;

/** The detail of candidates that passed every fence and that no plan needs. */
export const BEATEN_DETAIL = 'others are cheaper and have as much';

/**
 * The input as the record keeps it: only the candidates that a search worked on, in order of their id, with the figures
 * of the demanded skus. Planning on it gives the identical outcome (see {@link shortlistOf} for why).
 */
export function reducedInput(input: SourcingInput, runs: readonly StrategyRun[]): SourcingInput {
  const used = new Map<string, SourcingCandidate>();
  for (const run of runs) {
    for (const { candidate } of run.shortlist) used.set(candidate.nodeId, candidate);
  }
  const skus = [...new Set(input.demand.lines.map(({ sku }) => sku))];
  const candidates = [...used.values()]
    .sort((one, other) => (one.nodeId < other.nodeId ? -1 : 1))
    .map((candidate) => ({ ...candidate, atf: figuresOf(candidate, skus) }));
  return { ...input, candidates };
}

/**
 * What became of the candidates in the strategy that decided: first those that the search worked on with their scores,
 * cheapest first; then, up to {@link MAX_SHORT_VERDICTS}, those that failed a fence, and those that were not needed.
 */
export function verdictsOf({ shortlist, beaten, refusals }: StrategyRun): readonly CandidateVerdict[] {
  const failed: readonly CandidateVerdict[] = refusals;
  const others: readonly CandidateVerdict[] = beaten.map((option) => ({
    nodeId: option.candidate.nodeId,
    detail: BEATEN_DETAIL,
    penalty: penaltyOf(option),
  }));
  const scored = shortlist.map((option) => ({
    nodeId: option.candidate.nodeId,
    scores: option.rating.scores,
    penalty: penaltyOf(option),
  }));
  return [...scored, ...[...failed, ...others].slice(0, MAX_SHORT_VERDICTS)];
}

function penaltyOf({ rating }: Option): number {
  return rating.penaltyMicro / MICRO;
}

/** Figures above zero of the skus asked for. */
function figuresOf({ atf }: SourcingCandidate, skus: readonly string[]): Readonly<Record<string, Quantity>> {
  return Object.fromEntries(
    skus.flatMap((sku) => {
      const units = Object.hasOwn(atf, sku) ? (atf[sku] ?? 0) : 0;
      return units > 0 ? [[sku, units] as const] : [];
    }),
  );
}
