import fc from 'fast-check';
import { demand, sourcingInput, strategy, candidate } from '../../../test/support/sourcing-builders.js';
import { boundOf } from './sourcing.certificate.js';
import { exclusionsOf } from './sourcing.fences.js';
import { itemsOf } from './sourcing.items.js';
import { optionsOf, type Problem } from './sourcing.options.js';
import { searchPlan } from './sourcing.search.js';
import { withoutDominated } from './sourcing.shortlist.js';

const RUNS = { seed: 20_260_302, numRuns: 150 };
/** Far more than any of the problems here takes: a search that no longer rules anything out ends all the same. */
const UNLIMITED = 3_000_000;
const SKUS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Too many nodes for brute force; the exact search, which brute force has judged, is the judge here. */
const problems: fc.Arbitrary<Problem> = fc
  .record({
    nodes: fc.array(
      fc.record({
        atf: fc.dictionary(fc.constantFrom(...SKUS), fc.integer({ min: 1, max: 4 }), { maxKeys: 3 }),
        baseMinor: fc.integer({ min: 0, max: 2000 }),
      }),
      { minLength: 15, maxLength: 40 },
    ),
    quantities: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 6 }),
    slots: fc.integer({ min: 2, max: 6 }),
    splitLines: fc.boolean(),
  })
  .map(({ nodes, quantities, slots, splitLines }) => {
    const wanted = demand(
      Object.fromEntries(quantities.map((quantity, index) => [SKUS[index] ?? '', quantity])),
    );
    const rules = strategy({ weights: { shipments: 0.3, 'shipping-cost': 2 }, splitLines });
    const candidates = nodes.map(({ atf, baseMinor }, index) =>
      candidate(`n${index}`, atf, { shippingCost: { baseMinor, perHundredKmMinor: 0, currency: 'EUR' } }),
    );
    const input = sourcingInput(wanted, candidates, rules);
    const items = itemsOf(wanted, splitLines);
    const context = {
      demand: wanted,
      strategy: rules,
      items,
      excluded: exclusionsOf(wanted),
      delivery: null,
    };
    return { items, options: optionsOf(input.candidates, context, 1).options, slots };
  });

/** Weight, with each open unit counted at more than any plan weighs: what a bound is a bound on. */
function burden({ options, slots }: Problem, { open, weight }: { open: number; weight: number }): number {
  return open * (1 + slots * (options.at(-1)?.weight ?? 0)) + weight;
}

describe('a search that is cut short', () => {
  it.each([0, 200])('is never further from the best plan than its bound says (limit %i)', (limit) => {
    fc.assert(
      fc.property(problems, (problem) => {
        const quick = searchPlan(problem, false, limit);
        const best = searchPlan(problem, false, UNLIMITED);
        if (quick === null || best === null) throw new Error('a partial plan always exists');
        expect(best.exact).toBe(true);
        const bound = boundOf(problem, quick);
        expect(burden(problem, quick)).toBeLessThanOrEqual(burden(problem, best) * bound + 1);
        expect(bound).toBeGreaterThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it('says that it is not exact', () => {
    const [problem] = fc.sample(problems, { seed: 3, numRuns: 1 });
    if (problem === undefined) throw new Error('no sample');
    expect(searchPlan(problem, false, 0)?.exact).toBe(false);
    expect(searchPlan(problem, false, UNLIMITED)?.exact).toBe(true);
  });
});

describe('leaving dominated options out', () => {
  it('never makes the best plan worse', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const all = searchPlan(problem, false, UNLIMITED);
        const kept = withoutDominated(problem);
        const fewer = searchPlan({ ...problem, options: kept }, false, UNLIMITED);
        const placed = (found: typeof all, options: Problem['options']) =>
          problem.items.reduce(
            (sum, { quantity }, item) =>
              sum +
              Math.min(
                quantity,
                options.reduce((units, option) => units + (option.takes[item] ?? 0), 0),
              ),
            -(found?.open ?? 0),
          );
        expect(placed(fewer, kept)).toBe(placed(all, problem.options));
        expect(fewer?.weight).toBe(all?.weight);
      }),
      RUNS,
    );
  });

  it('keeps one dominator more than there are shipments', () => {
    const wanted = demand({ a: 1 });
    const items = itemsOf(wanted, true);
    const context = {
      demand: wanted,
      strategy: strategy(),
      items,
      excluded: exclusionsOf(wanted),
      delivery: null,
    };
    const twins = Array.from({ length: 9 }, (_, index) => candidate(`n${index}`, { a: 1 }));
    expect(withoutDominated({ items, options: optionsOf(twins, context, 1).options, slots: 3 })).toHaveLength(
      4,
    );
  });
});
