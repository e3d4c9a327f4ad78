import type { Message } from '../../domain/shared/decider.js';
import {
  PLANNER,
  planSourcing,
  recordOf,
  type SourcingCandidate,
  type SourcingInput,
  type SourcingRecord,
} from '../../domain/sourcing/index.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { AuditReport } from './audit-report.js';
import { Auditor } from './auditor.js';

const AT = '2026-03-01T09:00:00.000Z';
const LINES = [{ lineId: '1', sku: 'kettle', quantity: 2 }];
const STOCK = 'stock-main:kettle@dc';
const ORDER = 'order-main:web~1';

/** A log written by hand, so that it can say what no aggregate would ever decide. */
class Log {
  private readonly revisions = new Map<string, bigint>();
  readonly events: RecordedEvent[] = [];

  add(stream: string, type: string, data: object, commandId = `c${this.events.length}`): this {
    const revision = this.revisions.get(stream) ?? 0n;
    this.revisions.set(stream, revision + 1n);
    const event: Message = { type, data };
    const metadata = {
      tenant: 'main',
      commandId,
      correlationId: 'corr',
      causationId: 'cause',
      actor: 'test',
      occurredAt: AT,
      recordedAt: AT,
    };
    const position = BigInt(this.events.length);
    this.events.push({ eventId: `e${position}`, stream, revision, position, event, metadata });
    return this;
  }

  audit(atRest = true): AuditReport {
    const auditor = new Auditor();
    for (const event of this.events) auditor.observe(event);
    return auditor.finish({ atRest });
  }
}

const received = (quantity: number) => ({ sku: 'kettle', nodeId: 'dc', quantity, at: AT });
const reserved = (fulfillmentId: string, quantity: number) => ({
  sku: 'kettle',
  nodeId: 'dc',
  fulfillmentId,
  orderId: 'web~1',
  channel: 'web',
  quantity,
  at: AT,
});
const placed = {
  orderId: 'web~1',
  externalId: '1',
  channel: 'web',
  customerRef: 'c-1',
  method: 'ship',
  destination: { country: 'DE' },
  promise: { service: 'standard', promisedBy: AT },
  priority: 0,
  tags: [],
  lines: [{ ...LINES[0], unitPrice: { amountMinor: 100, currency: 'EUR' } }],
  placedAt: AT,
  at: AT,
};
const near: SourcingCandidate = {
  nodeId: 'dc',
  nodeType: 'warehouse',
  active: true,
  country: 'DE',
  coordinates: { latitude: 50, longitude: 8 },
  methods: ['ship'],
  servesCountries: [],
  servesRegions: [],
  openFulfillments: 0,
  shippingCost: { baseMinor: 400, perHundredKmMinor: 10, currency: 'EUR' },
  atf: { kettle: 5 },
};
const input: SourcingInput = {
  demand: {
    orderId: 'web~1',
    channel: 'web',
    method: 'ship',
    destination: { country: 'DE', coordinates: { latitude: 50, longitude: 8 } },
    promisedBy: AT,
    priority: 0,
    tags: [],
    valueMinor: 200,
    lines: LINES,
    excluded: [],
    openShipments: 0,
    attempt: 0,
  },
  candidates: [near],
  policy: {
    strategies: [
      { name: 'ship', weights: { distance: 1 }, maxShipments: 2, splitLines: true, afterAction: 'park' },
    ],
    acceptWithinSeconds: 60,
    pickupWindowSeconds: 60,
    excludeFailedNodeSeconds: 60,
    maxAttempts: 3,
    parkForSeconds: 60,
    afterParking: 'retry',
  },
  policyScope: 'default',
  policyVersion: 1,
  logPosition: '00000000000000000000',
  now: AT,
  seed: 7,
};

const POLICY = 'policy-main:default';
const drafted = (version: number, policy = input.policy) => ({ scope: 'default', version, policy, at: AT });
const parked = { orderId: 'web~1', lines: LINES, reason: 'none', until: AT, thenAction: 'retry', at: AT };
const record: SourcingRecord = recordOf(planSourcing(input));

describe('the auditor finds', () => {
  test('a unit that was sold twice, at the event that did it', () => {
    const log = new Log()
      .add(STOCK, 'StockReceived', received(2))
      .add(STOCK, 'StockReserved', reserved('web~1-1', 2))
      .add(STOCK, 'StockReserved', reserved('web~1-2', 1));
    expect(log.audit(false).violations).toEqual([
      { promise: 3, stream: STOCK, revision: 2n, detail: 'oversold: reserved 3 of 2 sellable units' },
    ]);
  });

  test('a gap in the revisions of a stream', () => {
    const log = new Log().add(STOCK, 'StockReceived', received(2)).add(STOCK, 'StockReceived', received(1));
    log.events.shift();
    expect(log.audit().violations).toEqual([
      { promise: 9, stream: STOCK, revision: 1n, detail: 'revision 1 follows -1' },
    ]);
  });

  test('a log that goes backwards', () => {
    const log = new Log()
      .add(STOCK, 'StockReceived', received(2))
      .add('stock-main:pan@dc', 'StockReceived', received(1));
    log.events.reverse();
    expect(log.audit().violations).toEqual([
      { promise: 9, stream: STOCK, revision: 0n, detail: 'position 0 follows 1' },
    ]);
  });

  test('a command that took effect twice', () => {
    const log = new Log()
      .add(STOCK, 'StockReceived', received(2), 'same')
      .add(STOCK, 'StockReceived', received(1), 'other')
      .add(STOCK, 'StockReceived', received(2), 'same');
    expect(log.audit().violations).toEqual([
      { promise: 2, stream: STOCK, revision: 2n, detail: 'command same took effect twice' },
    ]);
  });

  test('stock reserved for a fulfillment that its order does not have, once the log is at rest', () => {
    const log = new Log()
      .add(STOCK, 'StockReceived', received(2))
      .add(STOCK, 'StockReserved', reserved('web~1-1', 2))
      .add(ORDER, 'OrderPlaced', placed);
    expect(log.audit(false).violations).toEqual([]);
    expect(log.audit(true).violations).toEqual([
      {
        promise: 7,
        stream: STOCK,
        revision: null,
        detail: '2 units are reserved for web~1-1, which its order no longer has',
      },
    ]);
  });

  test('units that an order has lost count of', () => {
    const log = new Log().add(ORDER, 'OrderPlaced', placed).add(ORDER, 'LinesCancelled', {
      orderId: 'web~1',
      lines: [{ lineId: '1', sku: 'kettle', quantity: 3 }],
      reason: 'too many',
      at: AT,
    });
    const found = log.audit().violations;
    expect(found.map(({ promise, revision }) => [promise, revision])).toEqual([
      ['ledger', 1n],
      [5, null],
    ]);
  });

  test('an order that waits for a node which was never told', () => {
    const allocation = { fulfillmentId: 'web~1-1', nodeId: 'dc', method: 'ship', lines: LINES };
    const step = { orderId: 'web~1', fulfillmentId: 'web~1-1', nodeId: 'dc', lines: LINES, at: AT };
    const log = new Log()
      .add(POLICY, 'PolicyDrafted', drafted(1))
      .add(ORDER, 'OrderPlaced', placed)
      .add(ORDER, 'SourcingPlanned', {
        orderId: 'web~1',
        round: 1,
        allocations: [allocation],
        decision: record,
        at: AT,
      })
      .add(ORDER, 'ReservationConfirmed', { ...step, sku: 'kettle', quantity: 2 })
      .add(ORDER, 'AllocationSecured', step)
      .add(ORDER, 'LinesReleased', step);
    expect(log.audit().violations).toEqual([
      { promise: 5, stream: ORDER, revision: null, detail: 'open, and waits for nothing' },
    ]);
  });

  test('a decision that gives another plan when it is run again', () => {
    const plan = record.plan.map((allocation) => ({ ...allocation, nodeId: 'elsewhere' }));
    const log = new Log()
      .add(POLICY, 'PolicyDrafted', drafted(1))
      .add(ORDER, 'OrderPlaced', placed)
      .add(ORDER, 'DemandParked', { ...parked, decision: record })
      .add(ORDER, 'DemandParked', { ...parked, lines: [], decision: { ...record, plan } });
    const report = log.audit();
    expect(report.decisionsRunAgain).toBe(2);
    expect(report.violations.filter(({ promise }) => promise === 10)).toEqual([
      {
        promise: 10,
        stream: ORDER,
        revision: 2n,
        detail: 'the recorded decision, run again, gives another plan',
      },
    ]);
  });

  test('a decision of an earlier planner that breaks its own rules', () => {
    const { planner: _, ...earlier } = record;
    const plan = earlier.plan.map((allocation) => ({ ...allocation, nodeId: 'elsewhere' }));
    const log = new Log()
      .add(POLICY, 'PolicyDrafted', drafted(1))
      .add(ORDER, 'OrderPlaced', placed)
      .add(ORDER, 'DemandParked', { ...parked, decision: { ...earlier, plan } });
    expect(log.audit().violations.filter(({ promise }) => promise === 10)).toEqual([
      {
        promise: 10,
        stream: ORDER,
        revision: 1n,
        detail: 'the recorded decision breaks its rules: elsewhere: no candidate',
      },
    ]);
  });

  test.each([
    ['of which the log has no policy', drafted(1), 'policy-other:default'],
    ['whose policy says something else than it did', drafted(1, { ...input.policy, maxAttempts: 4 }), POLICY],
  ])('a decision %s', (_, policy, stream) => {
    const log = new Log()
      .add(stream, 'PolicyDrafted', policy)
      .add(ORDER, 'OrderPlaced', placed)
      .add(ORDER, 'DemandParked', { ...parked, decision: record });
    const found = log.audit().violations.filter(({ promise }) => promise === 10);
    expect(found.map(({ stream: where, revision }) => [where, revision])).toEqual([[ORDER, 1n]]);
    expect(found[0]?.detail).toContain('version 1 of policy default');
  });
});

describe('the auditor has nothing to say about', () => {
  test('a decision by rules that are not in force any more, nor one that holds its rules itself', () => {
    const inlined = { scope: 'default', version: 7, policy: input.policy };
    const earlier = { ...record, input: { ...record.input, rules: inlined } };
    const log = new Log()
      .add(POLICY, 'PolicyDrafted', drafted(1))
      .add(POLICY, 'PolicyDrafted', drafted(2, { ...input.policy, maxAttempts: 4 }))
      .add(ORDER, 'OrderPlaced', placed)
      .add(ORDER, 'DemandParked', { ...parked, decision: record })
      .add(ORDER, 'DemandParked', { ...parked, lines: [], decision: earlier });
    expect(log.audit().violations.filter(({ promise }) => promise === 10)).toEqual([]);
    expect(log.audit().decisionsRunAgain).toBe(2);
  });

  test('a sound decision of an earlier planner that the one of today would make otherwise', () => {
    const dear = { ...near, nodeId: 'far', coordinates: { latitude: 50, longitude: 9 } };
    const { planner: _, ...dearer } = recordOf(planSourcing({ ...input, candidates: [dear] }));
    const candidates = [near, dear].map(({ active: __, ...rest }) => rest);
    const earlier = { ...dearer, input: { ...dearer.input, candidates } };
    const log = new Log()
      .add(POLICY, 'PolicyDrafted', drafted(1))
      .add(ORDER, 'OrderPlaced', placed)
      .add(ORDER, 'DemandParked', { ...parked, decision: earlier })
      .add(ORDER, 'DemandParked', { ...parked, lines: [], decision: { ...earlier, planner: PLANNER } });
    const found = log.audit().violations.filter(({ promise }) => promise === 10);
    expect(found.map(({ revision }) => revision)).toEqual([2n]);
  });

  test('an empty log', () => {
    const report = new Log().audit();
    expect([report.events, report.streams, report.violations]).toEqual([0, 0, []]);
  });

  test('several events of one command', () => {
    const log = new Log()
      .add(STOCK, 'StockReceived', received(2), 'same')
      .add(STOCK, 'StockReceived', received(2), 'same');
    expect(log.audit().violations).toEqual([]);
  });

  test('the same ids in another tenant', () => {
    const log = new Log()
      .add(STOCK, 'StockReceived', received(2))
      .add('stock-other:kettle@dc', 'StockReceived', received(3));
    expect(log.audit().violations).toEqual([]);
    expect(log.audit().streams).toBe(2);
  });
});
