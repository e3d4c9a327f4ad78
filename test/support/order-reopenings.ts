import type { OrderEvent, ResourcingCause } from '../../src/domain/order/index.js';
import type { LineQuantity } from '../../src/domain/shared/quantities.js';
import { chairs, event, fulfillment, lamps, LATER } from './order-builders.js';

/** Units of the first fulfillment, at the node `north`, are needed again: all of them unless said otherwise. */
export const reopened = (
  cause: ResourcingCause,
  changes: {
    standing?: boolean;
    lines?: readonly LineQuantity[];
    sequence?: number;
    excludedNodeId?: string;
    excludedUntil?: string;
  } = {},
): OrderEvent =>
  event('DemandReopened', {
    fulfillmentId: fulfillment(changes.sequence ?? 1),
    lines: changes.lines ?? [chairs(2), lamps(3)],
    cause,
    standing: changes.standing ?? false,
    excludedNodeId: changes.excludedNodeId ?? 'north',
    excludedUntil: changes.excludedUntil ?? LATER,
    attempt: 1,
  });
