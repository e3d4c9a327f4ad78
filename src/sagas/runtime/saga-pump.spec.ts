import { EventStoreUnavailable, type RecordedEvent } from '../../application/ports/event-store.js';
import type { MemoryEventStore } from '../../infrastructure/memory/memory-event-store.js';
import { Gate, SagaFixture } from '../../../test/support/saga-fixture.js';
import { reasonOf } from './failure-verdict.js';

const failureRules = { maxAttempts: 3, retryBaseMs: 100, retryLimitMs: 1_000 };
const idOf = ({ stream, revision }: RecordedEvent): string =>
  `${stream.slice('order-main:'.length)}@${revision}`;

describe('a pump whose handler fails', () => {
  it('tries again after a pause, and only that key waits', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    await fixture.happens('a');
    await fixture.happens('b');
    let failures = 2;
    const pump = fixture.pump(
      async (event) => {
        if (idOf(event) === 'a@0' && failures-- > 0) throw new Error('not now');
      },
      { failureRules },
    );
    await pump.start();
    await fixture.settled();
    expect(fixture.done).toEqual(['b@0']);
    expect(pump.status.completed).toBeNull();
    await fixture.pass(100);
    await fixture.pass(200);
    expect(fixture.done).toEqual(['b@0', 'a@0', 'a@1']);
    expect(fixture.heard).toEqual(['retrying 1: not now', 'retrying 2: not now']);
    expect(pump.status.completed).toBe(30n);
    await pump.stop();
  });

  it('waits out an outage of the store, however often it has to try', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    let failures = 20;
    const pump = fixture.pump(
      async () => {
        if (failures-- > 0) throw new EventStoreUnavailable('down');
      },
      { failureRules },
    );
    await pump.start();
    await fixture.pass(60_000);
    expect(fixture.done).toEqual(['a@0']);
    expect(pump.status.parked).toBe(0);
    await pump.stop();
  });

  it('that throws before it answers a promise is treated the same', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    let failures = 1;
    const pump = fixture.pump(
      () => {
        if (failures-- > 0) throw new Error('at once');
        return undefined;
      },
      { failureRules },
    );
    await pump.start();
    await fixture.pass(100);
    expect([fixture.done, fixture.heard]).toEqual([['a@0'], ['retrying 1: at once']]);
    await pump.stop();
  });
});

describe('a gap in a stream', () => {
  it('stops the pump with an alarm, and nothing is stored past it', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    await fixture.happens('b');
    await fixture.happens('a');
    await fixture.happens('c');
    const lossy = dropping(fixture.log, 'order-main:a', 0n);
    const pump = fixture.pump(undefined, { store: lossy });
    await pump.start();
    await fixture.pass(10_000);
    expect(fixture.done).toEqual(['b@0']);
    expect(fixture.heard).toEqual(['stopped: StreamGap: stream order-main:a: expected revision 0, read 1']);
    expect(pump.status).toMatchObject({
      state: 'stopped',
      alarm: 'StreamGap: stream order-main:a: expected revision 0, read 1',
    });
    await pump.stop();
    expect(await fixture.checkpoint()).toBe(20n);
  });
});

/** The store without one event: a defect between the log and the reader. */
function dropping(inner: MemoryEventStore, stream: string, revision: bigint): MemoryEventStore {
  const lossy = Object.create(inner) as MemoryEventStore;
  lossy.subscribe = async function* subscribe(options) {
    for await (const message of inner.subscribe(options)) {
      const isLost =
        message.kind === 'event' && message.event.stream === stream && message.event.revision === revision;
      if (!isLost) yield message;
    }
  };
  return lossy;
}

describe('a crash', () => {
  it('between the effect and the checkpoint delivers the event once more, and never skips one', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    await fixture.happens('b');
    const gate = new Gate();
    // The first life is cut off in the middle of a@0; b@0 has had its effect. It is never stopped: it just ends.
    const first = fixture.pump(async (event) => {
      if (idOf(event) === 'a@0') await gate.passed;
    });
    await first.start();
    await fixture.pass(10_000);
    expect([fixture.done, await fixture.checkpoint()]).toEqual([['b@0'], null]);
    const second = fixture.pump();
    await second.start();
    await fixture.pass(1_000);
    expect(fixture.done).toEqual(['b@0', 'a@0', 'b@0']);
    expect(await fixture.checkpoint()).toBe(20n);
    await second.stop();
  });

  it('after the checkpoint delivers nothing again', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    const first = fixture.pump();
    await first.start();
    await fixture.pass(1_000);
    const second = fixture.pump();
    await second.start();
    await fixture.happens('a');
    await fixture.settled();
    expect(fixture.done.filter((event) => event === 'a@0')).toHaveLength(1);
    await first.stop();
    await second.stop();
  });
});

describe('the checkpoint', () => {
  it('is tried again when it cannot be stored', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    let isDown = true;
    const checkpoints = {
      load: async () => null,
      store: async (name: string, position: bigint) => {
        if (isDown) throw new Error('down');
        await fixture.checkpoints.store(name, position);
      },
    };
    const pump = fixture.pump(undefined, { checkpoints });
    await pump.start();
    await fixture.pass(1_000);
    expect(fixture.heard).toEqual(['checkpoint failed: down']);
    isDown = false;
    await fixture.pass(1_000);
    expect(await fixture.checkpoint()).toBe(10n);
    await pump.stop();
  });

  it('is stored after so many events without waiting for the time', async () => {
    const fixture = new SagaFixture();
    for (let index = 0; index < 10; index += 1) await fixture.happens(`k${index}`);
    const pump = fixture.pump(undefined, { options: { checkpointEveryEvents: 4 } });
    await pump.start();
    await fixture.settled();
    expect((await fixture.checkpoint())! >= 80n).toBe(true);
    await pump.stop();
  });

  it('waits for what a handled event still asks for, while its key goes on', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    await fixture.happens('a');
    const gate = new Gate();
    const pump = fixture.pump(
      async () => undefined,
      {},
      (event) => (idOf(event) === 'a@0' ? gate.passed : undefined),
    );
    await pump.start();
    await fixture.pass(10_000);
    expect([fixture.done, await fixture.checkpoint()]).toEqual([['a@0', 'a@1'], null]);
    gate.open();
    await fixture.pass(1_000);
    expect(await fixture.checkpoint()).toBe(20n);
    await pump.stop();
  });

  it('does not pass what a handled event still asked for when the pump was stopped', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    const first = fixture.pump(
      async () => undefined,
      {},
      () => new Gate().passed,
    );
    await first.start();
    await fixture.settled();
    await first.stop();
    const second = fixture.pump();
    await second.start();
    await fixture.pass(1_000);
    expect([fixture.done, await fixture.checkpoint()]).toEqual([['a@0', 'a@0'], 10n]);
    await second.stop();
  });

  it('is stored when the pump stops, after what runs has finished', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    await fixture.happens('a');
    const gate = new Gate();
    const pump = fixture.pump(() => gate.passed);
    await pump.start();
    await fixture.settled();
    const stopping = pump.stop();
    gate.open();
    await stopping;
    expect([fixture.done, await fixture.checkpoint()]).toEqual([['a@0'], 10n]);
  });
});

describe('work that comes from no event', () => {
  it('waits its turn in its key, is told of failures, and is left out while the key is parked', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    const gate = new Gate();
    const log: string[] = [];
    const pump = fixture.pump(
      async (event) => {
        if (event.revision === 1n) throw new Error('poison');
        await gate.passed;
        log.push('event');
      },
      { failureRules },
    );
    await pump.start();
    await fixture.settled();
    const done = (error?: unknown): void => {
      log.push(error === undefined ? 'done' : `done: ${error === null ? 'not run' : reasonOf(error)}`);
    };
    const key = 'order-main:a';
    pump.submit(key, async () => void log.push('work'), done);
    pump.submit(key, () => Promise.reject(new Error('failed')), done);
    gate.open();
    await fixture.settled();
    await fixture.happens('a');
    await fixture.pass(1_000);
    pump.submit(key, async () => void log.push('never'), done);
    await fixture.settled();
    expect(log).toEqual(['event', 'work', 'done', 'done: Error: failed', 'done: not run']);
    await pump.stop();
  });
});

describe('a full pump', () => {
  it('stops reading until there is room, and loses nothing', async () => {
    const fixture = new SagaFixture();
    for (let index = 0; index < 30; index += 1) await fixture.happens(`k${index}`);
    const gate = new Gate();
    const pump = fixture.pump(() => gate.passed, { options: { capacity: 8, concurrency: 4 } });
    await pump.start();
    await fixture.settled();
    expect(pump.status.inFlight).toBe(8);
    gate.open();
    await fixture.settled();
    expect(fixture.done).toHaveLength(30);
    expect(pump.status.completed).toBe(300n);
    await pump.stop();
  });
});
