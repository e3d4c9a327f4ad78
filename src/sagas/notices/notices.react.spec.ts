import { DECISION_SAMPLE } from '../../../test/support/event-samples/sourcing-decision.sample.js';
import { deepFreeze } from '../../../test/support/given-when-then.js';
import type { Allocation, OrderEvent, OrderMethod } from '../../domain/order/index.js';
import { react } from './notices.react.js';
import { NOTHING_KNOWN, type Telling } from './notices.types.js';

const orderId = 'web~1';
const at = '2026-03-01T09:00:00.000Z';
const LATER = '2026-03-02T09:00:00.000Z';
const PROMISED = '2026-03-05T18:00:00.000Z';
const units = (quantity: number, lineId = '1') => ({
  lineId,
  sku: lineId === '1' ? 'CHAIR' : 'TABLE',
  quantity,
});
const CHAIR = [units(1)];
const BOTH = [units(1), units(1, '2')];

const placed = (method: OrderMethod = 'ship'): OrderEvent => ({
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
const planned = (...plans: readonly Plan[]): OrderEvent => ({
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
const secured = (n: number, lines = CHAIR): OrderEvent => ({
  type: 'AllocationSecured',
  data: { orderId, fulfillmentId: `f-${n}`, nodeId: `wh-${n}`, lines, at },
});
type Reopened = Extract<OrderEvent, { type: 'DemandReopened' }>['data'];
const reopened = (n: number, changes: Partial<Reopened> = {}): OrderEvent => ({
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
const parked = (changes: Partial<Parked> = {}): OrderEvent => ({
  type: 'DemandParked',
  data: { orderId, lines: CHAIR, reason: 'no node', until: LATER, thenAction: 'retry', at, ...changes },
});
const retried = (cause: 'stock-arrived' | 'deadline' = 'stock-arrived'): OrderEvent => ({
  type: 'ParkedDemandRetried',
  data: { orderId, lines: CHAIR, cause, at },
});
type Cancelled = Extract<OrderEvent, { type: 'LinesCancelled' }>['data'];
const cancelled = (changes: Partial<Cancelled>): OrderEvent => ({
  type: 'LinesCancelled',
  data: { orderId, lines: CHAIR, reason: 'changed mind', at, ...changes },
});

/** What is told at each event, in order; events that tell nothing are left out. */
function told(...events: readonly OrderEvent[]): readonly Telling[] {
  let memory = deepFreeze(NOTHING_KNOWN);
  return events.flatMap((event) => {
    const reaction = react(memory, deepFreeze(event));
    memory = deepFreeze(reaction.memory);
    return reaction.tellings;
  });
}
const inShort = (tellings: readonly Telling[]) =>
  tellings.map(({ kind, cause, lines, toNodeIds }) => [
    kind,
    cause,
    lines.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', '),
    toNodeIds?.join(', '),
  ]);
const started = [placed(), planned({ n: 1 }), secured(1)];

describe('cancelled by us', () => {
  it('is told when nobody came to collect, and only when it was for that', () => {
    const ready: OrderEvent = {
      type: 'LinesReadyForPickup',
      data: { orderId, fulfillmentId: 'f-1', lines: CHAIR, pickupBy: LATER, at },
    };
    const noShow = { fulfillmentId: 'f-1', reason: 'no-show' };
    expect(told(...started, ready, cancelled({ ...noShow, at: LATER }))).toEqual([
      {
        orderId,
        channel: 'web',
        customerRef: 'CG-1',
        promisedBy: PROMISED,
        lines: [{ sku: 'CHAIR', quantity: 1 }],
        audience: ['customer', 'retailer'],
        kind: 'cancelled-by-us',
        cause: 'no-show',
        fromNodeId: 'wh-1',
      },
    ]);
    // A customer may write anything as a reason.
    expect(told(...started, ready, cancelled(noShow))).toEqual([]);
    expect(told(...started, cancelled({ ...noShow, at: LATER }))).toEqual([]);
  });

  it('is told when the policy gives up at once, whether the run has planned a part or nothing', () => {
    const decision = { ...DECISION_SAMPLE, afterAction: 'cancel' as const };
    const givenUp = cancelled({ from: 'unsourced', reason: 'no node fits', decision });
    expect(inShort(told(placed(), givenUp))).toEqual([['cancelled-by-us', 'no-node', '1 CHAIR', undefined]]);
    const plan = planned({ n: 1 });
    const partly = { ...plan, data: { ...plan.data, decision } } as OrderEvent;
    const rest = cancelled({ from: 'unsourced', reason: 'no node fits', lines: [units(1, '2')] });
    expect(inShort(told(placed(), partly, rest))).toEqual([
      ['cancelled-by-us', 'no-node', '1 TABLE', undefined],
    ]);
    expect(inShort(told(...started, reopened(1), givenUp))).toEqual([
      ['cancelled-by-us', 'rejected', '1 CHAIR', undefined],
    ]);
  });

  it('is told when waiting ends so, and not when the customer ends it', () => {
    const waits = parked({ thenAction: 'cancel' });
    const due = cancelled({ from: 'parked', reason: 'no node', at: LATER });
    expect(inShort(told(placed(), waits, due)).at(-1)).toEqual([
      'cancelled-by-us',
      'deadline',
      '1 CHAIR',
      undefined,
    ]);
    for (const wish of [
      { reason: 'no node', at },
      { reason: 'changed mind', at: LATER },
    ]) {
      const byCustomer = cancelled({ from: 'parked', ...wish });
      expect(inShort(told(placed(), waits, byCustomer))).toEqual([
        ['waiting', 'no-node', '1 CHAIR', undefined],
      ]);
    }
  });

  it('is not what the customer asks for, wherever the units are', () => {
    expect(told(...started, cancelled({ fulfillmentId: 'f-1' }))).toEqual([]);
    expect(told(...started, reopened(1), cancelled({ from: 'unsourced' }))).toEqual([]);
    const again = [...started, reopened(1), planned({ n: 2 })];
    expect(told(...again, cancelled({ fulfillmentId: 'f-2', from: 'allocation' }), secured(2))).toEqual([]);
  });
});

describe('nothing is told', () => {
  it.each<[string, readonly OrderEvent[]]>([
    [
      'of a first plan, even if it takes two tries',
      [placed(), planned({ n: 1 }), reopened(1), planned({ n: 2 }), secured(2)],
    ],
    ['before the new node is secured', [...started, reopened(1), planned({ n: 2 })]],
    [
      'while a replacement is only sought',
      [...started, reopened(1, { standing: true }), planned({ n: 2, replaces: 'f-1' }), secured(2)],
    ],
    [
      'of a replacement that is not to be had',
      [...started, reopened(1, { standing: true }), parked({ replaces: 'f-1' })],
    ],
    [
      'when the same node does it after all',
      [...started, reopened(1), planned({ n: 3, nodeId: 'wh-1' }), secured(3)],
    ],
    [
      'of an order that nobody knows',
      [reopened(1), planned({ n: 2 }), secured(2), parked(), cancelled({ reason: 'no-show' })],
    ],
  ])('%s', (_, events) => {
    expect(told(...events)).toEqual([]);
  });

  it('when a replacement is given up, and a later trouble has its own cause', () => {
    const abandoned: OrderEvent = {
      type: 'ReplacementAbandoned',
      data: { orderId, fulfillmentId: 'f-1', abandoned: ['f-2'], reason: 'picked', at },
    };
    const silent = reopened(1, { standing: true, cause: 'acceptance-timeout' });
    const story = [...started, silent, planned({ n: 2, replaces: 'f-1' }), abandoned];
    expect(told(...story)).toEqual([]);
    const lost = reopened(1, { cause: 'lost-in-carriage' });
    expect(inShort(told(...story, lost, planned({ n: 3 }), secured(3)))).toEqual([
      ['replanned', 'lost-in-carriage', '1 CHAIR', 'wh-3'],
    ]);
  });
});

describe('one trouble is told once', () => {
  it('with all nodes that took over, when the last of them is secured', () => {
    const all = [placed(), planned({ n: 1, lines: BOTH }), secured(1, BOTH), reopened(1, { lines: BOTH })];
    const split = planned({ n: 2 }, { n: 3, lines: [units(1, '2')] });
    expect(told(...all, split, secured(3, [units(1, '2')]))).toEqual([]);
    expect(inShort(told(...all, split, secured(3, [units(1, '2')]), secured(2)))).toEqual([
      ['replanned', 'rejected', '1 CHAIR, 1 TABLE', 'wh-2, wh-3'],
    ]);
  });

  it('from where it was known to be, however many nodes refuse on the way', () => {
    const refused = { cause: 'reservation-refused' as const };
    const events = [...started, reopened(1), planned({ n: 2 }), reopened(2, refused), planned({ n: 3 })];
    const [only, ...others] = told(...events, secured(3));
    expect(others).toEqual([]);
    expect([only?.cause, only?.fromNodeId, only?.toNodeIds]).toEqual(['rejected', 'wh-1', ['wh-3']]);
  });

  it('and what could be placed of it is told beside what must wait', () => {
    const all = [placed(), planned({ n: 1, lines: BOTH }), secured(1, BOTH), reopened(1, { lines: BOTH })];
    expect(inShort(told(...all, planned({ n: 2 }), parked({ lines: [units(1, '2')] }), secured(2)))).toEqual([
      ['waiting', 'rejected', '1 TABLE', undefined],
      ['replanned', 'rejected', '1 CHAIR', 'wh-2'],
    ]);
    const late = [planned({ n: 2, lines: BOTH }), reopened(2, { lines: [units(1, '2')] }), secured(2)];
    expect(inShort(told(...all, ...late, parked({ lines: [units(1, '2')] })))).toEqual([
      ['waiting', 'rejected', '1 TABLE', undefined],
      ['replanned', 'rejected', '1 CHAIR', 'wh-2'],
    ]);
  });

  it('and two troubles are two, though one node takes both', () => {
    const split = planned({ n: 1 }, { n: 2, lines: [units(1, '2')] });
    const both = [placed(), split, secured(1), secured(2, [units(1, '2')])];
    const down = { cause: 'node-suspended' as const };
    const lost = [reopened(1, down), reopened(2, { lines: [units(1, '2')], cause: 'short-pick' })];
    expect(inShort(told(...both, ...lost, planned({ n: 3, lines: BOTH }), secured(3, BOTH)))).toEqual([
      ['replanned', 'node-suspended', '1 CHAIR', 'wh-3'],
      ['replanned', 'short-pick', '1 TABLE', 'wh-3'],
    ]);
  });

  it('a replacement when it has taken over, with why it was sought', () => {
    const silent = reopened(1, { standing: true, cause: 'acceptance-timeout' });
    const replaced: OrderEvent = {
      type: 'FulfillmentReplaced',
      data: { orderId, fulfillmentId: 'f-1', replacedBy: ['f-2'], lines: CHAIR, at },
    };
    const story = [...started, silent, planned({ n: 2, replaces: 'f-1' }), secured(2), replaced];
    const [only, ...others] = told(...story);
    expect(others).toEqual([]);
    expect([only?.kind, only?.cause, only?.fromNodeId, only?.toNodeIds]).toEqual([
      'replanned',
      'acceptance-timeout',
      'wh-1',
      ['wh-2'],
    ]);
    // From then on the new one is where the customer knows it to be.
    const next = told(...story, reopened(2), planned({ n: 3 }), secured(3)).at(-1);
    expect([next?.fromNodeId, next?.toNodeIds]).toEqual(['wh-2', ['wh-3']]);
  });
});

describe('waiting', () => {
  it('is told once, until the date that was named has passed', () => {
    const again = [retried(), parked({ until: '2026-03-03T09:00:00.000Z' })];
    expect(told(placed(), parked(), ...again)).toHaveLength(1);
    const passed = parked({ at: LATER, until: '2026-03-03T09:00:00.000Z' });
    const all = told(placed(), parked(), ...again, retried('deadline'), passed);
    expect(all.map(({ kind, cause, waitsUntil }) => [kind, cause, waitsUntil])).toEqual([
      ['waiting', 'no-node', LATER],
      ['waiting', 'no-node', '2026-03-03T09:00:00.000Z'],
    ]);
  });

  it('ends with the news of what ended it', () => {
    expect(inShort(told(placed(), parked(), retried(), planned({ n: 1 }), secured(1)))).toEqual([
      ['waiting', 'no-node', '1 CHAIR', undefined],
      ['found', 'stock-arrived', '1 CHAIR', 'wh-1'],
    ]);
  });

  it('is a question to whoever collects: no other store takes over unasked', () => {
    const [asked] = told(placed('pickup'), planned({ n: 1 }), secured(1), reopened(1), parked());
    expect(asked).toEqual({
      orderId,
      channel: 'web',
      customerRef: 'CG-1',
      promisedBy: PROMISED,
      lines: [{ sku: 'CHAIR', quantity: 1 }],
      audience: ['customer', 'retailer'],
      kind: 'choice-needed',
      cause: 'rejected',
      waitsUntil: LATER,
      thenAction: 'retry',
      reason: 'no node',
      fromNodeId: 'wh-1',
    });
  });
});

describe('dates', () => {
  const before = '2026-03-04T10:00:00.000Z';
  const story = (estimatedBy: string | undefined, nodeId = 'wh-2') => [
    placed(),
    planned({ n: 1, estimatedBy: before }),
    secured(1),
    reopened(1),
    planned({ n: 2, nodeId, ...(estimatedBy === undefined ? {} : { estimatedBy }) }),
    secured(2),
  ];
  const who = (tellings: readonly Telling[]) => tellings.map(({ kind, audience }) => [kind, audience.length]);

  it('after the promise are told as such, and not of a first plan', () => {
    const late = '2026-03-05T18:00:00.001Z';
    expect(told(placed(), planned({ n: 1, estimatedBy: late }), secured(1))).toEqual([]);
    const [moved] = told(...story(late));
    expect([moved?.kind, moved?.estimatedBefore, moved?.estimatedNow, moved?.promisedBy]).toEqual([
      'will-be-late',
      before,
      late,
      PROMISED,
    ]);
    const waited = [placed(), parked(), retried(), planned({ n: 1, estimatedBy: late }), secured(1)];
    expect(inShort(told(...waited)).at(-1)).toEqual(['will-be-late', 'stock-arrived', '1 CHAIR', 'wh-1']);
  });

  it('of another day concern the customer; on the same day only the retailer must know of the node', () => {
    expect(who(told(...story('2026-03-05T08:00:00.000Z')))).toEqual([['replanned', 2]]);
    expect(who(told(...story('2026-03-04T23:00:00.000Z')))).toEqual([['replanned', 1]]);
    expect(who(told(...story('2026-03-04T23:00:00.000Z', 'wh-1')))).toEqual([]);
    expect(who(told(...story('2026-03-05T08:00:00.000Z', 'wh-1')))).toEqual([['replanned', 2]]);
  });

  it('that nobody estimates are left out, and the customer is told of the node', () => {
    const [only] = told(...story(undefined));
    expect([only?.kind, only?.audience, only?.estimatedBefore, only?.estimatedNow]).toEqual([
      'replanned',
      ['customer', 'retailer'],
      before,
      undefined,
    ]);
  });

  it('of several nodes are the last of them, and none when one of them has none', () => {
    const all = [
      placed(),
      planned({ n: 1, lines: BOTH, estimatedBy: before }),
      secured(1, BOTH),
      reopened(1, { lines: BOTH }),
    ];
    const second = { n: 3, lines: [units(1, '2')] };
    const now = (estimatedBy?: string) => {
      const plan = planned(
        { n: 2, estimatedBy: '2026-03-04T12:00:00.000Z' },
        estimatedBy === undefined ? second : { ...second, estimatedBy },
      );
      return told(...all, plan, secured(2), secured(3, [units(1, '2')])).map((one) => one.estimatedNow);
    };
    expect(now('2026-03-05T12:00:00.000Z')).toEqual(['2026-03-05T12:00:00.000Z']);
    expect(now()).toEqual([undefined]);
  });
});
