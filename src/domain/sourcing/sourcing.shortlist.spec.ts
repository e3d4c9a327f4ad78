import { demand } from '../../../test/support/sourcing-builders.js';
import { problemOf } from '../../../test/support/sourcing-problems.js';
import { noteworthy, withoutDominated } from './sourcing.shortlist.js';

type Stock = Readonly<Record<string, number>>;
type Nodes = Readonly<Record<string, Stock>>;

/** Nodes in the order of their price. */
function problem(wanted: Stock, nodes: Nodes, slots: number) {
  const priced = Object.entries(nodes).map(
    ([id, atf], index) => [id, { atf, baseMinor: 10 * index }] as const,
  );
  return problemOf(demand(wanted), Object.fromEntries(priced), { slots });
}
const idsOf = (options: ReturnType<typeof withoutDominated>) =>
  options.map(({ candidate }) => candidate.nodeId);

describe('a node that no plan needs is left out', () => {
  it.each<[string, Stock, Nodes]>([
    [
      'when two cheaper ones have as much, and the order has one shipment',
      { a: 2 },
      { n1: { a: 2 }, n2: { a: 2 }, out: { a: 2 } },
    ],
    ['when two cheaper ones have more', { a: 3 }, { n1: { a: 2 }, n2: { a: 3 }, out: { a: 1 } }],
    [
      'when two cheaper ones have its skus and others',
      { a: 1, b: 1 },
      { n1: { a: 1, b: 1 }, n2: { a: 1, b: 1 }, out: { b: 1 } },
    ],
  ])('%s', (_, wanted, nodes) => {
    expect(idsOf(withoutDominated(problem(wanted, nodes, 1)))).toEqual(['n1', 'n2']);
  });
});

describe('a node that a plan may need stays', () => {
  it.each<[string, Stock, Nodes]>([
    ['when only one cheaper one has as much', { a: 2 }, { n1: { a: 2 }, n2: { a: 1 }, n3: { a: 2 } }],
    ['when the cheaper ones have less', { a: 2 }, { n1: { a: 1 }, n2: { a: 1 }, n3: { a: 2 } }],
    [
      'when the cheaper ones have as many units, but of another sku',
      { a: 1, b: 1 },
      { n1: { a: 1 }, n2: { a: 1 }, n3: { b: 1 } },
    ],
    [
      'when the cheaper ones have more units in all, but less of one sku',
      { a: 5, b: 2 },
      { n1: { a: 5, b: 1 }, n2: { a: 5, b: 1 }, n3: { a: 1, b: 2 } },
    ],
    ['when those that have as much are dearer', { a: 2 }, { n1: { a: 1 }, n2: { a: 2 }, n3: { a: 2 } }],
  ])('%s', (_, wanted, nodes) => {
    expect(idsOf(withoutDominated(problem(wanted, nodes, 1)))).toEqual(Object.keys(nodes));
  });

  it('when the order has more shipments than there are cheaper ones', () => {
    const nodes = { n1: { a: 1 }, n2: { a: 1 }, n3: { a: 1 } };
    expect(idsOf(withoutDominated(problem({ a: 3 }, nodes, 2)))).toEqual(['n1', 'n2', 'n3']);
  });
});

describe('worth recording', () => {
  const nodes: Nodes = {
    cheapest: { a: 1 },
    second: { a: 1 },
    third: { a: 1 },
    widest: { a: 2, b: 2 },
    carrier: { c: 1 },
    chosen: { a: 1 },
    other: { a: 1, b: 1 },
    fullest: { c: 2 },
    fullestOfA: { a: 3 },
  };
  const field = problem({ a: 3, b: 2, c: 2 }, nodes, 3);
  const noted = (generosity: number, chosen: readonly string[] = []) =>
    idsOf(
      noteworthy(
        field,
        field.options.filter(({ candidate }) => chosen.includes(candidate.nodeId)),
        generosity,
      ),
    );

  it('are the cheapest two, the widest, and of each sku the cheapest and the fullest carrier, in order of price', () => {
    expect(noted(1)).toEqual(['cheapest', 'second', 'widest', 'carrier', 'fullest', 'fullestOfA']);
  });

  it('are the chosen ones, whatever they are', () => {
    expect(noted(1, ['chosen'])).toEqual([
      'cheapest',
      'second',
      'widest',
      'carrier',
      'chosen',
      'fullest',
      'fullestOfA',
    ]);
  });

  it('are twice as many of each kind where the record may hold twice as many', () => {
    expect(noted(2)).toEqual(Object.keys(nodes).filter((id) => id !== 'chosen'));
  });
});
