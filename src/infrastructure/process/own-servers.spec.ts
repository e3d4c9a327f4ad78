import { EventStoreNotStarted } from './embedded-event-store.js';
import { OwnServers, type Starters } from './own-servers.js';

const dataDir = '/nowhere';
let happened: string[];

/** Servers that are there at once, and say so. */
function starters(changes: Partial<Starters> = {}): Starters {
  const stop = (name: string) => async (): Promise<void> => {
    happened.push(`${name} stops`);
  };
  return {
    eventStore: async ({ onLine }) => {
      happened.push('the event store starts');
      onLine('it is open');
      return { connectionString: 'esdb://one', pid: 1, stop: stop('the event store') };
    },
    redis: async ({ onLine, onDeath }) => {
      happened.push('Redis starts');
      onLine('it has read its data');
      onDeath('Redis is gone');
      return { socketPath: '/socket', pid: 2, stop: stop('Redis') };
    },
    ...changes,
  };
}

beforeEach(() => {
  happened = [];
});

it('Redis is left alone while another engine is at work on the data', async () => {
  const inUse = new EventStoreNotStarted('in use by another process');
  const servers = new OwnServers({ dataDir }, starters({ eventStore: () => Promise.reject(inUse) }));
  await expect(servers.eventStore).rejects.toBe(inUse);
  await expect(servers.redis).rejects.toBe(inUse);
  await servers.stop();
  expect(happened).toEqual([]);
});

it('an event store whose Redis does not start is stopped all the same', async () => {
  const broken = new Error('no room');
  const servers = new OwnServers({ dataDir }, starters({ redis: () => Promise.reject(broken) }));
  await expect(servers.redis).rejects.toBe(broken);
  await servers.stop();
  expect(happened).toEqual(['the event store starts', 'the event store stops']);
});

it('nothing is started that is configured', async () => {
  const servers = new OwnServers(
    { dataDir, eventStoreUrl: 'esdb://far', redisUrl: 'redis://far' },
    starters(),
  );
  expect([await servers.eventStore, await servers.redis]).toEqual([null, null]);
  await servers.stop();
  expect(happened).toEqual([]);
});

it('what was said before anybody listened is told first, in its order', async () => {
  const servers = new OwnServers({ dataDir }, starters());
  await servers.redis;
  const heard: string[] = [];
  servers.listen({
    line: (part, text) => heard.push(`${part}: ${text}`),
    died: (sentence) => heard.push(sentence),
  });
  expect(heard).toEqual(['event-store: it is open', 'redis: it has read its data', 'Redis is gone']);
});

it('they stop once, in the opposite order', async () => {
  const servers = new OwnServers({ dataDir }, starters());
  await Promise.all([servers.stop(), servers.stop()]);
  expect(happened).toEqual([
    'the event store starts',
    'Redis starts',
    'Redis stops',
    'the event store stops',
  ]);
});
