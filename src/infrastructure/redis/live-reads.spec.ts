import type { Redis } from 'ioredis';
import { LiveReads } from './live-reads.js';
import { dataKey, GROUP_LAYOUT, liveKey } from './view-keys.js';

const VIEW = 'shelf';

/** One generation in memory; counts commands, and holds answers back or fails when told to. */
class FakeRedis {
  readonly sent: string[] = [];
  generation: string | null = '1-0';
  layout: string | null = GROUP_LAYOUT;
  isBroken = false;
  held: Promise<void> = Promise.resolve();

  get(key: string): Promise<string | null> {
    return this.answer('get live', () => this.valueOf(key));
  }

  mget(keys: readonly string[]): Promise<(string | null)[]> {
    const data = keys.filter((key) => key.includes(':main:')).length;
    const names = keys
      .filter((key) => !key.includes(':main:'))
      .map((key) => key.slice(key.lastIndexOf(':') + 1));
    const live = names.includes('live') ? ['live'] : [];
    const before = names.filter((name) => name !== 'live');
    const name = [...before, ...(data > 0 ? [data] : []), ...live].join(' ');
    return this.answer(name, () => keys.map((key) => this.valueOf(key)));
  }

  lrange(): Promise<string[]> {
    return this.answer('lrange', () => ['1']);
  }

  private valueOf(key: string): string | null {
    if (key === liveKey(VIEW)) return this.generation;
    if (key.endsWith(':position')) return '00000000000000000007';
    return key.endsWith(':groups') ? this.layout : key;
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
  reads = new LiveReads(redis as unknown as Redis);
});

function read(...keys: readonly string[]) {
  return reads.read(VIEW, {
    keys: (prefix) => keys.map((key) => dataKey(prefix, 'document', 'main', key)),
    understand: (texts) => texts.map((text) => (text as string).slice((text as string).lastIndexOf(':') + 1)),
  });
}

function readGroup(key: string) {
  return reads.read(VIEW, {
    keys: (prefix) => [dataKey(prefix, 'group', 'main', key)],
    areGroups: true,
    understand: (texts) => texts,
  });
}

function readList() {
  return reads.command(VIEW, {
    ask: () => (redis as unknown as Redis).lrange('list', 0, 1),
    understand: (texts: readonly string[]) => texts,
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

it('refuses groups of a generation that keeps them in another way, and nothing else of it', async () => {
  redis.layout = null;
  const [group, document] = await Promise.allSettled([readGroup('g'), read('a')]);
  expect([group.status, document.status]).toEqual(['rejected', 'fulfilled']);
  expect((group as PromiseRejectedResult).reason.name).toBe('ViewStoreUnavailable');
  redis.layout = GROUP_LAYOUT;
  expect((await readGroup('g')).value).toHaveLength(1);
});

it('hurts nobody else when one answer cannot be understood', async () => {
  const broken = reads.read(VIEW, {
    keys: () => [],
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
  expect(redis.sent).toEqual(['position groups 3 live']);
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
  expect(redis.sent).toEqual(['position groups 1 live']);
  goOn();
  await first;
  expect(await Promise.all(later)).toEqual([['b'], ['c']]);
  expect(redis.sent.slice(1)).toEqual(['position groups 2 live']);
});

it('asks again for everyone when another generation went live meanwhile', async () => {
  await read('first');
  redis.generation = '1-1';
  redis.sent.length = 0;
  expect(await Promise.all([valueOf(read('a')), valueOf(read('b'))])).toEqual([['a'], ['b']]);
  expect(redis.sent).toEqual(['position groups 2 live', 'get live', 'position groups 2 live']);
});

it('splits what is too much for one command', async () => {
  await read('first');
  redis.sent.length = 0;
  const many = Array.from({ length: 40 }, (_, at) => `k${at}`);
  const [one, other] = await Promise.all([valueOf(read(...many)), valueOf(read(...many))]);
  expect([one, other]).toEqual([many, many]);
  expect(redis.sent).toEqual(['position groups', '64', '16', 'live']);
});

it('asks where the view stands before what is no value of a key, and which one is live behind it', async () => {
  await read('first');
  redis.sent.length = 0;
  const [list, value] = await Promise.all([readList(), valueOf(read('a'))]);
  expect([list.value, value]).toEqual([['1'], ['a']]);
  expect(redis.sent).toEqual(['position groups', '1', 'lrange', 'live']);
});
