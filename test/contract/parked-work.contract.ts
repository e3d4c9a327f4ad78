import type { EventStore } from '../../src/application/ports/event-store.js';
import type { ParkedEvent } from '../../src/application/ports/parked-work.js';
import { LoggedParkedWork } from '../../src/infrastructure/eventstore/logged-parked-work.js';
import { SystemIds } from '../../src/infrastructure/system/system-ids.js';

const at = '2026-03-02T10:00:00.000Z';

/** What parked work must do over any log. Each test uses a consumer of its own. */
export function parkedWorkContract(open: () => Promise<EventStore>): void {
  const ids = new SystemIds();
  let store: EventStore;
  let consumer: string;
  let made = 0;

  beforeAll(async () => {
    store = await open();
  });

  beforeEach(() => {
    made += 1;
    consumer = `consumer-${made}`;
  });

  const process = (): LoggedParkedWork => new LoggedParkedWork(store, ids);
  const event = (n: number, reason = 'Error: poison'): ParkedEvent => ({
    id: ids.derived(`parked/${n}`),
    consumer,
    key: 'main:web~1',
    stream: 'order-main:web~1',
    revision: `${n}`,
    type: 'OrderPlaced',
    reason,
    attempts: 3,
    parkedAt: at,
  });

  it('an unknown event is neither replayed nor done, and nothing is written for it', async () => {
    const work = process();
    expect(await work.replay(consumer, 'unknown', at)).toBe(false);
    await work.done(consumer, 'unknown', at);
    await work.replayFailed(consumer, 'unknown', 'why', at);
    const written: string[] = [];
    for await (const { event: found } of store.readStream(`parked-engine:${consumer}`))
      written.push(found.type);
    expect([written, await work.list(consumer)]).toEqual([[], []]);
  });

  it('what one process parks, another finds, oldest first', async () => {
    const work = process();
    await work.park(event(1));
    await work.park(event(2));
    expect(await process().list(consumer)).toEqual([event(1), event(2)]);
    expect(await process().list('another')).toEqual([]);
  });

  it('two processes that park the same event at once park it once', async () => {
    await Promise.all([process().park(event(1)), process().park(event(1)), process().park(event(1))]);
    expect(await process().list(consumer)).toEqual([event(1)]);
  });

  it('processes that park different events at once lose none', async () => {
    await Promise.all([1, 2, 3, 4].map((n) => process().park(event(n))));
    const parked = await process().list(consumer);
    expect(parked.map(({ revision }) => revision).sort()).toEqual(['1', '2', '3', '4']);
  });

  it('a wish for a replay is found by the process that owns the consumer, once', async () => {
    const owner = process();
    await owner.park(event(1));
    expect(await process().replay(consumer, event(1).id, at)).toBe(true);
    expect(await process().replay(consumer, event(1).id, at)).toBe(true);
    expect(await owner.requests(consumer)).toEqual([{ id: event(1).id, requestedAt: at }]);
  });

  it('an event that is done is off the list, and so is the wish', async () => {
    const work = process();
    await work.park(event(1));
    await work.replay(consumer, event(1).id, at);
    await work.done(consumer, event(1).id, at);
    expect([await process().list(consumer), await process().requests(consumer)]).toEqual([[], []]);
  });

  it('a replay that failed leaves the event with its new reason, and no wish', async () => {
    const work = process();
    await work.park(event(1));
    await work.replay(consumer, event(1).id, at);
    await work.replayFailed(consumer, event(1).id, 'Error: still poison', at);
    expect(await process().list(consumer)).toEqual([event(1, 'Error: still poison')]);
    expect(await process().requests(consumer)).toEqual([]);
  });
}
