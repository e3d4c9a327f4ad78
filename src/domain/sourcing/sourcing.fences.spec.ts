import { candidate } from '../../../test/support/sourcing-builders.js';
import { canReach } from './sourcing.fences.js';
import type { SourcingCandidate, SourcingDemand } from './sourcing.types.js';

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
