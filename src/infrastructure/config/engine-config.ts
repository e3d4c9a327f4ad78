import { resolve } from 'node:path';
import { type Complaint, type Environment, Variables } from './variables.js';
import { type WebhookConfig, webhookConfig } from './webhook-config.js';

export const ROLES = ['api', 'sagas', 'projections'] as const;
/** What a process does; one machine does all of it, a large installation one each. */
export type Role = (typeof ROLES)[number];

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything that an operator can set, validated. Read once, at the start. */
export interface EngineConfig {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  /** Absent: the embedded server is started. May hold a password. */
  readonly eventStoreUrl?: string;
  /** Absent: a `redis-server` from the PATH is started, else views live in the process. May hold a password. */
  readonly redisUrl?: string;
  readonly logLevel: LogLevel;
  readonly roles: readonly Role[];
  /** 2: the sagas run in a process of their own, which the engine starts and stops. */
  readonly processes: number;
  /** Ends when standard input closes, as it does when the process that started this one dies. */
  readonly exitWithParent: boolean;
  readonly timings: {
    /** How often open orders are walked for steps that are owed. */
    readonly sweepEveryMs: number;
    /** How often due deadlines are looked for. */
    readonly deadlinesEveryMs: number;
    /** A saga stores its checkpoint after this time or so many events, whichever comes first. */
    readonly checkpointEveryMs: number;
    readonly checkpointEveryEvents: number;
    /** The event store gives up on an append after this. */
    readonly appendTimeoutMs: number;
    /** How long a shutdown may take to finish what is in flight. */
    readonly drainWithinMs: number;
  };
  readonly cache: {
    /** Folded streams in memory. */
    readonly streams: number;
    /** Command ids remembered for each stream. */
    readonly commandsPerStream: number;
    /** A long stock stream gets a snapshot after so many events; 0 turns snapshots off. */
    readonly snapshotEveryEvents: number;
  };
  /** Absent: notices are not sent, and stand in the feed alone. */
  readonly webhook?: WebhookConfig;
  /** For the log: what is odd but does no harm. */
  readonly warnings: readonly string[];
}

/** The environment makes no sense. The message names every variable concerned. */
export class InvalidConfiguration extends Error {
  constructor(readonly complaints: readonly Complaint[]) {
    super(`the configuration is not valid:\n${complaints.map((one) => `  ${one}`).join('\n')}`);
    this.name = 'InvalidConfiguration';
  }
}

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/** The configuration that an environment stands for. @throws InvalidConfiguration */
export function parseConfig(environment: Environment, workingDir: string): EngineConfig {
  const read = new Variables(environment);
  const eventStoreUrl = read.address('EVENTSTORE_URL', ['esdb://', 'esdb+discover://']);
  const redisUrl = read.address('REDIS_URL', ['redis://', 'rediss://', '/']);
  if (redisUrl !== undefined && !redisUrl.startsWith('/') && !URL.canParse(redisUrl)) {
    read.complain('REDIS_URL', 'must be a URL, e.g. redis://user:password@host:6379');
  }
  const webhook = webhookConfig(read);
  const config = {
    host: read.text('WAYFILL_HOST', '127.0.0.1'),
    port: read.integer('WAYFILL_PORT', 8_080, 0, 65_535),
    dataDir: resolve(workingDir, read.text('WAYFILL_DATA_DIR', './data')),
    ...(eventStoreUrl === undefined ? {} : { eventStoreUrl }),
    ...(redisUrl === undefined ? {} : { redisUrl }),
    ...(webhook === undefined ? {} : { webhook }),
    logLevel: read.oneOf('WAYFILL_LOG_LEVEL', 'info', LOG_LEVELS),
    roles: read.someOf('WAYFILL_ROLES', ROLES),
    processes: read.integer('WAYFILL_PROCESSES', 1, 1, 2),
    exitWithParent: read.oneOf('WAYFILL_EXIT_WITH_PARENT', 'false', ['true', 'false']) === 'true',
    timings: timings(read),
    cache: cacheSizes(read),
  };
  if (eventStoreUrl === undefined && config.roles.length < ROLES.length) {
    const problem =
      'must be set when WAYFILL_ROLES splits the engine: the embedded event store serves one process';
    read.complain('EVENTSTORE_URL', problem);
  }
  if (config.processes > 1 && config.roles.length < ROLES.length) {
    read.complain('WAYFILL_PROCESSES', 'must be 1 when WAYFILL_ROLES says what this process does');
  }
  if (read.complaints.length > 0) throw new InvalidConfiguration(read.complaints);
  const warnings = read.unknown('WAYFILL_').map((name) => `${name} is set, but there is no such setting`);
  return { ...config, warnings };
}

/** The configuration of this process. @throws InvalidConfiguration */
export function loadConfig(): EngineConfig {
  return parseConfig(process.env, process.cwd());
}

/** The environment for a process that this one starts: its own, but for what is set otherwise. */
export function environmentWith(settings: Environment): Environment {
  return { ...process.env, ...settings };
}

function timings(read: Variables): EngineConfig['timings'] {
  const integer = read.integer.bind(read);
  return {
    sweepEveryMs: integer('WAYFILL_SWEEP_EVERY_MS', 10 * SECOND_MS, 10, HOUR_MS),
    deadlinesEveryMs: integer('WAYFILL_DEADLINES_EVERY_MS', SECOND_MS, 10, HOUR_MS),
    checkpointEveryMs: integer('WAYFILL_CHECKPOINT_EVERY_MS', SECOND_MS, 10, HOUR_MS),
    checkpointEveryEvents: integer('WAYFILL_CHECKPOINT_EVERY_EVENTS', 500, 1, 100_000),
    appendTimeoutMs: integer('WAYFILL_APPEND_TIMEOUT_MS', 10 * SECOND_MS, 100, HOUR_MS),
    drainWithinMs: integer('WAYFILL_DRAIN_WITHIN_MS', 20 * SECOND_MS, 0, HOUR_MS),
  };
}

function cacheSizes(read: Variables): EngineConfig['cache'] {
  return {
    streams: read.integer('WAYFILL_CACHED_STREAMS', 20_000, 1, 10_000_000),
    commandsPerStream: read.integer('WAYFILL_REMEMBERED_COMMANDS', 500, 1, 100_000),
    snapshotEveryEvents: read.integer('WAYFILL_SNAPSHOT_EVERY_EVENTS', 1_000, 0, 1_000_000),
  };
}
