import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { connectRedis } from '../../src/infrastructure/redis/redis-connection.js';
import { EngineClient } from '../support/engine-client.js';
import { type Acknowledged, EngineLoad } from '../support/engine-load.js';
import { DataDir, type EngineProcess, root } from '../support/engine-process.js';
import { Scene } from '../support/engine-scene.js';
import { eventually } from '../support/eventually.js';
import { WEBHOOK_SECRET, WebhookReceiver } from '../support/webhook-receiver.js';
import { EngineSeat } from './engine-seat.js';
import { FaultProxy } from './fault-proxy.js';
import {
  type Arming,
  ARMING_FILE,
  COMPACT_EVERY,
  readStrike,
  strikeFileOf,
  takenFileOf,
  writeJson,
} from './kill-points/arming.js';
import { Server } from './servers.js';

const PRELOAD = join(root, 'dist/test/chaos/kill-points/preload.js');
const STOCK = 2_000;
const COMPACTION_EVERY_MS = 1_500;
/** For a process to say that it has taken an order to kill: a signal and a small file. */
const TAKEN_WITHIN_MS = 60_000;

export interface StageOptions {
  readonly name: string;
  /** A store and a Redis of their own, each behind a line that can be troubled; else the engine's children. */
  readonly separate?: boolean;
  /** Where the separate store keeps its log, when not under the data directory. */
  readonly storeDir?: string;
  /** Points at which processes can be killed. */
  readonly points?: boolean;
  /** Engine processes on the one log; the clients turn to them in turns. More than one needs `separate`. */
  readonly engines?: number;
  /** The sagas in a process of their own: nobody tells figures of them then. */
  readonly sagasApart?: boolean;
  /** A receiver of notices. */
  readonly webhook?: boolean;
  /** The share of the work that meets with a mishap; that of the load, when left out. */
  readonly mishaps?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

interface Beside {
  readonly store: Server;
  readonly redis: Server;
  readonly storeLine: FaultProxy;
  readonly redisLine: FaultProxy;
}

const open = new Set<Stage>();

/** Ends what runs, when the run itself is told to end. */
export async function closeAll(): Promise<void> {
  await Promise.allSettled([...open].map((stage) => stage.close()));
}

/** All processes of one scenario on a data directory of their own, the clients' history, and the means to do harm. */
export class Stage {
  readonly dir = new DataDir();
  /** The engine's place, and those of the others on the same log. */
  readonly seats: readonly EngineSeat[];
  /** Asks each engine in turns. */
  readonly client = new EngineClient(() => this.nextUrl());
  /** One for each engine alone, in the order of the seats. */
  readonly clients: readonly EngineClient[];
  readonly history: Acknowledged[] = [];
  receiver: WebhookReceiver | undefined;
  private beside: Beside | undefined;
  private scene: Scene | undefined;
  private waves = 0;
  private asked = 0;
  private shunned: EngineSeat | null = null;

  private constructor(readonly options: StageOptions) {
    this.seats = Array.from(
      { length: options.engines ?? 1 },
      () => new EngineSeat(this.dir.path, () => this.engineEnvironment()),
    );
    this.clients = this.seats.map((seat) => new EngineClient(() => seat.address));
  }

  static async open(options: StageOptions): Promise<Stage> {
    const stage = new Stage(options);
    open.add(stage);
    try {
      if (options.webhook) stage.receiver = await WebhookReceiver.start();
      if (options.separate) stage.beside = await stage.openBeside();
      await stage.startEngines();
      stage.scene = await stockedScene(stage.client, options.name);
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  /** The engine, or the first of several. */
  get engine(): EngineProcess {
    return this.seat.engine;
  }

  get engineStarts(): number {
    return this.seats.reduce((sum, { starts }) => sum + starts, 0);
  }

  /** The processes beside the engine. */
  get servers(): Beside {
    if (this.beside === undefined) throw new Error('this stage has no servers of its own');
    return this.beside;
  }

  /** Address of the log without the troubled line. */
  get logUrl(): string {
    if (this.beside === undefined) return this.engine.eventStoreUrl;
    return `esdb://127.0.0.1:${this.beside.store.port}?tls=false`;
  }

  get armingFile(): string {
    return join(this.dir.path, 'arming.json');
  }

  /** A connection to the views' Redis without the troubled line. */
  openRedis(): Redis {
    const socketPath = join(this.dir.path, 'redis', 'redis.sock');
    return connectRedis(
      this.beside === undefined ? { socketPath } : { url: `redis://127.0.0.1:${this.beside.redis.port}` },
    );
  }

  /** One after the other: each start finds what the last one has set up. */
  async startEngines(): Promise<void> {
    for (const seat of this.seats) await seat.start();
  }

  /** Starts engines again whenever they end, as a supervisor does, until {@link leaveEngines}. */
  keepEngines(): void {
    for (const seat of this.seats) seat.keep();
  }

  /** @throws with its last words when an engine has ended by itself, and nobody starts it again */
  expectEngines(): void {
    for (const seat of this.seats) void seat.address;
  }

  leaveEngines(): void {
    for (const seat of this.seats) seat.leave();
  }

  async ready(): Promise<void> {
    for (const seat of this.seats) await seat.ready();
  }

  /** The clients turn to the others, until told otherwise by null. */
  shun(seat: EngineSeat | null): void {
    this.shunned = seat;
  }

  /** So many orders, from their placing to their end, by careful clients. What was said yes to goes into the history. */
  async load(
    orders: number,
    seed: number,
    onStart: (load: EngineLoad) => void = () => undefined,
  ): Promise<EngineLoad> {
    if (this.scene === undefined) throw new Error('the scene is not set');
    this.waves += 1;
    const wave = `w${this.waves}-`;
    const load = new EngineLoad(this.client, this.scene, seed, wave, this.options.mishaps);
    onStart(load);
    try {
      await load.run(orders);
    } finally {
      this.history.push(...load.acknowledged);
    }
    return load;
  }

  /** Leaves the order to kill where the processes find it; those that run are told by {@link tell}. */
  arm(arming: Arming): void {
    rmSync(strikeFileOf(this.armingFile), { force: true });
    writeJson(this.armingFile, arming);
  }

  /** Settles when the process has said that it has taken the order. */
  async tell(pid: number): Promise<void> {
    const taken = takenFileOf(this.armingFile, pid);
    rmSync(taken, { force: true });
    process.kill(pid, 'SIGUSR2');
    await eventually(
      'the order to kill is taken',
      () => existsSync(taken),
      (is) => is,
      TAKEN_WITHIN_MS,
    );
  }

  disarm(): void {
    rmSync(this.armingFile, { force: true });
  }

  hasStruck(): boolean {
    return existsSync(strikeFileOf(this.armingFile)) && readStrike(this.armingFile) !== null;
  }

  async close(): Promise<void> {
    open.delete(this);
    for (const client of [this.client, ...this.clients]) client.close();
    await Promise.all(this.seats.map((seat) => seat.close()));
    if (this.beside !== undefined) {
      const { store, redis, storeLine, redisLine } = this.beside;
      await Promise.all([storeLine.stop(), redisLine.stop()]);
      await Promise.all([store.stop('SIGKILL'), redis.stop('SIGKILL')]);
    }
    await this.receiver?.stop();
    this.dir.remove();
  }

  /** For the engine and its children, and for other programs of ours that may be killed at a point. */
  pointEnvironment(): Readonly<Record<string, string>> {
    if (!this.options.points) return {};
    return {
      NODE_OPTIONS: `--import=${PRELOAD}`,
      [ARMING_FILE]: this.armingFile,
      [COMPACT_EVERY]: String(COMPACTION_EVERY_MS),
    };
  }

  private get seat(): EngineSeat {
    const [first] = this.seats;
    if (first === undefined) throw new Error('a stage needs an engine');
    return first;
  }

  private nextUrl(): string {
    const open = this.seats.filter((seat) => seat !== this.shunned);
    this.asked += 1;
    return (open[this.asked % open.length] ?? this.seat).address;
  }

  private engineEnvironment(): Readonly<Record<string, string>> {
    return {
      WAYFILL_SWEEP_EVERY_MS: '1000',
      WAYFILL_CHECKPOINT_EVERY_MS: '250',
      ...this.addresses(),
      // Many checkpoints: points to kill at, and for the store something to compact.
      ...(this.options.points ? { WAYFILL_CHECKPOINT_EVERY_EVENTS: '10' } : {}),
      ...(this.options.sagasApart ? { WAYFILL_PROCESSES: '2' } : {}),
      ...this.pointEnvironment(),
      ...this.options.environment,
    };
  }

  private addresses(): Readonly<Record<string, string>> {
    const { receiver, beside } = this;
    return {
      ...(receiver === undefined
        ? {}
        : { WAYFILL_WEBHOOK_URL: receiver.url, WAYFILL_WEBHOOK_SECRET: WEBHOOK_SECRET }),
      ...(beside === undefined
        ? {}
        : {
            EVENTSTORE_URL: `esdb://127.0.0.1:${beside.storeLine.port}?tls=false`,
            REDIS_URL: `redis://127.0.0.1:${beside.redisLine.port}`,
          }),
    };
  }

  private async openBeside(): Promise<Beside> {
    const store = await Server.store(
      this.options.storeDir ?? join(this.dir.path, 'events'),
      this.pointEnvironment(),
    );
    const redis = await Server.redis(join(this.dir.path, 'redis-beside'));
    return {
      store,
      redis,
      storeLine: await FaultProxy.start(store.port),
      redisLine: await FaultProxy.start(redis.port),
    };
  }
}

async function stockedScene(client: EngineClient, name: string): Promise<Scene> {
  const scene = new Scene(client, name);
  await scene.nodesWith('chair', { a: STOCK, b: STOCK, c: STOCK });
  for (const node of ['a', 'b', 'c']) await scene.receive('lamp', node, STOCK);
  return scene;
}
