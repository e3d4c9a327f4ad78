import { candidate, demand, sourcingInput, strategy } from '../../../test/support/sourcing-builders.js';
import { canReach } from './sourcing.fences.js';
import { planSourcing, type SourcingCandidate, type SourcingDemand } from './index.js';

type Wanted = Pick<SourcingDemand, 'method' | 'destination'>;
const shipped: Wanted = { method: 'ship', destination: { country: 'DE', region: 'BY' } };
const collected: Wanted = { method: 'pickup', destination: { country: 'DE' } };

describe('a node cannot reach a demand', () => {
  it.each<readonly [string, Partial<SourcingCandidate>, Wanted]>([
    ['that is to be shipped, when it only hands out', { methods: ['pickup'] }, shipped],
    ['that is to be collected, when it only ships', { methods: ['ship', 'drop-ship'] }, collected],
    ['in a country that it does not serve', { servesCountries: ['AT', 'CH'] }, shipped],
    ['in a region that it does not serve', { servesRegions: ['HE'] }, shipped],
    [
      'of unknown region, when it serves certain ones only',
      { servesRegions: ['BY'] },
      { method: 'ship', destination: { country: 'DE' } },
    ],
  ])('%s', (_, profile, demand) => {
    expect(canReach(candidate('north', {}, profile), demand)).toBe(false);
  });
});

describe('a node can reach a demand', () => {
  it.each<readonly [string, Partial<SourcingCandidate>, Wanted]>([
    ['when it serves every place', { methods: ['ship'] }, shipped],
    ['when it ships from its own shelf for others', { methods: ['drop-ship'] }, shipped],
    ['when it serves that country and region', { servesCountries: ['DE'], servesRegions: ['BY'] }, shipped],
    ['that is collected there, wherever it ships to', { servesCountries: ['AT'] }, collected],
  ])('%s', (_, profile, demand) => {
    expect(canReach(candidate('north', {}, profile), demand)).toBe(true);
  });
});

describe('a verdict', () => {
  const plan = (...input: Parameters<typeof sourcingInput>) => planSourcing(sourcingInput(...input));

  it('an exclusion is told with every sku that the node is excluded for, in order', () => {
    const excluded = ['b', 'a'].map((sku) => ({ nodeId: 'n', sku }));
    expect(plan(demand({ b: 1, a: 1 }, { excluded }), [candidate('n', { a: 1, b: 1 })]).verdicts).toEqual([
      { nodeId: 'n', failed: 'excluded', detail: 'a, b' },
    ]);
  });

  it('a node with some stock is told from one with none where lines stay whole', () => {
    const nodes = [candidate('m', {}), candidate('n', { a: 1 })];
    expect(plan(demand({ a: 2, b: 1 }), nodes, strategy({ splitLines: false })).verdicts).toEqual([
      { nodeId: 'm', failed: 'stock', detail: 'none of the demand' },
      { nodeId: 'n', failed: 'stock', detail: 'too few for a whole line' },
    ]);
  });

  it('a node exactly as far away as the strategy allows is not out', () => {
    const munich = candidate('n', { a: 1 }, { coordinates: { latitude: 48.14, longitude: 11.58 } });
    const within = (maxDistanceKm: number) => plan(demand({ a: 1 }), [munich], strategy({ maxDistanceKm }));
    expect(within(503.7).verdicts).toEqual([
      { nodeId: 'n', failed: 'distance', detail: '503.8 km, 503.7 km at most' },
    ]);
    expect(within(503.8).plan.map(({ nodeId }) => nodeId)).toEqual(['n']);
  });
});
