import {
  after,
  chairs,
  command,
  decided,
  event,
  lamps,
  LATER,
  NEXT_WEEK,
  planned,
  sourcingDecision,
} from '../../../test/support/order-builders.js';
import { F1, F2, both, reopened, seeking, south, sourced } from '../../../test/support/order-replacements.js';
import { demandToSource } from './index.js';

describe('a replacement that cannot be had', () => {
  it('is parked whole, also when a part of it could be placed, and the old fulfillment stands', () => {
    const decision = sourcingDecision('cancel');
    const partly = sourced(3, {
      allocations: [{ nodeId: 'south', method: 'ship', lines: [chairs(2)], replaces: F1 }],
      unplaced: [lamps(3)],
      unplacedReason: 'no stock',
      decision,
    });
    const parked = event('DemandParked', {
      lines: both,
      reason: 'no stock',
      until: NEXT_WEEK,
      thenAction: 'retry',
      replaces: F1,
      decision,
    });
    expect(decided(seeking, partly)).toEqual([parked]);
    expect(after([...seeking, parked]).allocations.map((one) => one.status)).toEqual(['released']);
  });

  it('gives up what was planned for it when a refused sku finds no other node', () => {
    const refused = reopened({
      fulfillmentId: F2,
      lines: [lamps(3)],
      cause: 'reservation-refused',
      excludedNodeId: 'south',
      attempt: 2,
    });
    const nowhere = sourced(5, { allocations: [], unplaced: [lamps(3)], decision: sourcingDecision('park') });
    const history = [...seeking, planned(3, south), refused];
    expect(after(history).replacements[0]?.seeking).toEqual([lamps(3)]);
    expect(decided(history, nowhere)).toEqual([
      event('ReplacementAbandoned', { fulfillmentId: F1, abandoned: [F2], reason: 'no node fits' }),
      event('DemandParked', {
        lines: both,
        reason: 'no node fits',
        until: NEXT_WEEK,
        thenAction: 'retry',
        replaces: F1,
        decision: sourcingDecision('park'),
      }),
    ]);
  });

  it('is sought again when stock arrives', () => {
    const parked = event('DemandParked', {
      lines: both,
      reason: 'no stock',
      until: NEXT_WEEK,
      thenAction: 'retry',
      replaces: F1,
    });
    const arrived = command('RetryParkedDemand', { cause: 'stock-arrived' });
    expect(decided([...seeking, parked], arrived)).toEqual([
      event('ParkedDemandRetried', { lines: both, cause: 'stock-arrived', replaces: F1 }),
    ]);
    expect(demandToSource(after([...seeking, parked], arrived), F1, LATER)?.demand.lines).toEqual(both);
  });
});
