import { LiveReads } from './live-reads.js';
import type { ViewRedis } from './shared-commands.js';
import { dataKey, liveKey } from './view-keys.js';

const VIEW = 'shelf';

/** One generation in memory; counts commands, and holds answers back or fails when told to. */
class FakeRedis {
  readonly sent: string[] = [];
  generation: string | null = '1-0';
  isBroken = false;
  held: Promise<void> = Promise.resolve();

  get(key: string): Promise<string | null> {
    const isLive = key === liveKey(VIEW);
    return this.answer(isLive ? 'live' : 'position', () =>
      isLive ? this.generation : '00000000000000000007',
    );
  }

  mget(keys: readonly string[]): Promise<(string | null)[]> {
    return this.answer(`mget ${keys.length}`, () => keys.map((key) => key));
  }

  private async answer<T>(name: string, value: () => T): Promise<T> {
    this.sent.push(name);
    await this.held;
    if (this.isBroken) throw new Error('gone');
    return value();
  }
}

let redis: FakeRedis;
let reads: LiveReads;

beforeEach(() => {
  redis = new FakeRedis();
  reads = new LiveReads(redis as unknown as ViewRedis);
});

function read(...keys: readonly string[]) {
  return reads.read(VIEW, {
    ask: (prefix, commands) => [
      commands.documents(keys.map((key) => dataKey(prefix, 'document', 'main', key))),
    ],
    understand: ([texts]) => (texts as string[]).map((text) => text.slice(text.lastIndexOf(':') + 1)),
  });
}

const valueOf = async (answer: Promise<{ readonly value: readonly string[] }>) => (await answer).value;

it('tells all who shared a round that Redis did not answer, and asks anew for the next', async () => {
  redis.isBroken = true;
  const outcomes = await Promise.allSettled([read('a'), read('b')]);
  expect(outcomes.map((each) => (each as PromiseRejectedResult).reason.name)).toEqual([
    'ViewStoreUnavailable',
    'ViewStoreUnavailable',
  ]);
  redis.isBroken = false;
  expect(await valueOf(read('c'))).toEqual(['c']);
});

it('refuses all who shared a round when nothing complete is live', async () => {
  redis.generation = null;
  const outcomes = await Promise.allSettled([read('a'), read('b'), reads.position(VIEW)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  expect((outcomes[2] as PromiseFulfilledResult<unknown>).value).toBeNull();
});

it('hurts nobody else when one answer cannot be understood', async () => {
  const broken = reads.read(VIEW, {
    ask: () => [],
    understand: () => {
      throw new Error('no');
    },
  });
  const outcomes = await Promise.allSettled([broken, read('a')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

it('asks once for all who read in the same turn, and gives each what it asked for', async () => {
  await read('first');
  redis.sent.length = 0;
  const answers = await Promise.all([valueOf(read('a', 'b')), valueOf(read()), valueOf(read('c'))]);
  expect(answers).toEqual([['a', 'b'], [], ['c']]);
  expect(redis.sent).toEqual(['position', 'mget 3', 'live']);
});

it('lets those who come while a round is under way share the next', async () => {
  await read('first');
  redis.sent.length = 0;
  let goOn = (): void => undefined;
  redis.held = new Promise((resolve) => {
    goOn = resolve;
  });
  const first = read('a');
  await new Promise((resolve) => setImmediate(resolve));
  const later = [valueOf(read('b')), valueOf(read('c'))];
  expect(redis.sent).toEqual(['position', 'mget 1', 'live']);
  goOn();
  await first;
  expect(await Promise.all(later)).toEqual([['b'], ['c']]);
  expect(redis.sent.slice(3)).toEqual(['position', 'mget 2', 'live']);
});

it('asks again for everyone when another generation went live meanwhile', async () => {
  await read('first');
  redis.generation = '1-1';
  redis.sent.length = 0;
  expect(await Promise.all([valueOf(read('a')), valueOf(read('b'))])).toEqual([['a'], ['b']]);
  expect(redis.sent).toEqual(['position', 'mget 2', 'live', 'live', 'position', 'mget 2', 'live']);
});

it('splits what is too much for one command', async () => {
  await read('first');
  redis.sent.length = 0;
  const many = Array.from({ length: 40 }, (_, at) => `k${at}`);
  const [one, other] = await Promise.all([valueOf(read(...many)), valueOf(read(...many))]);
  expect([one, other]).toEqual([many, many]);
  expect(redis.sent).toEqual(['position', 'mget 40', 'mget 40', 'live']);
});
