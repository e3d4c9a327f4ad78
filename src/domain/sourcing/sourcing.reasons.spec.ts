import { candidate, demand, sourcingInput, strategy } from '../../../test/support/sourcing-builders.js';
import { planSourcing, type SourcingDemand, type SourcingStrategy } from './index.js';

type Stock = Readonly<Record<string, number>>;

/** Why lines stay unplaced, by line: `l1 2a reason`. */
function reasonsOf(
  wanted: SourcingDemand,
  nodes: Readonly<Record<string, Stock>>,
  rules: Partial<SourcingStrategy>,
): readonly string[] {
  const candidates = Object.entries(nodes).map(([nodeId, atf]) => candidate(nodeId, atf));
  const { unplaced } = planSourcing(sourcingInput(wanted, candidates, strategy(rules)));
  return unplaced.map(({ lineId, quantity, sku, reason }) => `${lineId} ${quantity}${sku} ${reason}`);
}

describe('where a strategy places all or nothing, the reason', () => {
  it.each<[string, Stock, Readonly<Record<string, Stock>>, readonly string[]]>([
    ['is the stock when the nodes do not have enough', { a: 3 }, { n: { a: 2 } }, ['l1 3a out-of-stock']],
    [
      'is the shipments when more nodes have some than the order may have shipments',
      { a: 5 },
      { n: { a: 2 }, m: { a: 2 } },
      ['l1 5a split-limit'],
    ],
    [
      'is the shipments when each sku could be had, only not all of them together',
      { a: 1, b: 2 },
      { n: { a: 1 }, m: { b: 2 } },
      ['l1 1a split-limit', 'l2 2b split-limit'],
    ],
    [
      'is the other skus when this one could be had',
      { a: 1, b: 2 },
      { n: { a: 1 }, m: { b: 1 } },
      ['l1 1a held-back', 'l2 2b out-of-stock'],
    ],
    [
      'is told of each sku for itself',
      { a: 1, b: 1, c: 4 },
      { n: { a: 1 }, m: { c: 2 }, o: { c: 2, b: 0 } },
      ['l1 1a held-back', 'l2 1b out-of-stock', 'l3 4c held-back'],
    ],
  ])('%s', (_, units, nodes, reasons) => {
    expect(reasonsOf(demand(units), nodes, { afterAction: 'park', maxShipments: 1 })).toEqual(reasons);
  });
});

describe('where a strategy places what it can, the reason', () => {
  it('is the shipments when a node with the sku stands idle and no shipment is left', () => {
    expect(reasonsOf(demand({ a: 2 }), { n: { a: 1 }, m: { a: 1 } }, { maxShipments: 1 })).toEqual([
      'l1 1a split-limit',
    ]);
  });

  it('is the stock when every shipment is used, and each node with the sku is', () => {
    expect(reasonsOf(demand({ a: 2 }), { n: { a: 1 } }, { maxShipments: 1 })).toEqual(['l1 1a out-of-stock']);
  });

  it('is the stock when shipments are left, though a node with the sku stands idle: it has room for no other line', () => {
    const lines = [4, 3].map((quantity, index) => ({ lineId: `l${index + 1}`, sku: 'a', quantity }));
    expect(reasonsOf(demand({}, { lines }), { n: { a: 3 }, m: { a: 3 } }, { splitLines: false })).toEqual([
      'l1 4a out-of-stock',
    ]);
  });
});

it('a line of no units is not told to be unplaced', () => {
  const lines = [0, 1].map((quantity, index) => ({ lineId: `l${index}`, sku: 'a', quantity }));
  expect(reasonsOf(demand({}, { lines, attempt: 99 }), {}, {})).toEqual(['l1 1a attempts-exhausted']);
});
