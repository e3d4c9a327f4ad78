import { fold } from '../../../test/support/given-when-then.js';
import { received, reserved } from '../../../test/support/stock-builders.js';
import { type StockState, stockDecider, stockViolations } from './index.js';

const sound: StockState = fold(stockDecider, [received(5), reserved(1, 2)]);
const broken = (change: Partial<StockState>) => stockViolations({ ...sound, ...change });

/** The claim of two units, changed. */
const withClaim = (change: Partial<StockState['claims'][number]>) =>
  sound.claims.map((claim) => ({ ...claim, ...change }));

describe('the check of a stock state', () => {
  it('finds nothing wrong with nothing, and nothing with sound books', () => {
    expect(stockViolations(stockDecider.initialState)).toEqual([]);
    expect(stockViolations(sound)).toEqual([]);
  });

  it('lets the last good unit be reserved', () => {
    expect(broken({ damaged: 3 })).toEqual([]);
    expect(broken({ damaged: 4 })).toEqual(['oversold: reserved 2 of 1 sellable units']);
  });

  it('finds each figure that is below nothing', () => {
    expect(broken({ damaged: -1 })).toEqual(['damaged is -1']);
    expect(broken({ suspect: -1 })).toEqual(['suspect is -1']);
    expect(broken({ claims: [], reserved: -1 })).toEqual([
      'reserved is -1',
      'reserved is -1, but the claims add up to 0',
    ]);
    expect(broken({ onHand: -1, left: 6, claims: [], reserved: 0 })).toEqual([
      'onHand is -1',
      'oversold: reserved 0 of -1 sellable units',
    ]);
  });

  it('compares what is reserved with the claims', () => {
    expect(broken({ reserved: 1 })).toEqual(['reserved is 1, but the claims add up to 2']);
  });

  it('compares what is on hand with what entered and left', () => {
    expect(broken({ left: 1 })).toEqual(['onHand is 5, but 5 units entered and 1 left']);
  });

  it('finds a claim of nothing, and one that commits more than it has or less than nothing', () => {
    expect(broken({ reserved: 0, claims: withClaim({ quantity: 0 }) })).toEqual([
      'claim web~1-1 has 0 units, 0 of them committed',
    ]);
    expect(broken({ claims: withClaim({ committed: 3 }) })).toEqual([
      'claim web~1-1 has 2 units, 3 of them committed',
    ]);
    expect(broken({ claims: withClaim({ committed: -1 }) })).toEqual([
      'claim web~1-1 has 2 units, -1 of them committed',
    ]);
    expect(broken({ claims: withClaim({ committed: 2 }) })).toEqual([]);
  });
});
