import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workedExample } from '../../../test/support/sourcing-example.js';
import { distanceKm } from './sourcing.distance.js';
import { planSourcing, type RatingName, type SourcingInput } from './index.js';

const guide = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'sourcing.md'), 'utf8');
const RATINGS: readonly RatingName[] = ['distance', 'shipping-cost', 'shipments', 'workload', 'node-type'];

const without = (input: SourcingInput, nodeId: string): SourcingInput => ({
  ...input,
  candidates: input.candidates.filter((candidate) => candidate.nodeId !== nodeId),
});

describe('the worked example of the sourcing guide is what the engine does', () => {
  const decision = planSourcing(workedExample());

  it('rates each node as its table says', () => {
    const rows = decision.verdicts
      .filter(({ failed }) => failed === undefined)
      .map(({ nodeId, scores, penalty }) => {
        return `| ${[nodeId, ...RATINGS.map((rating) => scores?.[rating]), penalty].join(' | ')} |`;
      });
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(guide).toContain(row);
  });

  it('measures the distances of its table', () => {
    const home = workedExample().demand.destination.coordinates ?? { latitude: 0, longitude: 0 };
    for (const { nodeId, coordinates, active } of workedExample().candidates) {
      if (!active) continue;
      const km = distanceKm(coordinates, home).toFixed(1);
      expect(guide).toMatch(new RegExp(`^\\| ${nodeId} \\| \\w+ \\| [^|]+ \\| ${km} \\|`, 'm'));
    }
  });

  it('finds the plan and the next best plan that it names', () => {
    expect(decision.plan.map(({ nodeId }) => nodeId)).toEqual(['hamburg']);
    expect(guide).toContain(`hamburg alone at ${decision.search.cost}`);
    const next = planSourcing(without(workedExample(), 'hamburg'));
    expect(next.plan.map(({ nodeId }) => nodeId)).toEqual(['leipzig', 'berlin']);
    expect(guide).toContain(`2.555279 + 2.775 = ${next.search.cost}`);
  });

  it('shuts out the node that it says is shut out', () => {
    expect(decision.verdicts).toContainEqual({ nodeId: 'munich', failed: 'active', detail: 'suspended' });
  });
});

describe('distance', () => {
  it.each([
    ['Berlin–Munich', { latitude: 52.52, longitude: 13.405 }, { latitude: 48.137, longitude: 11.575 }, 504.3],
    ['a quarter of the globe', { latitude: 0, longitude: 0 }, { latitude: 90, longitude: 0 }, 10_007.6],
    ['across the date line', { latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 }, 111.2],
    ['to the antipode', { latitude: 10, longitude: 20 }, { latitude: -10, longitude: -160 }, 20_015.1],
    ['nowhere', { latitude: 5, longitude: 5 }, { latitude: 5, longitude: 5 }, 0],
  ])('%s', (_, from, to, km) => {
    expect(distanceKm(from, to)).toBe(km);
    expect(distanceKm(to, from)).toBe(km);
  });
});
