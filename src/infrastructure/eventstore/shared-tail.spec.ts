import { type AllOptions, EventStoreUnavailable } from '../../application/ports/event-store.js';
import type { StreamCategory } from '../../domain/shared/stream-names.js';
import { received } from '../../../test/contract/engine-event-store.contract.js';
import { MemoryEventStore } from '../memory/memory-event-store.js';
import { SharedTail } from './shared-tail.js';

const STOCK: readonly StreamCategory[] = ['stock'];

/** The log in memory, which counts who follows it and can break what they have open, or hold it still. */
class WatchedStore extends MemoryEventStore {
  readonly opened: AllOptions[] = [];
  open = 0;
  isStill = false;
  private break = new AbortController();

  override async *subscribe(options: AllOptions) {
    this.opened.push(options);
    this.open += 1;
    const breaking = this.break.signal;
    const signal = options.signal ? AbortSignal.any([options.signal, breaking]) : breaking;
    try {
      for await (const message of super.subscribe({ ...options, signal })) {
        while (this.isStill && options.categories.length > 1) await turn();
        yield message;
      }
      if (breaking.aborted) throw new EventStoreUnavailable('cut');
    } finally {
      this.open -= 1;
    }
  }

  cut(): void {
    this.break.abort();
    this.break = new AbortController();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function turns(): Promise<void> {
  for (let at = 0; at < 20; at += 1) await turn();
}

let log: WatchedStore;
let shared: SharedTail;
let written: number;
let stopping: AbortController;

beforeEach(() => {
  log = new WatchedStore();
  shared = new SharedTail(log, 3);
  written = 0;
  stopping = new AbortController();
});
afterEach(async () => {
  log.isStill = false;
  stopping.abort();
  await turns();
});

async function write(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    written += 1;
    await log.append(`stock-main:s${written}@n`, 'no-stream', [received(`s${written}`, written)]);
  }
}

/** Follows the log; `heard` are the quantities of its events, `pause` holds it up. */
function follower(categories = STOCK, signal = stopping.signal) {
  const state = { heard: [] as unknown[], error: undefined as unknown, pause: Promise.resolve() };
  const run = async (): Promise<void> => {
    for await (const message of shared.subscribe({ after: null, categories, signal })) {
      if (message.kind === 'event')
        state.heard.push((message.event.event.data as { quantity: number }).quantity);
      await state.pause;
    }
  };
  void run().catch((error: unknown) => {
    state.error = error;
  });
  return state;
}

const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, at) => at + 1);

it('tells every follower when the shared subscription breaks, and lets them begin again', async () => {
  await write(1);
  const followers = [follower(), follower()];
  await turns();

  log.cut();
  await turns();

  expect(followers.map(({ error }) => (error as Error).name)).toEqual([
    'EventStoreUnavailable',
    'EventStoreUnavailable',
  ]);
  const again = follower();
  await write(1);
  await turns();
  expect(again.heard).toEqual([1, 2]);
});

it('leaves a reader on its own when the shared subscription has fallen silent', async () => {
  await write(1);
  const first = follower();
  await turns();
  log.isStill = true;
  await write(3);
  const second = follower();
  await turns();

  expect([first.heard, second.heard]).toEqual([[1], upTo(4)]);
});

it('sends a follower that is too slow to a subscription of its own, and back: it misses nothing', async () => {
  await write(1);
  const [slow, quick] = [follower(), follower()];
  await turns();
  let goOn = (): void => undefined;
  slow.pause = new Promise((resolve) => {
    goOn = resolve;
  });

  await write(20);
  await turns();
  expect(slow.heard.length).toBeLessThan(20);
  goOn();
  await turns();
  await write(5);
  await turns();

  expect([slow.heard, quick.heard]).toEqual([upTo(26), upTo(26)]);
  expect(log.open).toBe(1);
});

it('keeps one subscription open for all, and none for nobody', async () => {
  await write(2);
  const leaving = new AbortController();
  const followers = [follower(), follower(), follower(STOCK, leaving.signal)];
  await turns();
  await write(2);
  await turns();
  expect(log.open).toBe(1);

  leaving.abort();
  await turns();
  await write(1);
  await turns();

  expect(followers.map(({ heard }) => heard)).toEqual([upTo(5), upTo(5), upTo(4)]);
  expect(log.open).toBe(1);
});

it('begins anew for who comes when everyone has left', async () => {
  await write(1);
  const leaving = new AbortController();
  follower(STOCK, leaving.signal);
  await turns();
  leaving.abort();
  await turns();
  expect(log.open).toBe(0);

  const next = follower();
  await write(2);
  await turns();

  expect(next.heard).toEqual(upTo(3));
});

it('keeps to the categories of each follower', async () => {
  await write(1);
  const [stock, orders] = [follower(), follower(['order', 'node'])];
  await turns();
  await write(2);
  await turns();

  expect([stock.heard, orders.heard]).toEqual([upTo(3), []]);
});
