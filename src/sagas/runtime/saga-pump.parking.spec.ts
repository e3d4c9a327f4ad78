import { EventStoreUnavailable, type RecordedEvent } from '../../application/ports/event-store.js';
import { SagaFixture } from '../../../test/support/saga-fixture.js';
import type { SagaPump } from './saga-pump.js';

const failureRules = { maxAttempts: 3, retryBaseMs: 100, retryLimitMs: 1_000 };
const idOf = ({ stream, revision }: RecordedEvent): string =>
  `${stream.slice('order-main:'.length)}@${revision}`;

describe('a poisoned event', () => {
  const poisoned = new Set<string>();
  const handler = async (event: RecordedEvent): Promise<void> => {
    if (poisoned.has(idOf(event))) throw new Error('poison');
  };
  beforeEach(() => {
    poisoned.clear();
    poisoned.add('a@0');
  });
  const parkedIn = async (fixture: SagaFixture, pump: SagaPump): Promise<void> => {
    await pump.start();
    await fixture.pass(1_000);
  };

  it('is parked after some tries, and only its key is held back', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    await fixture.happens('a');
    await fixture.happens('b');
    const pump = fixture.pump(handler, { failureRules });
    await parkedIn(fixture, pump);
    await fixture.happens('a');
    await fixture.happens('b');
    await fixture.settled();
    expect(fixture.done).toEqual(['b@0', 'b@1']);
    const parked = await fixture.parkedWork.list('test');
    expect(
      parked.map(({ stream, revision, reason, attempts }) => [stream, revision, reason, attempts]),
    ).toEqual([
      ['order-main:a', '0', 'Error: poison', 3],
      ['order-main:a', '1', `waits behind Happened ${parked[0]?.id}`, 0],
      ['order-main:a', '2', `waits behind Happened ${parked[0]?.id}`, 0],
    ]);
    expect(pump.status).toMatchObject({ parked: 3, inFlight: 0 });
    await pump.stop();
  });

  it('gets all its tries behind an outage, however long that was', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    const failures = [
      ...Array.from({ length: 9 }, () => new EventStoreUnavailable('down')),
      new Error('once'),
    ];
    const pump = fixture.pump(
      async () => {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
      },
      { failureRules },
    );
    await pump.start();
    await fixture.pass(60_000);
    expect([await fixture.parkedWork.list('test'), pump.status.inFlight, failures]).toEqual([[], 0, []]);
    await pump.stop();
  });

  it('lets the checkpoint pass, since the list of parked work is as durable as the log', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    await fixture.happens('b');
    const pump = fixture.pump(handler, { failureRules });
    await parkedIn(fixture, pump);
    await pump.stop();
    expect((await fixture.checkpoint())! >= 20n).toBe(true);
  });

  it('keeps holding its key back after a restart', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    const first = fixture.pump(handler, { failureRules });
    await parkedIn(fixture, first);
    await first.stop();
    poisoned.clear();
    await fixture.happens('a');
    await fixture.happens('b');
    const second = fixture.pump(handler, { failureRules });
    await second.start();
    await fixture.settled();
    expect(fixture.done).toEqual(['b@0']);
    expect(second.status.parked).toBe(2);
    await second.stop();
  });

  it('is not passed while it cannot be parked', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    const inner = fixture.parkedWork;
    let isDown = true;
    const parkedWork = {
      list: (consumer: string) => inner.list(consumer),
      requests: (consumer: string) => inner.requests(consumer),
      park: async (...parked: Parameters<typeof inner.park>) => {
        if (isDown) throw new EventStoreUnavailable('down');
        await inner.park(...parked);
      },
    } as unknown as typeof inner;
    const pump = fixture.pump(handler, { failureRules, parkedWork });
    await pump.start();
    await fixture.pass(5_000);
    expect([pump.status.completed, pump.status.parked]).toEqual([null, 0]);
    isDown = false;
    await fixture.pass(5_000);
    expect([pump.status.completed, pump.status.parked]).toEqual([20n, 1]);
    await pump.stop();
  });

  it('replayed, is worked off with all that waits behind it, in order, before anything newer', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    await fixture.happens('a');
    const pump = fixture.pump(handler, { failureRules });
    await parkedIn(fixture, pump);
    poisoned.clear();
    const [parked] = await fixture.parkedWork.list('test');
    expect(await fixture.parkedWork.replay('test', parked!.id, fixture.clock.now())).toBe(true);
    await fixture.pass(5_000);
    await fixture.happens('a');
    await fixture.settled();
    expect(fixture.done).toEqual(['a@0', 'a@1', 'a@2']);
    expect([pump.status.parked, await fixture.parkedWork.list('test')]).toEqual([0, []]);
    await pump.stop();
  });

  it('that fails again in its replay stays parked with the new reason, and is not tried again unasked', async () => {
    const fixture = new SagaFixture();
    await fixture.happens('a');
    let reason = 'poison';
    let tries = 0;
    const pump = fixture.pump(
      async () => {
        tries += 1;
        throw new Error(reason);
      },
      { failureRules },
    );
    await parkedIn(fixture, pump);
    reason = 'still poison';
    const [parked] = await fixture.parkedWork.list('test');
    await fixture.parkedWork.replay('test', parked!.id, fixture.clock.now());
    await fixture.pass(60_000);
    expect(tries).toBe(4);
    expect((await fixture.parkedWork.list('test')).map((event) => event.reason)).toEqual([
      'Error: still poison',
    ]);
    expect(await fixture.parkedWork.requests('test')).toEqual([]);
    await pump.stop();
  });

  it('an unknown id cannot be replayed', async () => {
    const fixture = new SagaFixture();
    expect(await fixture.parkedWork.replay('test', 'no-such-id', fixture.clock.now())).toBe(false);
  });
});
