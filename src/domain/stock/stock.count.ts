import { accepted, type Decision, rejected, unchanged } from '../shared/decision.js';
import { isBefore } from '../shared/time.js';
import type { CountStock } from './stock.commands.js';
import type { StockCounted } from './stock.events.js';
import type { StockRejection } from './stock.rejections.js';
import { revokedBy } from './stock.revocation.js';
import type { StockState } from './stock.state.js';

/**
 * A count speaks of its own cut-off: it is compared with what was booked then, and only the difference is booked now,
 * so units that moved in between are neither lost nor counted twice. A count that finds nothing new makes no event.
 */
export function decideCount({ data }: CountStock, state: StockState): Decision<StockCounted, StockRejection> {
  if (!Number.isSafeInteger(data.counted) || data.counted < 0) {
    return rejected('QUANTITY_NEGATIVE', `counted must be a whole number, zero or more, not ${data.counted}`);
  }
  if (isBefore(data.at, data.countedAt)) {
    return rejected('COUNT_IN_FUTURE', `the count speaks of ${data.countedAt}, and it is ${data.at}`);
  }
  if (state.lastCount?.countedAt === data.countedAt && state.lastCount.counted === data.counted) {
    return unchanged('this count is booked already');
  }
  if (state.countableFrom !== null && isBefore(data.countedAt, state.countableFrom)) {
    return rejected(
      'COUNT_OUTDATED',
      `the count speaks of ${data.countedAt}, before ${state.countableFrom}, which is settled`,
    );
  }
  const movedSince = state.movements
    .filter((movement) => isBefore(data.countedAt, movement.at))
    .reduce((sum, movement) => sum + movement.delta, 0);
  const onHand = data.counted + movedSince;
  if (onHand < 0) {
    return rejected(
      'COUNT_OUTDATED',
      `${data.counted} units were counted, but ${-movedSince} have left since ${data.countedAt}: count again`,
    );
  }
  const expected = state.onHand - movedSince;
  if (expected === data.counted && state.suspect === 0)
    return unchanged(`${data.counted} units are booked already`);
  const revoked = revokedBy(state, onHand, Math.min(state.damaged, onHand));
  return accepted({
    type: 'StockCounted',
    data: { ...data, expected, suspectCleared: state.suspect, revoked },
  });
}
