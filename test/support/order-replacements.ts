import type { DemandReopened, OrderEvent, ReopenDemand } from '../../src/domain/order/index.js';
import {
  allocation,
  chairs,
  command,
  event,
  fulfillment,
  lamps,
  LATER,
  NEXT_WEEK,
  placed,
  releasedAt,
  securedAt,
  sourcingDecision,
} from './order-builders.js';

export const F1 = fulfillment(1);
export const F2 = fulfillment(2);
export const both = [chairs(2), lamps(3)];
/** What the first node has. */
export const north = allocation(1, 'north', both);
export const atNode = [placed(), ...releasedAt(1, north)];
export const picked = event('LinesPicked', { fulfillmentId: F1, lines: both });
export const shipped = event('LinesShipped', { fulfillmentId: F1, lines: both, shippedAt: LATER });

export const reopen = (cause: ReopenDemand['data']['cause'], changes: object = {}) =>
  command('ReopenDemand', { fulfillmentId: F1, cause, excludedUntil: NEXT_WEEK, ...changes });
export const reopened = (changes: Partial<DemandReopened['data']> = {}): OrderEvent =>
  event('DemandReopened', {
    fulfillmentId: F1,
    lines: both,
    cause: 'rejected',
    standing: false,
    excludedNodeId: 'north',
    excludedUntil: NEXT_WEEK,
    attempt: 1,
    ...changes,
  });
/** It did not answer; a replacement is sought. */
export const silent = reopened({ cause: 'acceptance-timeout', standing: true });
export const seeking = [...atNode, silent];
/** The replacement is planned; then secured. */
export const south = allocation(2, 'south', both, F1);
export const standingBy = [...seeking, ...securedAt(3, south)];
/** The first node has given its units up. */
export const stepped = command('RecordWithdrawal', { fulfillmentId: F1, lines: both, purpose: 'supersede' });
/** A sourcing run that found the replacement, unless told otherwise. */
export const sourced = (round: number, changes: object = {}) =>
  command('RecordSourcing', {
    round,
    allocations: [{ nodeId: 'south', method: 'ship', lines: both, replaces: F1 }],
    unplaced: [],
    parkUntil: NEXT_WEEK,
    thenAction: 'cancel',
    replaces: F1,
    decision: sourcingDecision(),
    ...changes,
  });
