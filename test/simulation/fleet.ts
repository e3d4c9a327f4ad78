import type { CheckpointStore } from '../../src/application/ports/checkpoint-store.js';
import { MemoryCheckpointStore } from '../../src/infrastructure/memory/memory-checkpoint-store.js';
import { MemoryEventStore } from '../../src/infrastructure/memory/memory-event-store.js';
import { MemoryProcessIndex } from '../../src/infrastructure/memory/memory-process-index.js';
import { MemoryViewStore } from '../../src/infrastructure/memory/memory-view-store.js';
import type { Kernel } from './kernel/kernel.js';
import { Life } from './kernel/life.js';
import type { Plant } from './plants/plant.js';
import { Mailbox } from './ports/simulated-mailbox.js';
import { Vault } from './ports/simulated-vault.js';
import { SimulatedEngine } from './simulated-engine.js';

export interface FleetReports {
  readonly onWritten: () => void;
  readonly onAlarm: (check: string, detail: string) => void;
  readonly onLost: (engine: SimulatedEngine) => void;
  readonly trace: (line: string) => void;
}

/** The engine processes of a run, and what they work with: one or two of them, and now and then none. */
export class Fleet {
  readonly log = new MemoryEventStore();
  readonly checkpoints: CheckpointStore = new MemoryCheckpointStore();
  readonly mailbox = new Mailbox();
  readonly vault = new Vault();
  engines: SimulatedEngine[] = [];
  /** True: views and index outlive the engines, as in Redis. */
  readonly hasCache: boolean;
  private wanted: number;
  /** Until then views and index take no writes. */
  private refusesUntilMs = 0;
  private booting = 0;
  private born = 0;
  private readonly index = new MemoryProcessIndex();
  private readonly views = new MemoryViewStore();
  private readonly ownViews = new WeakMap<SimulatedEngine, MemoryViewStore>();

  constructor(
    private readonly kernel: Kernel,
    private readonly plant: Plant,
    private readonly reports: FleetReports,
  ) {
    this.hasCache = kernel.chance.happens(0.7);
    this.wanted = kernel.chance.pick([1, 1, 2]);
  }

  /** The views that readers get now: of the engine that is up, where each keeps its own. */
  get liveViews(): MemoryViewStore {
    const up = this.engines.find((engine) => engine.isUp);
    return (up && this.ownViews.get(up)) ?? this.views;
  }

  /** Everything that outlives an engine, but for the vault. */
  get kept(): object {
    const { log, checkpoints, mailbox, index, views, ownViews, engines } = this;
    return { log, checkpoints, mailbox, index, views, own: engines.map((engine) => ownViews.get(engine)) };
  }

  start(): void {
    while (this.engines.length < this.wanted) this.boot();
  }

  private boot(): void {
    const { kernel, plant, log, checkpoints, mailbox, vault, reports } = this;
    this.born += 1;
    const life = new Life(`engine ${this.born}`);
    const views = this.hasCache ? this.views : new MemoryViewStore();
    const index = this.hasCache ? this.index : new MemoryProcessIndex();
    const { onWritten, onAlarm } = reports;
    const engine = new SimulatedEngine(kernel, life, {
      log,
      checkpoints,
      mailbox,
      index,
      views,
      vault,
      cacheRefusesWrites: () => this.hasCache && kernel.clock.nowMs < this.refusesUntilMs,
      onWritten,
      onAlarm,
      plant,
    });
    this.engines.push(engine);
    this.ownViews.set(engine, views);
    engine.start().catch((error: unknown) => {
      reports.trace(`${life.name} did not start: ${String(error)}`);
      this.crash(engine);
    });
  }

  /** Nothing of it runs any more from this very moment. */
  crash(engine: SimulatedEngine): void {
    if (engine.life.isDead) return;
    this.reports.trace(`${engine.life.name} is gone`);
    engine.isUp = false;
    engine.life.end();
    this.kernel.scheduler.forget(engine.life);
    this.engines = this.engines.filter((one) => one !== engine);
    this.reports.onLost(engine);
    this.replenish();
  }

  /** A planned restart: it finishes what is under way, if it lives to do so. */
  restart(engine: SimulatedEngine): void {
    if (!engine.isUp) return;
    this.reports.trace(`${engine.life.name} is told to stop`);
    engine.stop().then(
      () => this.crash(engine),
      (error: unknown) => this.reports.onAlarm('stop failed', String((error as Error).stack)),
    );
  }

  /** Two engines on one log, or one again. Without a common cache, each keeps its own views. */
  changeSize(): void {
    this.wanted = this.wanted === 1 ? 2 : 1;
    const [first] = this.engines;
    if (this.wanted === 1 && this.engines.length > 1 && first) this.restart(first);
    this.replenish();
  }

  /** From now on one engine, and it stays up. */
  calm(): void {
    this.wanted = 1;
    this.refusesUntilMs = 0;
    this.replenish();
  }

  async loseCache(): Promise<void> {
    if (!this.hasCache) return;
    this.reports.trace('the cache is empty');
    this.views.clear();
    await this.index.clear();
  }

  /** As a Redis that is full, or has become a replica: it goes on answering. */
  fillCache(forMs: number): void {
    this.reports.trace('the cache takes no writes');
    this.refusesUntilMs = this.kernel.clock.nowMs + forMs;
  }

  private replenish(): void {
    const { clock, chance, servers } = this.kernel;
    if (this.engines.length + this.booting >= this.wanted) return;
    this.booting += 1;
    clock.schedule(servers, chance.pick([0, 1_000, 30_000]), () => {
      this.booting -= 1;
      if (this.engines.length < this.wanted) this.boot();
    });
  }
}
