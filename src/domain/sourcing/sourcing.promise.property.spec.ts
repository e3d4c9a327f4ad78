import fc from 'fast-check';
import { inputs, RUNS } from '../../../test/support/sourcing-arbitraries.js';
import { bruteForce, km } from '../../../test/support/sourcing-brute-force.js';
import { keepingPromises, PROMISE_RULES } from '../../../test/support/sourcing-builders.js';
import { planSourcing, reexecutes, type SourcingInput, type SourcingStrategy } from './index.js';

/** Nodes are 0, 366 and more km away: here after 24, 61 or 102 hours. */
const promisedInputs = (maxNodes: number): fc.Arbitrary<SourcingInput> =>
  fc
    .record({
      input: inputs(maxNodes),
      promisedBy: fc.constantFrom(
        '2026-03-01T08:00:00.000Z',
        '2026-03-02T08:00:00.000Z',
        '2026-03-02T09:00:00.000Z',
        '2026-03-03T21:37:00.000Z',
        '2026-03-09T09:00:00.000Z',
      ),
      thenAnyDate: fc.boolean(),
    })
    .map(({ input, promisedBy, thenAnyDate }) =>
      keepingPromises({ ...input, demand: { ...input.demand, promisedBy } }, { thenAnyDate }),
    );

const hoursOf = (input: SourcingInput, nodeId: string): number => {
  const node = input.candidates.find((one) => one.nodeId === nodeId);
  return node === undefined ? Number.NaN : 24 + km(node, input) / 10;
};
const promisedHours = ({ demand, now }: SourcingInput): number =>
  (Date.parse(demand.promisedBy) - Date.parse(now)) / 3_600_000;

/** The input without the nodes that are later than a tolerance allows. */
function within(input: SourcingInput, toleranceDays: number | null): SourcingInput {
  if (toleranceDays === null) return input;
  const hours = promisedHours(input) + 24 * toleranceDays;
  return { ...input, candidates: input.candidates.filter((one) => minutes(input, one.nodeId) <= hours * 60) };
}
const minutes = (input: SourcingInput, nodeId: string): number => Math.round(60 * hoursOf(input, nodeId));

/** Told anew: the strategies in their order, up to the first that does not hand on. */
function inTurn({ policy }: SourcingInput): readonly SourcingStrategy[] {
  const last = policy.strategies.findIndex(({ afterAction }) => afterAction !== 'next-strategy');
  return last === -1 ? policy.strategies : policy.strategies.slice(0, last + 1);
}

/** What the rules of docs/sourcing.md say, by trying everything. */
function expected(input: SourcingInput) {
  const { thenAnyDate } = input.policy.promise ?? PROMISE_RULES;
  const isPast = promisedHours(input) <= 0;
  const steps: readonly (number | null)[] =
    thenAnyDate && isPast ? [null] : thenAnyDate ? [0, 2, 5, null] : [0, 2, 5];
  const strategies = inTurn(input);
  for (const step of steps) {
    for (const strategy of strategies) {
      const best = bruteForce(within(input, step), strategy);
      if (best.unplaced === 0) return { step, strategy: strategy.name, ...best };
    }
  }
  const widest = steps.at(-1) ?? null;
  const strategy = strategies.at(-1) as SourcingStrategy;
  const most = bruteForce(within(input, widest), strategy);
  const nothing = input.demand.lines.reduce((sum, line) => sum + line.quantity, 0);
  const step =
    most.unplaced === nothing
      ? widest
      : (steps.find((one) => bruteForce(within(input, one), strategy).unplaced === most.unplaced) ?? widest);
  return { step, strategy: strategy.name, ...bruteForce(within(input, step), strategy) };
}

describe('with promised dates the plan', () => {
  it('is the best one of the narrowest tolerance that places the whole demand, or else the most of it', () => {
    fc.assert(
      fc.property(promisedInputs(7), (input) => {
        const decision = planSourcing(input);
        const best = expected(input);
        expect([decision.toleranceDays, decision.strategy]).toEqual([best.step, best.strategy]);
        expect(decision.unplaced.reduce((sum, line) => sum + line.quantity, 0)).toBe(best.unplaced);
        expect(decision.search.cost).toBeCloseTo(best.cost, 4);
        expect(decision.search.bound).toBe(1);
      }),
      RUNS,
    );
  });

  it('is never later than its tolerance, and each shipment says when it comes', () => {
    fc.assert(
      fc.property(promisedInputs(12), (input) => {
        const { plan, toleranceDays = 0 } = planSourcing(input);
        for (const { nodeId, estimatedBy = '' } of plan) {
          const hours = (Date.parse(estimatedBy) - Date.parse(input.now)) / 3_600_000;
          expect(hours).toBeCloseTo(hoursOf(input, nodeId), 1);
          if (toleranceDays === null) continue;
          expect(hours).toBeLessThanOrEqual(promisedHours(input) + 24 * toleranceDays);
        }
      }),
      RUNS,
    );
  });

  it('places as much as without them where any date will do in the end', () => {
    fc.assert(
      fc.property(promisedInputs(12), (input) => {
        const { promise, ...dateless } = input.policy;
        if (promise?.thenAnyDate !== true) return;
        const units = (decision: ReturnType<typeof planSourcing>) =>
          decision.unplaced.reduce((sum, line) => sum + line.quantity, 0);
        expect(units(planSourcing(input))).toBe(units(planSourcing({ ...input, policy: dateless })));
      }),
      RUNS,
    );
  });

  it('does not depend on the order of the candidates', () => {
    fc.assert(
      fc.property(promisedInputs(40), (input) => {
        const reversed = { ...input, candidates: input.candidates.toReversed() };
        expect(planSourcing(reversed)).toEqual(planSourcing(input));
      }),
      { ...RUNS, numRuns: 100 },
    );
  });

  it('is made again, identically, from its record, after a journey through JSON', () => {
    fc.assert(
      fc.property(promisedInputs(40), (input) => {
        expect(reexecutes(JSON.parse(JSON.stringify(planSourcing(input))))).toBe(true);
      }),
      { ...RUNS, numRuns: 300 },
    );
  });
});
