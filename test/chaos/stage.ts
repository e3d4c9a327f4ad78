import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { connectRedis } from '../../src/infrastructure/redis/redis-connection.js';
import { EngineClient } from '../support/engine-client.js';
import { type Acknowledged, EngineLoad } from '../support/engine-load.js';
import { DataDir, EngineProcess, type ProcessEnd, root } from '../support/engine-process.js';
import { Scene } from '../support/engine-scene.js';
import { FaultProxy } from './fault-proxy.js';
import {
  type Arming,
  ARMING_FILE,
  COMPACT_EVERY,
  readStrike,
  strikeFileOf,
  writeJson,
} from './kill-points/arming.js';
import { Server } from './servers.js';

const PRELOAD = join(root, 'dist/test/chaos/kill-points/preload.js');
const STOCK = 2_000;
const COMPACTION_EVERY_MS = 1_500;

export interface StageOptions {
  readonly name: string;
  readonly seed: number;
  /** A store and a Redis of their own, each behind a line that can be troubled; else the engine's children. */
  readonly separate?: boolean;
  /** Where the separate store keeps its log, when not under the data directory. */
  readonly storeDir?: string;
  /** Points at which processes can be killed. */
  readonly points?: boolean;
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
  readonly client = new EngineClient(() => this.engine.url);
  readonly history: Acknowledged[] = [];
  engineStarts = 0;
  private running: EngineProcess | undefined;
  private beside: Beside | undefined;
  private scene: Scene | undefined;
  private waves = 0;
  private keeping = false;

  private constructor(readonly options: StageOptions) {}

  static async open(options: StageOptions): Promise<Stage> {
    const stage = new Stage(options);
    open.add(stage);
    try {
      if (options.separate) stage.beside = await stage.openBeside();
      await stage.startEngine();
      stage.scene = await stockedScene(stage.client, options.name);
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  get engine(): EngineProcess {
    if (this.running === undefined) throw new Error('the engine has not been started');
    return this.running;
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

  async startEngine(): Promise<void> {
    this.engineStarts += 1;
    this.running = await EngineProcess.start(this.dir.path, this.engineEnvironment());
  }

  /** Starts an engine that may die before it is ready. */
  launchEngine(): void {
    this.engineStarts += 1;
    this.running = EngineProcess.launch(this.dir.path, this.engineEnvironment());
  }

  /** Starts the engine again whenever it ends, as a supervisor does, until {@link leaveEngine}. */
  keepEngine(): void {
    this.keeping = true;
    const watch = (engine: EngineProcess): void => {
      void engine.ended.then(() => {
        if (!this.keeping || this.running !== engine) return;
        this.launchEngine();
        watch(this.engine);
      });
    };
    watch(this.engine);
  }

  leaveEngine(): void {
    this.keeping = false;
  }

  /** So many orders, from their placing to their end, by careful clients. What was said yes to goes into the history. */
  async load(orders: number, onStart: (load: EngineLoad) => void = () => undefined): Promise<EngineLoad> {
    if (this.scene === undefined) throw new Error('the scene is not set');
    this.waves += 1;
    const load = new EngineLoad(this.client, this.scene, this.options.seed + this.waves, `w${this.waves}-`);
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

  tell(pid: number): void {
    process.kill(pid, 'SIGUSR2');
  }

  disarm(): void {
    rmSync(this.armingFile, { force: true });
  }

  hasStruck(): boolean {
    return existsSync(strikeFileOf(this.armingFile)) && readStrike(this.armingFile) !== null;
  }

  async close(): Promise<void> {
    open.delete(this);
    this.leaveEngine();
    this.client.close();
    const engine = this.running;
    if (engine?.isRunning) {
      const end: Promise<ProcessEnd> = engine.kill();
      process.kill(engine.pid, 'SIGCONT');
      await end;
    }
    if (this.beside !== undefined) {
      const { store, redis, storeLine, redisLine } = this.beside;
      await Promise.all([storeLine.stop(), redisLine.stop()]);
      await Promise.all([store.stop('SIGKILL'), redis.stop('SIGKILL')]);
    }
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

  private engineEnvironment(): Readonly<Record<string, string>> {
    const addresses =
      this.beside === undefined
        ? {}
        : {
            EVENTSTORE_URL: `esdb://127.0.0.1:${this.beside.storeLine.port}?tls=false`,
            REDIS_URL: `redis://127.0.0.1:${this.beside.redisLine.port}`,
          };
    return {
      WAYFILL_SWEEP_EVERY_MS: '1000',
      ...addresses,
      // Many checkpoints: points to kill at, and for the store something to compact.
      ...(this.options.points ? { WAYFILL_CHECKPOINT_EVERY_EVENTS: '10' } : {}),
      ...this.pointEnvironment(),
      ...this.options.environment,
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
