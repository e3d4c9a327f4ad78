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
import type { Telling } from './notices.types.js';

describe('a replacement', () => {
  const silent = reopened(1, { standing: true, cause: 'acceptance-timeout' });
  const sought = [...started, silent];
  const takesOver = [planned({ n: 2, replaces: 'f-1' }), secured(2), replaced(2)];

  it('that was found at the second try is told with why it was sought', () => {
    const abandoned: OrderEvent = {
      type: 'ReplacementAbandoned',
      data: { orderId, fulfillmentId: 'f-1', abandoned: ['f-0'], reason: 'no node fits', at },
    };
    const again: OrderEvent = {
      type: 'ParkedDemandRetried',
      data: { orderId, lines: CHAIR, cause: 'stock-arrived', replaces: 'f-1', at },
    };
    const first = [planned({ n: 0, replaces: 'f-1' }), abandoned, parked({ replaces: 'f-1' })];
    expect(inShort(told(...sought, ...first, again, ...takesOver))).toEqual([
      ['replanned', 'acceptance-timeout', '1 CHAIR', 'wh-2'],
    ]);
  });

  it('is told with why it was sought, though stock fell short in the meantime', () => {
    const short = reopened(1, { standing: true, cause: 'count-below-reserved' });
    expect(inShort(told(...sought, short, ...takesOver))).toEqual([
      ['replanned', 'acceptance-timeout', '1 CHAIR', 'wh-2'],
    ]);
  });

  it('has its own date, and the old one was that of the old node', () => {
    const [before, now] = ['2026-03-03T10:00:00.000Z', '2026-03-04T10:00:00.000Z'];
    const old = [placed(), planned({ n: 1, estimatedBy: before }), secured(1), silent];
    const other = [planned({ n: 2, replaces: 'f-1', estimatedBy: now }), secured(2), replaced(2)];
    expect(told(...old, ...other).map((one) => [one.estimatedBefore, one.estimatedNow])).toEqual([
      [before, now],
    ]);
  });

  it('takes nothing of what other units wait for', () => {
    const two = [placed(), planned({ n: 1 }, { n: 4 }), secured(1), secured(4), reopened(4), silent];
    const found = [planned({ n: 5 }), secured(5)];
    expect(inShort(told(...two, planned({ n: 2, replaces: 'f-1' }), ...found))).toEqual([
      ['replanned', 'rejected', '1 CHAIR', 'wh-5'],
    ]);
  });

  it('that is sought again wakes nothing that waits for itself', () => {
    const again: OrderEvent = {
      type: 'ParkedDemandRetried',
      data: { orderId, lines: CHAIR, cause: 'manual', replaces: 'f-1', at },
    };
    const waits = [...sought, parked({ replaces: 'f-1' }), parked()];
    const found = [retried('deadline'), planned({ n: 5 }), secured(5)];
    expect(inShort(told(...waits, again, ...found))).toEqual([
      ['waiting', 'no-node', '1 CHAIR', undefined],
      ['found', 'deadline', '1 CHAIR', 'wh-5'],
    ]);
  });

  it('that takes over no unit is no news', () => {
    expect(told(...sought, ...takesOver.slice(0, 2), replaced(2, []))).toEqual([]);
  });
});

describe('waiting', () => {
  it('ends when the wait ends, and not when a node may be asked again before', () => {
    const tried = { until: '2026-03-01T15:00:00.000Z', thenAction: 'retry' as const };
    const [only, ...others] = told(
      placed(),
      parked({ ...tried, waitsUntil: LATER }),
      retried('deadline'),
      parked({ at: tried.until, until: LATER, thenAction: 'retry' }),
    );
    expect(others).toEqual([]);
    // What happens then is decided when that node has been asked.
    expect([only?.waitsUntil, only?.thenAction]).toEqual([LATER, undefined]);
  });

  it('is told again when it turns out that the end of it is the end of the units', () => {
    const tried = { until: '2026-03-01T15:00:00.000Z', thenAction: 'retry' as const };
    const doomed = parked({ at: tried.until, until: LATER, thenAction: 'cancel' });
    const again = [retried(), doomed];
    const all = told(
      placed(),
      parked({ ...tried, waitsUntil: LATER }),
      retried('deadline'),
      doomed,
      ...again,
    );
    expect(all.map(({ kind, waitsUntil, thenAction }) => [kind, waitsUntil, thenAction])).toEqual([
      ['waiting', LATER, undefined],
      ['waiting', LATER, 'cancel'],
    ]);
  });

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

  it('ends with that news however often it was tried in vain', () => {
    const again = [retried(), parked(), retried(), parked(), retried()];
    expect(inShort(told(placed(), parked(), ...again, planned({ n: 1 }), secured(1)))).toEqual([
      ['waiting', 'no-node', '1 CHAIR', undefined],
      ['found', 'stock-arrived', '1 CHAIR', 'wh-1'],
    ]);
  });

  it('is over for what the customer gave up: what is found later is what came to wait later', () => {
    const givenUp = cancelled({ from: 'parked' });
    const later = [planned({ n: 1 }), secured(1), reopened(1), parked()];
    const found = [retried(), planned({ n: 2 }), secured(2)];
    const last = told(placed(), parked(), givenUp, ...later, ...found).at(-1);
    expect([last?.kind, last?.fromNodeId, last?.toNodeIds]).toEqual(['found', 'wh-1', ['wh-2']]);
  });

  it('names no node when the units come from several', () => {
    const two = planned({ n: 1 }, { n: 2, lines: [units(1, '2')] });
    const story = [placed(), two, secured(1), secured(2, [units(1, '2')])];
    const gone = [reopened(1), reopened(2, { lines: [units(1, '2')] }), parked({ lines: BOTH })];
    const news = told(...story, ...gone);
    expect(inShort(news)).toEqual([['waiting', 'rejected', '1 CHAIR, 1 TABLE', undefined]]);
    expect(news[0]).not.toHaveProperty('fromNodeId');
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

  it('are no secret between us and the retailer when the customer was told to wait, or that it is late', () => {
    const until = parked({ lines: CHAIR });
    const found = [retried(), planned({ n: 2, estimatedBy: before }), secured(2)];
    const first = [placed(), planned({ n: 1, estimatedBy: before }), secured(1), reopened(1)];
    expect(who(told(...first, until, ...found))).toEqual([
      ['waiting', 2],
      ['found', 2],
    ]);
    const late = '2026-03-06T08:00:00.000Z';
    const known = [placed(), planned({ n: 1, estimatedBy: late }), secured(1), reopened(1)];
    expect(who(told(...known, planned({ n: 2, estimatedBy: late }), secured(2)))).toEqual([
      ['will-be-late', 2],
    ]);
  });

  it('that nobody ever estimates leave the node to be told of', () => {
    expect(who(told(...started, reopened(1), planned({ n: 2 }), secured(2)))).toEqual([['replanned', 2]]);
  });

  it('of the same day are told to the retailer alone, who does a part of it now', () => {
    const all = [
      placed(),
      planned({ n: 1, lines: BOTH, estimatedBy: before }),
      secured(1, BOTH),
      reopened(1, { lines: BOTH }),
    ];
    const stays = { n: 3, nodeId: 'wh-1', estimatedBy: before };
    const moves = { n: 2, lines: [units(1, '2')], estimatedBy: before };
    const [only, ...others] = told(...all, planned(stays, moves), secured(3), secured(2, [units(1, '2')]));
    expect(others).toEqual([]);
    expect([only?.kind, only?.audience, only?.toNodeIds]).toEqual([
      'replanned',
      ['retailer'],
      ['wh-1', 'wh-2'],
    ]);
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
