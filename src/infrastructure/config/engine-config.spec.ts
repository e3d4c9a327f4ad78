import { InvalidConfiguration, loadConfig, parseConfig } from './engine-config.js';
import type { Environment } from './variables.js';

const parse = (environment: Environment) => parseConfig(environment, '/srv/wayfill');
const complaintsOf = (environment: Environment): readonly string[] => {
  try {
    parse(environment);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.complaints;
    throw error;
  }
  return [];
};

describe('an environment that makes no sense', () => {
  it.each([
    ['WAYFILL_PORT', '80a', "must be a whole number from 0 to 65535, not '80a'"],
    ['WAYFILL_PORT', '65536', "must be a whole number from 0 to 65535, not '65536'"],
    ['WAYFILL_PORT', '-1', "must be a whole number from 0 to 65535, not '-1'"],
    ['WAYFILL_PORT', '1e3', "must be a whole number from 0 to 65535, not '1e3'"],
    [
      'WAYFILL_LOG_LEVEL',
      'loud',
      "must be one of trace, debug, info, warn, error, fatal, silent, not 'loud'",
    ],
    ['WAYFILL_ROLES', 'api,sages', "must be some of api,sagas,projections, not 'api,sages'"],
    ['WAYFILL_ROLES', ',', "must be some of api,sagas,projections, not ','"],
    ['WAYFILL_CACHED_STREAMS', '0', "must be a whole number from 1 to 10000000, not '0'"],
    ['WAYFILL_SWEEP_EVERY_MS', '5', "must be a whole number from 10 to 3600000, not '5'"],
  ])('is refused with the name of the variable: %s=%s', (name, value, problem) => {
    expect(complaintsOf({ [name]: value })).toEqual([`${name} ${problem}`]);
  });

  it.each([
    ['EVENTSTORE_URL', 'http://admin:secret@es:2113', 'must start with esdb:// or esdb+discover://'],
    ['EVENTSTORE_URL', 'esdb://', 'must start with esdb:// or esdb+discover://'],
    ['REDIS_URL', 'admin:secret@redis', 'must start with redis:// or rediss:// or /'],
    ['REDIS_URL', 'redis://:secret@redis:port', 'must be a URL, e.g. redis://user:password@host:6379'],
  ])('is refused without quoting what may hold a password: %s', (name, value, problem) => {
    expect(complaintsOf({ [name]: value })).toEqual([`${name} ${problem}`]);
  });

  it('is told everything that is wrong at once', () => {
    expect(complaintsOf({ WAYFILL_PORT: 'x', WAYFILL_LOG_LEVEL: 'y' })).toHaveLength(2);
    expect(() => parse({ WAYFILL_PORT: 'x', WAYFILL_LOG_LEVEL: 'y' })).toThrow(
      /^the configuration is not valid:\n {2}WAYFILL_PORT .*\n {2}WAYFILL_LOG_LEVEL .*$/,
    );
  });

  it('is refused when several processes are to share the embedded event store', () => {
    expect(complaintsOf({ WAYFILL_ROLES: 'api' })).toEqual([
      'EVENTSTORE_URL must be set when WAYFILL_ROLES splits the engine: the embedded event store serves one process',
    ]);
  });

  it('is refused when a process with some of the roles is to split itself once more', () => {
    const eventStore = { EVENTSTORE_URL: 'esdb://es:2113' };
    expect(complaintsOf({ ...eventStore, WAYFILL_ROLES: 'api', WAYFILL_PROCESSES: '2' })).toEqual([
      'WAYFILL_PROCESSES must be 1 when WAYFILL_ROLES says what this process does',
    ]);
    expect(complaintsOf({ WAYFILL_PROCESSES: '3' })).toEqual([
      "WAYFILL_PROCESSES must be a whole number from 1 to 2, not '3'",
    ]);
  });

  it('is warned of settings that do not exist', () => {
    expect(parse({ WAYFILL_PROT: '80', OTHER: 'x' }).warnings).toEqual([
      'WAYFILL_PROT is set, but there is no such setting',
    ]);
  });
});

describe('the configuration', () => {
  const defaults = {
    host: '127.0.0.1',
    port: 8080,
    dataDir: '/srv/wayfill/data',
    logLevel: 'info',
    roles: ['api', 'sagas', 'projections'],
    processes: 1,
    exitWithParent: false,
    timings: {
      sweepEveryMs: 10_000,
      deadlinesEveryMs: 1_000,
      checkpointEveryMs: 1_000,
      checkpointEveryEvents: 500,
      appendTimeoutMs: 10_000,
      drainWithinMs: 20_000,
    },
    cache: { streams: 20_000, commandsPerStream: 500, snapshotEveryEvents: 1_000 },
    warnings: [],
  };

  it('needs nothing to be set', () => {
    expect(parse({})).toEqual(defaults);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(parse({ WAYFILL_PORT: '', EVENTSTORE_URL: '', REDIS_URL: ' ', WAYFILL_ROLES: '' })).toEqual(
      defaults,
    );
  });

  it('is what the environment says', () => {
    const environment = {
      WAYFILL_HOST: '0.0.0.0',
      WAYFILL_PORT: '0',
      WAYFILL_DATA_DIR: '/var/lib/wayfill',
      EVENTSTORE_URL: 'esdb+discover://es?tls=true',
      REDIS_URL: '/run/redis.sock',
      WAYFILL_LOG_LEVEL: 'warn',
      WAYFILL_ROLES: ' sagas , api',
      WAYFILL_SNAPSHOT_EVERY_EVENTS: '0',
      WAYFILL_CHECKPOINT_EVERY_EVENTS: '10',
    };

    expect(parse(environment)).toEqual({
      ...defaults,
      host: '0.0.0.0',
      port: 0,
      dataDir: '/var/lib/wayfill',
      eventStoreUrl: 'esdb+discover://es?tls=true',
      redisUrl: '/run/redis.sock',
      logLevel: 'warn',
      roles: ['api', 'sagas'],
      timings: { ...defaults.timings, checkpointEveryEvents: 10 },
      cache: { ...defaults.cache, snapshotEveryEvents: 0 },
    });
  });

  it('of this process comes from its own environment', () => {
    expect(loadConfig().dataDir).toBe(parseConfig(process.env, process.cwd()).dataDir);
  });
});
