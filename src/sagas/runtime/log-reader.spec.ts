import type { AllOptions, EventStore, SubscriptionMessage } from '../../application/ports/event-store.js';
import { FakeClock, settled } from '../../../test/support/fake-clock.js';
import { SagaFixture } from '../../../test/support/saga-fixture.js';
import { LogReader } from './log-reader.js';

const options = { watchdogMs: 5_000, reopenBaseMs: 100, reopenLimitMs: 1_000 };

/** A store whose subscriptions the test makes up, one after another; the last one is used for all that follow. */
class ScriptedStore {
  readonly openedAfter: (bigint | null)[] = [];
  head: bigint | null = 100n;

  constructor(private readonly scripts: ((signal: AbortSignal) => AsyncIterable<SubscriptionMessage>)[]) {}

  asStore(): EventStore {
    return {
      headPosition: async () => this.head,
      subscribe: ({ after, signal }: AllOptions) => {
        this.openedAfter.push(after);
        const script = this.scripts.length > 1 ? this.scripts.shift() : this.scripts[0];
        return script!(signal!);
      },
    } as unknown as EventStore;
  }
}

const never = new Promise<never>(() => undefined);
async function* silent(): AsyncIterable<SubscriptionMessage> {
  yield await never;
}
async function* passing(
  position: bigint,
  end: 'silence' | 'end' | 'error',
): AsyncIterable<SubscriptionMessage> {
  yield { kind: 'checkpoint', position };
  if (end === 'error') throw new Error('connection lost');
  if (end === 'silence') await never;
}

describe('the reader of the log', () => {
  let heard: string[];
  let clock: FakeClock;
  beforeEach(() => {
    heard = [];
    clock = new FakeClock();
  });
  const listener = {
    onEvent: () => undefined,
    onPassed: (position: bigint) => void heard.push(`passed ${position}`),
    onReopened: (cause: string) => void heard.push(cause),
    onFatal: (error: unknown) => void heard.push(`fatal ${String(error)}`),
  };
  const read = (store: ScriptedStore): LogReader => {
    const reader = new LogReader(store.asStore(), clock, ['order'], listener, options);
    reader.start(null);
    return reader;
  };

  it('opens anew where it was when the subscription breaks, later each time', async () => {
    const store = new ScriptedStore([
      () => passing(7n, 'error'),
      () => {
        throw new Error('refused');
      },
      silent,
    ]);
    const reader = read(store);
    await settled();
    expect([store.openedAfter, heard]).toEqual([[null], ['passed 7', 'error']]);
    await clock.advance(100);
    expect([store.openedAfter, heard]).toEqual([
      [null, 7n],
      ['passed 7', 'error', 'error'],
    ]);
    await clock.advance(199);
    expect(store.openedAfter).toHaveLength(2);
    await clock.advance(1);
    expect(store.openedAfter).toEqual([null, 7n, 7n]);
    reader.stop();
  });

  it('opens anew when the subscription ends without an error', async () => {
    const store = new ScriptedStore([() => passing(7n, 'end'), silent]);
    const reader = read(store);
    await settled();
    await clock.advance(100);
    expect([store.openedAfter, heard]).toEqual([
      [null, 7n],
      ['passed 7', 'ended'],
    ]);
    reader.stop();
  });

  it('opens anew when nothing comes although the log has more, and gives the silent one up for good', async () => {
    const store = new ScriptedStore([() => passing(7n, 'silence'), silent]);
    const reader = read(store);
    await settled();
    await clock.advance(5_000);
    expect(store.openedAfter).toEqual([null]);
    await clock.advance(5_000);
    expect([store.openedAfter, heard]).toEqual([
      [null, 7n],
      ['passed 7', 'silent'],
    ]);
    reader.stop();
  });

  it('leaves a quiet subscription alone when there is nothing more', async () => {
    const store = new ScriptedStore([() => passing(100n, 'silence')]);
    const reader = read(store);
    await settled();
    await clock.advance(60_000);
    expect([store.openedAfter, heard]).toEqual([[null], ['passed 100']]);
    reader.stop();
  });

  it('a head that is of no interest is passed once it is caught up', async () => {
    const store = new ScriptedStore([
      async function* caughtUp() {
        yield { kind: 'caught-up' } as const;
        await never;
      },
    ]);
    const reader = read(store);
    await settled();
    await clock.advance(60_000);
    expect([store.openedAfter, heard, reader.position]).toEqual([[null], ['passed 100'], 100n]);
    reader.stop();
  });

  it('does not take being held up for silence', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    const reader = new LogReader(
      fixture.log,
      clock,
      ['order'],
      { ...listener, onEvent: () => never },
      options,
    );
    reader.start(null);
    await fixture.happens('b');
    await clock.advance(60_000);
    expect(heard).toEqual([]);
    reader.stop();
  });

  it('an error of the listener ends it for good', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    const onEvent = (): undefined => {
      throw new Error('a gap');
    };
    const reader = new LogReader(fixture.log, clock, ['order'], { ...listener, onEvent }, options);
    reader.start(null);
    await clock.advance(60_000);
    expect([heard, clock.pending]).toEqual([['fatal Error: a gap'], 0]);
  });

  it('stopped, it leaves no timer behind and hears nothing', async () => {
    const fixture = new SagaFixture();
    const reader = new LogReader(fixture.log, clock, ['order'], listener, options);
    reader.start(null);
    await settled();
    reader.stop();
    await fixture.happens('a');
    await settled();
    expect([reader.position, clock.pending, heard]).toEqual([null, 0, []]);
  });
});
