import {
  brokenRules,
  planSourcing,
  type SourcingDecision,
  type SourcingInput,
} from '../../../src/domain/sourcing/index.js';
import { type BestOutcome, bestOutcome } from './best-outcome.js';
import { KINDS, networkCase } from './networks.js';
import type { Solver } from './solver.js';

/** How the plan of the engine stands beside the best one. */
export interface Judgement {
  readonly kind: string;
  readonly seed: number;
  readonly decision: SourcingDecision;
  readonly best: BestOutcome;
  /** What of the two cannot both be right; empty when they agree but for the cost. */
  readonly disagreements: readonly string[];
  /** Cost above the best plan, as a share of it; 0 when it is the best. */
  readonly gap: number;
}

/** One case to be judged. */
export interface DrawnCase {
  readonly kind: string;
  readonly seed: number;
  readonly input: SourcingInput;
}

/**
 * Cases of every kind in their shares, each with its own seed; the same number gives the same cases.
 *
 * @param maxNodes kinds with more nodes are left out: the solver takes seconds for each of their cases
 */
export function* drawnCases(count: number, maxNodes = Number.POSITIVE_INFINITY): Generator<DrawnCase> {
  for (const [index, kind] of KINDS.entries()) {
    const own = kind.nodes > maxNodes ? 0 : Math.round((count * kind.share) / 1000);
    for (let number = 0; number < own; number += 1) {
      const seed = 20_260_300 + 1000 * index + number;
      yield { kind: kind.name, seed, input: networkCase(kind, seed) };
    }
  }
}

/**
 * Plans a case and has the solver say what would have been best.
 *
 * @param plan what is judged: the engine, unless the judge itself is to be tried
 */
export function judge(solve: Solver, { kind, seed, input }: DrawnCase, plan = planSourcing): Judgement {
  const decision = plan(input);
  const best = bestOutcome(solve, input);
  const costMicro = Math.round(decision.search.cost * 1e6);
  const unplaced = decision.unplaced.reduce((sum, { quantity }) => sum + quantity, 0);
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['strategy', decision.strategy, best.strategy],
    ['units unplaced', unplaced, best.unplacedUnits],
    [
      'shipments, at the same cost',
      decision.plan.length,
      shipmentsAt(costMicro, best) ?? decision.plan.length,
    ],
    ['days late', decision.toleranceDays ?? null, best.toleranceDays],
  ];
  const disagreements = pairs
    .filter(([, ours, theirs]) => ours !== theirs)
    .map(([what, ours, theirs]) => `${what}: ${String(ours)}, the solver says ${String(theirs)}`);
  if (disagreements.length === 0 && costMicro < best.costMicro) {
    disagreements.push(`cost: ${costMicro}, which the solver says cannot be had below ${best.costMicro}`);
  }
  disagreements.push(...brokenRules({ ...decision, input }).map((rule) => `rule: ${rule}`));
  const gap = best.costMicro === 0 ? 0 : costMicro / best.costMicro - 1;
  return { kind, seed, decision, best, disagreements, gap: Math.max(0, gap) };
}

/** How many shipments the best plan has, where it costs so much. */
function shipmentsAt(costMicro: number, best: BestOutcome): number | null {
  return costMicro === best.costMicro ? best.shipments : null;
}
