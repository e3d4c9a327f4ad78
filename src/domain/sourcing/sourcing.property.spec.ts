import fc from 'fast-check';
import { inputs, RUNS } from '../../../test/support/sourcing-arbitraries.js';
import { bruteForce } from '../../../test/support/sourcing-brute-force.js';
import { strategy } from '../../../test/support/sourcing-builders.js';
import { planSourcing, reexecutes, type SourcingDecision, type SourcingInput } from './index.js';

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
