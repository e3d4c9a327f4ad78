import { planSourcing, type SourcingDecision, type SourcingInput } from '../../src/domain/sourcing/index.js';
import { drawnCases, judge } from '../support/sourcing-model/judge.js';
import { loadSolver, type Solver } from '../support/sourcing-model/solver.js';

let solve: Solver;
beforeAll(async () => {
  solve = await loadSolver();
});

/** One in twelve of the cases that the benchmark judges, of the kinds that take the solver no time. */
const CASES = [...drawnCases(80, 60)];
const only = (kind: string) => CASES.filter((one) => one.kind === kind).slice(0, 1);

describe('beside the best plan that an independent solver finds', () => {
  const kinds = [...new Set(CASES.map(({ kind }) => kind))];

  it.each(kinds)('the engine decides the same, at no higher cost: %s', (kind) => {
    const judged = CASES.filter((one) => one.kind === kind).map((one) => judge(solve, one));
    expect(judged.length).toBeGreaterThan(0);
    expect(
      judged.flatMap(({ seed, disagreements }) => disagreements.map((one) => `${seed}: ${one}`)),
    ).toEqual([]);
    expect(judged.filter(({ gap }) => gap > 0).map(({ seed, gap }) => `${seed}: ${gap}`)).toEqual([]);
  });
});

describe('the judge finds', () => {
  type Fault = (input: SourcingInput) => SourcingDecision;
  const withoutBest: Fault = (input) => {
    const best = planSourcing(input).plan.map(({ nodeId }) => nodeId);
    const candidates = input.candidates.filter(({ nodeId }) => nodeId !== best[0]);
    return planSourcing({ ...input, candidates });
  };
  const oneShipmentFewer: Fault = (input) => {
    const strategies = input.policy.strategies.map((one) => ({ ...one, maxShipments: 1 }));
    return planSourcing({ ...input, policy: { ...input.policy, strategies } });
  };
  const fromNowhere: Fault = (input) => {
    const candidates = input.candidates.map((one) => ({ ...one, atf: { ...one.atf, 'sku-0': 99 } }));
    return { ...planSourcing({ ...input, candidates }), input };
  };

  it('a plan that costs more than need be', () => {
    const [judged] = only('usual stock').map((one) => judge(solve, one, withoutBest));
    expect(judged?.gap).toBeGreaterThan(0);
  });

  it('a plan that leaves units open without need', () => {
    const [judged] = only('scarce stock').map((one) => judge(solve, one, oneShipmentFewer));
    expect(judged?.disagreements.join()).toContain('units unplaced');
  });

  it('a plan that takes more than there is, cheaper than any sound one', () => {
    const [judged] = only('scarce stock').map((one) => judge(solve, one, fromNowhere));
    expect(judged?.disagreements.join()).toContain('more of sku-0 than it has');
  });
});
