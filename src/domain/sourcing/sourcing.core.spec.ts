import { candidate, demand, strategy } from '../../../test/support/sourcing-builders.js';
import { BranchAndBound } from './sourcing.branch-and-bound.js';
import { type Core, coreOf } from './sourcing.core.js';
import { exchange } from './sourcing.exchange.js';
import { exclusionsOf } from './sourcing.fences.js';
import { itemsOf } from './sourcing.items.js';
import { optionsOf } from './sourcing.options.js';

type Stock = Readonly<Record<string, number>>;
/** Nodes in the order of their price, and how many shipments there may be. */
function coreFor(
  wanted: ReturnType<typeof demand>,
  nodes: Readonly<Record<string, Stock>>,
  splitLines = true,
): Core {
  const rules = strategy({ splitLines });
  const items = itemsOf(wanted, splitLines);
  const candidates = Object.entries(nodes).map(([nodeId, atf], index) =>
    candidate(nodeId, atf, {
      shippingCost: { baseMinor: 100 * index, perHundredKmMinor: 0, currency: 'EUR' },
    }),
  );
  const excluded = exclusionsOf(wanted);
  const context = { demand: wanted, strategy: rules, items, excluded, delivery: null };
  return coreOf({ items, options: optionsOf(candidates, context, 1).options, slots: 3 });
}
const idsOf = (core: Core, chosen = core.options.map((_, option) => option)) =>
  chosen.map((option) => core.options[option]?.candidate.nodeId);

describe('a node is left out of the search', () => {
  it.each<[string, Stock, Readonly<Record<string, Stock>>]>([
    ['when a cheaper one has all that it could give', { a: 2 }, { cheap: { a: 2 }, dear: { a: 5 } }],
    [
      'when two cheaper ones have it together',
      { a: 4 },
      { cheap: { a: 2, b: 1 }, other: { a: 2 }, dear: { a: 1 } },
    ],
  ])('%s', (_, units, nodes) => {
    expect(idsOf(coreFor(demand(units), nodes))).toEqual(Object.keys(nodes).filter((id) => id !== 'dear'));
  });
});

describe('a node stays in the search', () => {
  it.each<[string, Stock, Readonly<Record<string, Stock>>]>([
    ['when the cheaper ones have less, each', { a: 4 }, { cheap: { a: 1 }, other: { a: 3 }, dear: { a: 4 } }],
    [
      'when they have less together than is wanted',
      { a: 4 },
      { cheap: { a: 1 }, other: { a: 1 }, dear: { a: 1 } },
    ],
    ['when it alone has one of the skus', { a: 1, b: 1 }, { cheap: { a: 1 }, dear: { a: 1, b: 1 } }],
    ['when it is the cheapest', { a: 1 }, { cheap: { a: 1 }, other: { b: 9 } }],
  ])('%s', (_, units, nodes) => {
    const carriers = Object.entries(nodes).filter(([, atf]) => Object.keys(units).some((sku) => sku in atf));
    expect(idsOf(coreFor(demand(units), nodes))).toEqual(carriers.map(([id]) => id));
  });

  it('when lines stay whole and the cheaper ones have room for the units, but not for the lines', () => {
    const lines = [3, 3].map((quantity, index) => ({ lineId: `l${index}`, sku: 'a', quantity }));
    const nodes = { cheap: { a: 4 }, other: { a: 4 }, dear: { a: 3 } };
    expect(idsOf(coreFor(demand({}, { lines }), nodes, false))).toEqual(['cheap', 'other', 'dear']);
    expect(idsOf(coreFor(demand({}, { lines }), { ...nodes, cheap: { a: 6 } }, false))).toEqual(['cheap']);
  });
});

describe('an exchange', () => {
  const wanted = demand({ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 });
  const nodes = {
    ab: { a: 1, b: 1 },
    cd: { c: 1, d: 1 },
    ef: { e: 1, f: 1 },
    ace: { a: 1, c: 1, e: 1 },
    bdf: { b: 1, d: 1, f: 1 },
  };
  const exchanged = (limit: number) => {
    const core = coreFor(wanted, nodes);
    const weight = [0, 1, 2].reduce((sum, option) => sum + (core.weights[option] ?? 0), 0);
    const search = new BranchAndBound(core, { chosen: [0, 1, 2], open: 0, weight }, 0);
    exchange(core, search, limit);
    const chosen = (search.best?.chosen ?? []).toSorted((one, other) => one - other);
    return { ids: idsOf(core, chosen), open: search.best?.open };
  };

  it('lets two shipments take the place of three', () => {
    expect(exchanged(10_000)).toEqual({ ids: ['ace', 'bdf'], open: 0 });
  });

  it('leaves a choice as it is when there is no effort left', () => {
    expect(exchanged(0)).toEqual({ ids: ['ab', 'cd', 'ef'], open: 0 });
  });
});
