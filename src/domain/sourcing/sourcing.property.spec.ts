import fc from 'fast-check';
import { bruteForce } from '../../../test/support/sourcing-brute-force.js';
import { candidate, demand, sourcingInput, strategy } from '../../../test/support/sourcing-builders.js';
import { planSourcing, reexecutes, type SourcingDecision, type SourcingInput } from './index.js';

const SKUS = ['a', 'b', 'c', 'd'];
const RUNS = { seed: 20_260_301, numRuns: 400 };

const quantity = (max: number) => fc.integer({ min: 0, max });
const units = (max: number) => fc.dictionary(fc.constantFrom(...SKUS), quantity(max), { maxKeys: 4 });

const candidateOf = (index: number) =>
  fc
    .record({
      atf: units(6),
      active: fc.boolean(),
      nodeType: fc.constantFrom('warehouse', 'store', 'drop-shipper'),
      baseMinor: fc.constantFrom(0, 400, 500, 900),
      longitude: fc.constantFrom(2, 8, 13.4),
      openFulfillments: fc.integer({ min: 0, max: 4 }),
      capacity: fc.constantFrom(2, 4, undefined),
    })
    .map(({ atf, active, nodeType, baseMinor, longitude, openFulfillments, capacity }) =>
      candidate(`n${index}`, atf, {
        active: active || index % 3 > 0,
        nodeType: nodeType as 'store',
        openFulfillments,
        coordinates: { latitude: 52, longitude },
        shippingCost: { baseMinor, perHundredKmMinor: 20, currency: 'EUR' },
        ...(capacity === undefined ? {} : { capacity }),
      }),
    );

const strategyOf = (name: string) =>
  fc
    .record({
      weights: fc.record({
        shipments: fc.constantFrom(0, 1, 2),
        distance: fc.constantFrom(0, 1),
        'shipping-cost': fc.constantFrom(0, 1, 3),
        workload: fc.constantFrom(0, 0.5),
        'node-type': fc.constantFrom(0, 1),
      }),
      maxShipments: fc.integer({ min: 1, max: 4 }),
      splitLines: fc.boolean(),
      afterAction: fc.constantFrom('place-partly-and-park', 'park', 'cancel', 'next-strategy'),
    })
    .map(({ afterAction, ...rest }) =>
      strategy({
        name,
        ...rest,
        afterAction: afterAction as 'park',
        nodeTypePenalties: { store: 0.3, 'drop-shipper': 1 },
        maxDistanceKm: 700,
      }),
    );

/** Small enough for brute force: up to 8 nodes, 5 lines of 4 skus, some of them twice. */
const inputs = (maxNodes: number): fc.Arbitrary<SourcingInput> =>
  fc
    .record({
      nodes: fc.integer({ min: 0, max: maxNodes }).chain((count) => {
        return fc.tuple(...Array.from({ length: count }, (_, index) => candidateOf(index)));
      }),
      lines: fc.array(
        fc.record({ sku: fc.constantFrom(...SKUS), quantity: fc.integer({ min: 1, max: 5 }) }),
        {
          minLength: 1,
          maxLength: 5,
        },
      ),
      excluded: fc.array(
        fc.record({ nodeId: fc.constantFrom('n0', 'n1', 'n2'), sku: fc.constantFrom(...SKUS) }),
        {
          maxLength: 3,
        },
      ),
      openShipments: fc.constantFrom(0, 0, 0, 1),
      first: strategyOf('first'),
      second: strategyOf('second'),
    })
    .map(({ nodes, lines, excluded, openShipments, first, second }) =>
      sourcingInput(
        demand(
          {},
          { lines: lines.map((line, index) => ({ lineId: `l${index}`, ...line })), excluded, openShipments },
        ),
        nodes,
        first,
        second,
      ),
    );

const unplacedUnits = (decision: SourcingDecision): number =>
  decision.unplaced.reduce((total, line) => total + line.quantity, 0);
const usedStrategy = (input: SourcingInput, decision: SourcingDecision) =>
  input.policy.strategies.find(({ name }) => name === decision.strategy) ?? strategy();

describe('on small problems the plan', () => {
  it('places as many units as any plan can, at a cost that no such plan undercuts', () => {
    fc.assert(
      fc.property(inputs(8), (input) => {
        const decision = planSourcing(input);
        const best = bruteForce(input, usedStrategy(input, decision));
        expect(unplacedUnits(decision)).toBe(best.unplaced);
        expect(decision.search.cost).toBeCloseTo(best.cost, 4);
        expect(decision.search.bound).toBe(1);
      }),
      RUNS,
    );
  });
});

describe('every plan', () => {
  it('gives each unit of the demand a node or a reason, and none twice', () => {
    fc.assert(
      fc.property(inputs(12), (input) => {
        const decision = planSourcing(input);
        const counted = new Map<string, number>();
        for (const line of [...decision.plan.flatMap(({ lines }) => lines), ...decision.unplaced]) {
          expect(line.quantity).toBeGreaterThan(0);
          counted.set(line.lineId, (counted.get(line.lineId) ?? 0) + line.quantity);
        }
        expect(counted).toEqual(new Map(input.demand.lines.map((line) => [line.lineId, line.quantity])));
      }),
      RUNS,
    );
  });

  it('takes no more than a node has, never from an excluded, full, inactive or distant one', () => {
    fc.assert(
      fc.property(inputs(12), (input) => {
        for (const { nodeId, lines } of planSourcing(input).plan) {
          const node = input.candidates.find((one) => one.nodeId === nodeId);
          const taken = new Map<string, number>();
          for (const { sku, quantity } of lines) taken.set(sku, (taken.get(sku) ?? 0) + quantity);
          for (const [sku, sum] of taken) {
            expect(sum).toBeLessThanOrEqual(node?.atf[sku] ?? 0);
            expect(input.demand.excluded).not.toContainEqual({ nodeId, sku });
          }
          expect(node?.active).toBe(true);
          expect(node?.openFulfillments).toBeLessThan(node?.capacity ?? Number.POSITIVE_INFINITY);
          expect(node?.coordinates.longitude).not.toBe(2);
        }
      }),
      RUNS,
    );
  });

  it('keeps within the shipments left, and lines whole where they must be', () => {
    fc.assert(
      fc.property(inputs(12), (input) => {
        const decision = planSourcing(input);
        const { maxShipments, splitLines } = usedStrategy(input, decision);
        const { openShipments, lines } = input.demand;
        const left = Math.max(0, maxShipments - openShipments);
        const slots = openShipments > 0 ? Math.max(left, lines.length) : left;
        expect(decision.plan.length).toBeLessThanOrEqual(slots);
        const nodes = decision.plan.map(({ nodeId }) => nodeId);
        expect(new Set(nodes).size).toBe(nodes.length);
        if (splitLines) return;
        const lineIds = [...decision.plan.flatMap(({ lines }) => lines), ...decision.unplaced].map(
          (l) => l.lineId,
        );
        expect(new Set(lineIds).size).toBe(lineIds.length);
      }),
      RUNS,
    );
  });

  it('does not depend on the order of the candidates', () => {
    fc.assert(
      fc.property(inputs(40), (input) => {
        const reversed = { ...input, candidates: input.candidates.toReversed() };
        expect(planSourcing(reversed)).toEqual(planSourcing(input));
      }),
      { ...RUNS, numRuns: 150 },
    );
  });

  it('is made again, identically, from its record, after a journey through JSON', () => {
    fc.assert(
      fc.property(inputs(40), (input) => {
        const decision = planSourcing(input);
        expect(reexecutes(JSON.parse(JSON.stringify(decision)))).toBe(true);
      }),
      { ...RUNS, numRuns: 150 },
    );
  });
});
