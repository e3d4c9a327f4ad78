import {
  RunnerFixture,
  TALLY_STREAM,
  add,
  contextOf,
  foreignEvent,
} from '../../../test/support/runner-fixture.js';
import { turnUntilSettled } from '../../../test/support/fake-clock.js';
import { type TallyCommand, tallyDecider } from '../../../test/support/tally.decider.js';
import { DecisionTooLarge, StreamBusy } from './runner-errors.js';

const throwing: TallyCommand = { type: 'Throw', data: { id: 'tally' } };
const unfoldable: TallyCommand = { type: 'AddUnfoldable', data: { id: 'tally' } };
const text = (length: number): TallyCommand => ({
  type: 'AddText',
  data: { id: 'tally', text: 'x'.repeat(length) },
});

function outcomes(settled: readonly PromiseSettledResult<{ readonly outcome: string }>[]): readonly string[] {
  return settled.map((one) => (one.status === 'fulfilled' ? one.value.outcome : String(one.reason)));
}

describe('a command that fails among others', () => {
  it('throws to its own caller and leaves its neighbours and their state alone', async () => {
    const fixture = new RunnerFixture();

    const settled = await Promise.allSettled([
      fixture.run('a', add(1)),
      fixture.run('b', throwing),
      fixture.run('c', add(-1)),
      fixture.run('d', unfoldable),
      fixture.run('e', add(-5)),
      fixture.run('f', add(4)),
    ]);

    expect(outcomes(settled)).toEqual([
      'accepted',
      'Error: the decider has a defect',
      'accepted',
      'Error: the fold has a defect',
      'rejected',
      'accepted',
    ]);
    expect(await fixture.events()).toEqual([
      'Added {"amount":1}',
      'Added {"amount":-1}',
      'Added {"amount":4}',
    ]);
    expect(fixture.store.attempts).toHaveLength(1);
  });

  it('is written alone when the store cannot take the batch, so that only the culprit fails', async () => {
    const fixture = new RunnerFixture();
    const broken = { kind: 'broken', error: new Error('cannot be encoded') } as const;
    fixture.store.failAppends(broken, { kind: 'none' }, broken);

    const settled = await Promise.allSettled([
      fixture.run('a', add(1)),
      fixture.run('b', add(2)),
      fixture.run('c', add(3)),
    ]);

    expect(outcomes(settled)).toEqual(['accepted', 'Error: cannot be encoded', 'accepted']);
    expect(await fixture.events()).toEqual(['Added {"amount":1}', 'Added {"amount":3}']);
  });

  it('is refused when it decides on more events than a decision may have', async () => {
    const fixture = new RunnerFixture();
    const parts = (count: number): TallyCommand => ({
      type: 'AddParts',
      data: { id: 'tally', parts: Array(count).fill(1) },
    });

    await expect(fixture.run('too-many', parts(101))).rejects.toBeInstanceOf(DecisionTooLarge);
    expect((await fixture.run('most', parts(100))).outcome).toBe('accepted');
    expect(await fixture.loaded()).toEqual({ state: { total: 100, events: 100 }, revision: 99n });
  });

  it('is refused when an event is larger than an event may be, counted in bytes', async () => {
    const fixture = new RunnerFixture();
    const overhead = '{"text":""}'.length;

    await expect(fixture.run('large', text(256 * 1024 - overhead + 1))).rejects.toBeInstanceOf(
      DecisionTooLarge,
    );
    const wide: TallyCommand = { type: 'AddText', data: { id: 'tally', text: 'ü'.repeat(140 * 1024) } };
    await expect(fixture.run('wide', wide)).rejects.toBeInstanceOf(DecisionTooLarge);
    expect((await fixture.run('largest', text(256 * 1024 - overhead))).outcome).toBe('accepted');
  });
});

describe('commands that wait for one stream', () => {
  it('are written together, in the order in which they came, each with its own revision', async () => {
    const fixture = new RunnerFixture();

    const results = await Promise.all([1, 2, 3].map((amount) => fixture.run(`add-${amount}`, add(amount))));

    expect(results).toEqual(
      [1, 2, 3].map((amount) => ({
        outcome: 'accepted',
        stream: TALLY_STREAM,
        revision: BigInt(amount - 1),
        position: 30n,
        events: [{ type: 'Added', data: { amount } }],
        repeated: false,
      })),
    );
    expect(fixture.store.attempts).toHaveLength(1);
  });

  it('see what the ones before them did: the last unit is sold once', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('stock', add(3));

    const buyers = await Promise.all(
      [...Array(10).keys()].map((buyer) => fixture.run(`b-${buyer}`, add(-1))),
    );

    expect(buyers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(3);
    expect(await fixture.loaded()).toEqual({ state: { total: 0, events: 4 }, revision: 3n });
  });

  it('collect while a write is on its way, and then go out in one', async () => {
    const fixture = new RunnerFixture();
    let open = (): void => undefined;
    fixture.store.holdAppends(
      new Promise<void>((resolve) => {
        open = resolve;
      }),
    );
    const first = fixture.run('first', add(1));
    while (fixture.store.attempts.length === 0) await Promise.resolve();
    const others = [...Array(50).keys()].map((index) => fixture.run(`o-${index}`, add(1)));
    open();
    await Promise.all([first, ...others]);

    expect(fixture.store.attempts.map(({ events }) => events.length)).toEqual([1, 50]);
  });

  it('are spread over writes of bounded size, still in order', async () => {
    const fixture = new RunnerFixture({ options: { maxBytesPerWrite: 3_000, maxEventsPerWrite: 3 } });

    await Promise.all([
      ...[400, 400, 400].map((length, index) => fixture.run(`t-${index}`, text(length))),
      ...[1, 2, 3, 4].map((amount) => fixture.run(`a-${amount}`, add(amount))),
    ]);

    expect(fixture.store.attempts.map(({ events }) => events.length)).toEqual([2, 3, 2]);
    expect((await fixture.events()).slice(3)).toEqual([1, 2, 3, 4].map((n) => `Added {"amount":${n}}`));
  });

  it('are turned away when too many wait', async () => {
    const fixture = new RunnerFixture({ options: { maxWaitingPerStream: 2 } });

    const settled = await Promise.allSettled([1, 2, 3].map((n) => fixture.run(`c-${n}`, add(n))));

    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(settled[2]).toEqual({ status: 'rejected', reason: new StreamBusy(TALLY_STREAM, 2) });
  });

  it('all take effect when the batch loses a race', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('stock', add(1));
    fixture.store.failAppends({ kind: 'conflict' });

    const results = await turnUntilSettled(
      fixture.clock,
      Promise.all([fixture.run('a', add(2)), fixture.run('b', add(3))]),
    );

    expect(results.map(({ revision }) => revision)).toEqual([1n, 2n]);
  });
});

describe('loading an aggregate', () => {
  it('sees what another process has written since', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('mine', add(1));
    await fixture.restart().execute(tallyDecider, add(2), contextOf('theirs'));

    expect(await fixture.loaded()).toEqual({ state: { total: 3, events: 2 }, revision: 1n });
  });

  it('reads only what is new', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('mine', add(1));
    await fixture.loaded();

    expect(fixture.store.reads.map(({ fromRevision }) => fromRevision)).toEqual([0n, 1n]);
  });

  it('reads nothing when memory goes as far as the caller asks', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('a', add(1));
    await fixture.run('b', add(2));
    await fixture.log.append(TALLY_STREAM, 1n, [foreignEvent('other', 10)]);
    const load = (atLeast: bigint): Promise<unknown> =>
      fixture.runner.load(tallyDecider, 'main', 'tally', { atLeast });

    expect(await load(1n)).toEqual({ state: { total: 3, events: 2 }, revision: 1n });
    expect(fixture.store.reads).toHaveLength(1);
    expect(await load(2n)).toEqual({ state: { total: 13, events: 3 }, revision: 2n });
    expect(fixture.store.reads).toHaveLength(2);
  });

  it('answers the initial state for a stream that does not exist', async () => {
    expect(await new RunnerFixture().loaded()).toEqual({ state: { total: 0, events: 0 }, revision: null });
  });

  it('sees the commands that were sent before it', async () => {
    const fixture = new RunnerFixture();

    const [, loaded] = await Promise.all([fixture.run('mine', add(1)), fixture.loaded()]);

    expect(loaded).toEqual({ state: { total: 1, events: 1 }, revision: 0n });
  });
});

describe('the memory of the runner', () => {
  it('holds no more streams than it may, at least half as many, and forgets none of their facts', async () => {
    const fixture = new RunnerFixture({ options: { maxCachedStreams: 4 } });
    const addTo = (id: string, name: string): Promise<unknown> =>
      fixture.runner.execute(tallyDecider, { type: 'Add', data: { id, amount: 1 } }, contextOf(name));
    const held: number[] = [];
    for (const id of ['a', 'b', 'c', 'd', 'e', 'a']) {
      await addTo(id, `${id}-${fixture.store.attempts.length}`);
      held.push(fixture.runner.figures.cachedStreams);
    }

    expect(Math.max(...held)).toBeLessThanOrEqual(4);
    expect(held.at(-1)).toBeGreaterThanOrEqual(2);
    expect(await fixture.runner.load(tallyDecider, 'main', 'a')).toEqual({
      state: { total: 2, events: 2 },
      revision: 1n,
    });
  });

  it('keeps the streams that were used last', async () => {
    const fixture = new RunnerFixture({ options: { maxCachedStreams: 4 } });
    const use = (id: string): Promise<unknown> =>
      fixture.runner.load(tallyDecider, 'main', id, { atLeast: -1n });
    for (const id of ['a', 'b', 'a', 'c', 'a']) await use(id);

    expect(fixture.store.reads.map(({ stream }) => stream.at(-1))).toEqual(['a', 'b', 'c']);
  });

  it('keeps no queue for a stream that is at rest', async () => {
    const fixture = new RunnerFixture();
    const run = fixture.run('mine', add(1));
    expect(fixture.runner.figures.busyStreams).toBe(1);
    await fixture.runner.drain();
    await run;

    expect(fixture.runner.figures.busyStreams).toBe(0);
  });

  it('tells the observer when a stream grows long', async () => {
    const long: string[] = [];
    const fixture = new RunnerFixture({
      options: { longStreamEvents: 2 },
      observer: { longStream: (stream, events) => long.push(`${stream} ${events}`) },
    });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await fixture.run(name, add(1));

    expect(long).toEqual([`${TALLY_STREAM} 2`, `${TALLY_STREAM} 4`]);
  });
});
