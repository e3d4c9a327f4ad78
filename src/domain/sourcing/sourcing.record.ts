import type { Quantity } from '../shared/quantities.js';
import { addSeconds } from '../shared/time.js';
import type { Option } from './sourcing.options.js';
import { MICRO } from './sourcing.ratings.js';
import { noteworthy } from './sourcing.shortlist.js';
import type { StepsRun } from './sourcing.steps.js';
import type { StrategyRun } from './sourcing.strategy.js';
import type { CandidateVerdict, SourcingCandidate, SourcingInput } from './sourcing.types.js';

/** Verdicts on candidates that played no part are kept up to this number; the record must stay small. */
export const MAX_SHORT_VERDICTS = 100;

/** How many options of each kind a record keeps; the next size is tried when a smaller one gives another plan. */
const GENEROSITIES = [2, 4, 12] as const;

/**
 * Inputs with ever more candidates, from a handful that any record should name to all that the search worked on. Each
 * holds the chosen ones, in order of their id, with the figures of the demanded skus.
 */
export function* reducedInputs(
  input: SourcingInput,
  { decided, widest, searched }: StepsRun,
): Generator<SourcingInput> {
  const witnesses = widest === null ? [] : witnessesOf(widest);
  const telling = widest === null || decided.includes(widest) ? decided : [...decided, widest];
  for (const generosity of GENEROSITIES) {
    const noted = telling.flatMap(({ problem, chosen }) => noteworthy(problem, chosen, generosity));
    yield withCandidates(input, [...noted, ...witnesses]);
  }
  yield withCandidates(input, [...searched.flatMap(({ problem }) => problem.options), ...witnesses]);
}

/** Of each item that stays short the cheapest carrier that is too late: without one the reason would be another. */
function witnessesOf({ problem, late, unplaced }: StrategyRun): readonly Option[] {
  if (late.length === 0) return [];
  const short = new Set(unplaced.map(({ sku }) => sku));
  return problem.items.flatMap(({ sku }, index) => {
    const witness = short.has(sku) ? late.find((option) => (option.takes[index] ?? 0) > 0) : undefined;
    return witness === undefined ? [] : [witness];
  });
}

function withCandidates(input: SourcingInput, options: readonly Option[]): SourcingInput {
  const used = new Map(options.map(({ candidate }) => [candidate.nodeId, candidate] as const));
  const skus = [...new Set(input.demand.lines.map(({ sku }) => sku))];
  const candidates = [...used.values()]
    .sort((one, other) => (one.nodeId < other.nodeId ? -1 : 1))
    .map((candidate) => ({ ...candidate, atf: figuresOf(candidate, skus) }));
  return { ...input, candidates };
}

/**
 * What became of the candidates in the strategy that decided: first those that the record holds, with their scores,
 * cheapest first; then, up to {@link MAX_SHORT_VERDICTS}, those that failed a fence, and those that were not needed.
 */
export function verdictsOf(run: StrategyRun, recorded: SourcingInput): readonly CandidateVerdict[] {
  const ids = new Set(recorded.candidates.map(({ nodeId }) => nodeId));
  const scored: CandidateVerdict[] = [];
  const others: CandidateVerdict[] = refusalsOf(run, recorded);
  for (const option of run.options) {
    const { nodeId } = option.candidate;
    const penalty = penaltyOf(option);
    if (ids.has(nodeId)) scored.push({ nodeId, scores: option.rating.scores, penalty });
    else others.push({ nodeId, penalty });
  }
  return [...scored, ...others.slice(0, MAX_SHORT_VERDICTS)];
}

/** Those that failed a fence, the promise included, in order of their id. */
function refusalsOf({ refusals, late }: StrategyRun, { now }: SourcingInput): CandidateVerdict[] {
  if (late.length === 0) return [...refusals];
  const tooLate = late.map(({ candidate, arrivesIn }) => ({
    nodeId: candidate.nodeId,
    failed: 'promise' as const,
    detail: `estimated ${addSeconds(now, arrivesIn ?? 0)}`,
  }));
  return [...refusals, ...tooLate].sort((one, other) => (one.nodeId < other.nodeId ? -1 : 1));
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
