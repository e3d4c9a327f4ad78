import { DECISION_SAMPLE } from '../../../test/support/event-samples/sourcing-decision.sample.js';
import {
  BOTH,
  CHAIR,
  LATER,
  PROMISED,
  at,
  cancelled,
  inShort,
  orderId,
  parked,
  placed,
  planned,
  reopened,
  replaced,
  retried,
  secured,
  started,
  told,
  units,
} from '../../../test/support/notices-story.js';
import type { OrderEvent } from '../../domain/order/index.js';

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
    const late = cancelled({ fulfillmentId: 'f-1', reason: 'changed mind', at: LATER });
    expect(told(...started, ready, late)).toEqual([]);
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

  it('is not what the customer gives up while a part is planned, under a policy that lets the rest wait', () => {
    const rest = cancelled({ from: 'unsourced', lines: [units(1, '2')] });
    expect(told(placed(), planned({ n: 1 }), rest)).toEqual([]);
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
    // Words of the customer's that happen to be ours, where the policy would have tried again.
    const inOurWords = told(placed(), parked({ thenAction: 'retry' }), due);
    expect(inShort(inOurWords)).toEqual([['waiting', 'no-node', '1 CHAIR', undefined]]);
  });

  it('is told of what waited longest, whatever waits beside it for another try', () => {
    const beside = parked({ until: '2026-03-09T09:00:00.000Z' });
    const waits = parked({ thenAction: 'cancel' });
    const due = cancelled({ from: 'parked', reason: 'no node', at: LATER });
    expect(inShort(told(placed(), beside, waits, due)).at(-1)).toEqual([
      'cancelled-by-us',
      'deadline',
      '1 CHAIR',
      undefined,
    ]);
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
      [
        planned({ n: 1 }),
        secured(1),
        reopened(1),
        planned({ n: 2 }),
        secured(2),
        replaced(2),
        parked(),
        cancelled({ reason: 'no node', from: 'unsourced', decision: DECISION_SAMPLE }),
      ],
    ],
    [
      'of units that nobody knows to be there',
      [placed(), reopened(8), replaced(9), cancelled({ from: 'parked', reason: 'no node', at: LATER })],
    ],
    [
      'of what goes as it was said',
      [
        ...started,
        { type: 'OrderHeld', data: { orderId, holdType: 'manual', reason: 'a call', at } },
        { type: 'LinesPicked', data: { orderId, fulfillmentId: 'f-1', lines: CHAIR, at } },
        { type: 'LinesShipped', data: { orderId, fulfillmentId: 'f-1', lines: CHAIR, shippedAt: at, at } },
      ],
    ],
    [
      'of a replacement whose stock is gone before it takes over',
      [
        ...started,
        reopened(1, { standing: true }),
        planned({ n: 2, replaces: 'f-1' }),
        secured(2),
        reopened(2, { cause: 'count-below-reserved' }),
        planned({ n: 3, replaces: 'f-1' }),
        secured(3),
      ],
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
    const after = [secured(3, [units(1, '2')]), secured(2), secured(2)];
    expect(inShort(told(...all, split, ...after))).toEqual([
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

  it('and three are three, though units had to wait in between', () => {
    const split = planned({ n: 1 }, { n: 2, lines: [units(1, '2')] });
    const lamp = { lineId: '3', sku: 'LAMP', quantity: 1 };
    const all = [...BOTH, lamp];
    const story = [placed(), split, secured(1), secured(2, [units(1, '2')])];
    const troubles = [
      reopened(1, { cause: 'node-suspended' }),
      parked({ lines: [lamp] }),
      reopened(2, { lines: [units(1, '2')], cause: 'short-pick' }),
      { ...retried(), data: { ...retried().data, lines: [lamp] } } as OrderEvent,
    ];
    expect(inShort(told(...story, ...troubles, planned({ n: 3, lines: all }), secured(3, all)))).toEqual([
      ['waiting', 'no-node', '1 LAMP', undefined],
      ['replanned', 'node-suspended', '1 CHAIR', 'wh-3'],
      ['replanned', 'short-pick', '1 TABLE', 'wh-3'],
      ['found', 'stock-arrived', '1 LAMP', 'wh-3'],
    ]);
  });

  it('and what the customer gave up of it is not told with what is left', () => {
    const two = [placed(), planned({ n: 1 }, { n: 2 }), secured(1), secured(2)];
    const givenUp = cancelled({ from: 'unsourced' });
    const [only, ...others] = told(
      ...two,
      reopened(1),
      givenUp,
      reopened(2, { cause: 'short-pick' }),
      planned({ n: 3 }),
      secured(3),
    );
    expect(others).toEqual([]);
    expect([only?.cause, only?.fromNodeId, only?.toNodeIds]).toEqual(['short-pick', 'wh-2', ['wh-3']]);
  });

  it('a replacement when it has taken over, with why it was sought', () => {
    const silent = reopened(1, { standing: true, cause: 'acceptance-timeout' });
    const story = [...started, silent, planned({ n: 2, replaces: 'f-1' }), secured(2), replaced(2)];
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
