import { DECISION_SAMPLE } from './event-samples/sourcing-decision.sample.js';
import { deepFreeze } from './given-when-then.js';
import type { Allocation, OrderEvent, OrderMethod } from '../../src/domain/order/index.js';
import { react } from '../../src/sagas/notices/notices.react.js';
import { NOTHING_KNOWN, type Telling } from '../../src/sagas/notices/notices.types.js';

export const orderId = 'web~1';
export const at = '2026-03-01T09:00:00.000Z';
export const LATER = '2026-03-02T09:00:00.000Z';
export const PROMISED = '2026-03-05T18:00:00.000Z';
export const units = (quantity: number, lineId = '1') => ({
  lineId,
  sku: lineId === '1' ? 'CHAIR' : 'TABLE',
  quantity,
});
export const CHAIR = [units(1)];
export const BOTH = [units(1), units(1, '2')];

export const placed = (method: OrderMethod = 'ship'): OrderEvent => ({
  type: 'OrderPlaced',
  data: {
    orderId,
    externalId: '1',
    channel: 'web',
    customerRef: 'CG-1',
    method,
    destination: { country: 'US' },
    promise: { service: 'standard', promisedBy: PROMISED },
    priority: 0,
    tags: [],
    lines: [],
    placedAt: at,
    at,
  },
});
type Plan = Partial<Allocation> & { readonly n: number };
export const planned = (...plans: readonly Plan[]): OrderEvent => ({
  type: 'SourcingPlanned',
  data: {
    orderId,
    round: 1,
    allocations: plans.map(({ n, ...plan }) => ({
      fulfillmentId: `f-${n}`,
      nodeId: `wh-${n}`,
      method: 'ship',
      lines: CHAIR,
      ...plan,
    })),
    decision: { ...DECISION_SAMPLE, afterAction: 'none' },
    at,
  },
});
export const secured = (n: number, lines = CHAIR): OrderEvent => ({
  type: 'AllocationSecured',
  data: { orderId, fulfillmentId: `f-${n}`, nodeId: `wh-${n}`, lines, at },
});
type Reopened = Extract<OrderEvent, { type: 'DemandReopened' }>['data'];
export const reopened = (n: number, changes: Partial<Reopened> = {}): OrderEvent => ({
  type: 'DemandReopened',
  data: {
    orderId,
    fulfillmentId: `f-${n}`,
    lines: CHAIR,
    cause: 'rejected',
    standing: false,
    excludedNodeId: `wh-${n}`,
    excludedUntil: at,
    attempt: 1,
    at,
    ...changes,
  },
});
type Parked = Extract<OrderEvent, { type: 'DemandParked' }>['data'];
export const parked = (changes: Partial<Parked> = {}): OrderEvent => ({
  type: 'DemandParked',
  data: { orderId, lines: CHAIR, reason: 'no node', until: LATER, thenAction: 'retry', at, ...changes },
});
export const retried = (cause: 'stock-arrived' | 'deadline' = 'stock-arrived'): OrderEvent => ({
  type: 'ParkedDemandRetried',
  data: { orderId, lines: CHAIR, cause, at },
});
export const replaced = (by: number, lines = CHAIR): OrderEvent => ({
  type: 'FulfillmentReplaced',
  data: { orderId, fulfillmentId: `f-${by - 1}`, replacedBy: [`f-${by}`], lines, at },
});
type Cancelled = Extract<OrderEvent, { type: 'LinesCancelled' }>['data'];
export const cancelled = (changes: Partial<Cancelled>): OrderEvent => ({
  type: 'LinesCancelled',
  data: { orderId, lines: CHAIR, reason: 'changed mind', at, ...changes },
});

/** What is told at each event, in order; events that tell nothing are left out. */
export function told(...events: readonly OrderEvent[]): readonly Telling[] {
  let memory = deepFreeze(NOTHING_KNOWN);
  return events.flatMap((event) => {
    const reaction = react(memory, deepFreeze(event));
    memory = deepFreeze(reaction.memory);
    // It is written down as JSON, which knows no key without a value.
    expect(JSON.parse(JSON.stringify(reaction.tellings))).toStrictEqual(reaction.tellings);
    return reaction.tellings;
  });
}
export const inShort = (tellings: readonly Telling[]) =>
  tellings.map(({ kind, cause, lines, toNodeIds }) => [
    kind,
    cause,
    lines.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', '),
    toNodeIds?.join(', '),
  ]);
export const started = [placed(), planned({ n: 1 }), secured(1)];
