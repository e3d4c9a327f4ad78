import { EnsureDefaultPolicy } from '../../src/application/network/ensure-default-policy.js';
import { LogNetworkDirectory } from '../../src/application/network/network-directory.js';
import { PolicyReader } from '../../src/application/network/policy-reader.js';
import type { CheckpointStore } from '../../src/application/ports/checkpoint-store.js';
import { EventStoreUnavailable } from '../../src/application/ports/event-store.js';
import type { Ids } from '../../src/application/ports/ids.js';
import { type ProcessIndex, ProcessIndexUnavailable } from '../../src/application/ports/process-index.js';
import { type ViewStore, ViewStoreUnavailable } from '../../src/application/ports/view-store.js';
import type { CommandRunner } from '../../src/application/runtime/command-runner.js';
import { DeciderRunner } from '../../src/application/runtime/decider-runner.js';
import { SourceDemand } from '../../src/application/sourcing/source-demand.js';
import { LoggedParkedWork } from '../../src/infrastructure/eventstore/logged-parked-work.js';
import type { MemoryEventStore } from '../../src/infrastructure/memory/memory-event-store.js';
import { MemorySnapshotStore } from '../../src/infrastructure/memory/memory-snapshot-store.js';
import { SystemIds } from '../../src/infrastructure/system/system-ids.js';
import { PROJECTIONS } from '../../src/projections/operations/projection-list.js';
import { ProjectionRunner } from '../../src/projections/runtime/projection-runner.js';
import type { RunnerNote } from '../../src/projections/runtime/runner-notes.js';
import { ViewCandidateReader } from '../../src/projections/sourcing-candidates/view-candidate-reader.js';
import type { SagaObserver } from '../../src/sagas/runtime/saga-consumer.js';
import { OrderProcess } from '../../src/sagas/order-process/order-process.engine.worker.js';
import { NoticesProcess } from '../../src/sagas/notices/notices.engine.worker.js';
import type { Kernel } from './kernel/kernel.js';
import type { Life } from './kernel/life.js';
import type { Plant } from './plants/plant.js';
import { SimulatedEventStore } from './ports/simulated-event-store.js';
import type { Mailbox } from './ports/simulated-mailbox.js';
import { overWire } from './ports/simulated-port.js';
import type { Vault } from './ports/simulated-vault.js';
import { SimulatedPeople } from './simulated-people.js';

/** What stands outside the processes and survives them. */
export interface Surroundings {
  readonly log: MemoryEventStore;
  readonly checkpoints: CheckpointStore;
  readonly views: ViewStore;
  readonly index: ProcessIndex;
  readonly vault: Vault;
  readonly mailbox: Mailbox;
  /** Views and index answer, and take no writes. */
  readonly cacheRefusesWrites: () => boolean;
  readonly onWritten: () => void;
  /** Something that must never happen has been reported. */
  readonly onAlarm: (check: string, detail: string) => void;
  readonly plant: Plant;
}

/** Watchdogs look every few seconds; stretched, they leave room for all that happens in hours. */
const WATCH_STRETCH = 30;

/** Commands that streams remember in half of the processes: so few that what is forgotten comes again. */
const FEW_COMMANDS = 8;

/** Calls by which views and index change. */
const CACHE_WRITES: ReadonlySet<string> = new Set([
  'apply',
  'promote',
  'drop',
  'clear',
  'settleDeadline',
  'markActive',
  'forgetParkedDemand',
]);

/** One engine process, put together as the product does it, over simulated wires. */
export class SimulatedEngine {
  readonly runner: CommandRunner;
  readonly process: OrderProcess;
  readonly notices: NoticesProcess;
  readonly projections: ProjectionRunner;
  readonly network: LogNetworkDirectory;
  readonly people: SimulatedPeople;
  /** It takes commands. */
  isUp = false;
  private readonly decider: DeciderRunner;

  constructor(
    private readonly kernel: Kernel,
    readonly life: Life,
    around: Surroundings,
  ) {
    const { plant } = around;
    const store = new SimulatedEventStore(around.log, kernel, life, around.onWritten);
    const clock = kernel.clock.of(life);
    const ids = seededIds(kernel);
    const wiredViews = overWire(around.views, kernel, life, {
      label: 'views',
      unavailable: 'viewsUnavailable',
      lostAnswer: 'viewsLostAnswer',
      error: () => new ViewStoreUnavailable('out of order on purpose'),
      refuses: (method) => CACHE_WRITES.has(method) && around.cacheRefusesWrites(),
      plain: ['digests'],
    });
    const views = plant.views?.(wiredViews) ?? wiredViews;
    this.decider = this.newRunner(plant.commandStore?.(store) ?? store, ids, plant);
    this.runner = plant.runner?.(this.decider) ?? this.decider;
    const vault = around.vault.lineOf(kernel, life);
    this.people = new SimulatedPeople({ store, vault, clock, ids, runner: this.runner, plant });
    this.network = new LogNetworkDirectory(
      plant.networkStore?.(store) ?? store,
      kernel.clock.of(life, WATCH_STRETCH),
    );
    this.projections = new ProjectionRunner({
      projections: plant.projections?.(PROJECTIONS) ?? PROJECTIONS,
      eventStore: store,
      viewStore: views,
      clock: kernel.clock.of(life, WATCH_STRETCH),
      note: (note) => alarmAt(note, around),
      advanced: () => undefined,
    });
    const defaults = new EnsureDefaultPolicy(this.runner, clock, ids);
    const policies = new PolicyReader(this.network, defaults, this.runner);
    const candidates = new ViewCandidateReader(views, this.network);
    const sourcing = new SourceDemand(this.runner, candidates, policies, clock);
    const processStore = plant.processStore?.(store) ?? store;
    const parts = { around, store: processStore, clock, ids, sourcing };
    this.process = this.newProcess(parts);
    this.notices = this.newNotices(parts);
  }

  /** @throws what the start of the process throws; it then ends, and somebody starts it again */
  async start(): Promise<void> {
    await this.network.start();
    this.projections.start();
    await this.process.start();
    await this.notices.start();
    this.people.start();
    this.isUp = true;
  }

  /** As on a signal: takes nothing new, finishes what is under way. */
  async stop(): Promise<void> {
    this.isUp = false;
    await this.people.stop();
    await this.process.stop();
    await this.notices.stop();
    await this.projections.stop();
    await this.decider.drain();
    await this.network.stop();
  }

  private newRunner(
    store: ConstructorParameters<typeof DeciderRunner>[0]['store'],
    ids: Ids,
    plant: Plant,
  ): DeciderRunner {
    const { kernel, life } = this;
    const { chance } = kernel;
    const hasSnapshots = chance.happens(0.3);
    return new DeciderRunner({
      store,
      clock: kernel.clock.of(life),
      ids,
      snapshots: new MemorySnapshotStore(),
      options: {
        jitter: () => chance.below(1_000) / 1_000,
        maxCachedStreams: chance.pick([2, 10, 20_000]),
        rememberedCommands: chance.pick([FEW_COMMANDS, 500]),
        snapshots: hasSnapshots ? { stock: { stateVersion: 1, everyEvents: 5 } } : {},
        ...plant.runnerOptions,
      },
    });
  }

  private newProcess({ around, store, clock, ids, sourcing }: ProcessParts): OrderProcess {
    const { kernel, life, runner, network } = this;
    const { plant } = around;
    const index = overWire(around.index, kernel, life, {
      label: 'index',
      unavailable: 'indexUnavailable',
      lostAnswer: 'indexLostAnswer',
      error: () => new ProcessIndexUnavailable('out of order on purpose'),
      refuses: (method) => CACHE_WRITES.has(method) && around.cacheRefusesWrites(),
    });
    const checkpoints = this.wiredCheckpoints(around);
    return new OrderProcess({
      store,
      clock,
      ids: plant.ids?.(ids) ?? ids,
      network,
      runner,
      sourcing,
      checkpoints: plant.checkpoints?.(checkpoints, store) ?? checkpoints,
      index: plant.index?.(index) ?? index,
      parkedWork: new LoggedParkedWork(store, ids),
      options: {
        concurrency: kernel.chance.pick([1, 3, 64]),
        capacity: kernel.chance.pick([4, 64, 2_048]),
        checkpointEveryEvents: kernel.chance.pick([1, 10, 500]),
        checkpointEveryMs: 5_000,
        watchdogMs: 60_000,
        replayPollMs: 300_000,
      },
      deadlines: { pollMs: 20_000 },
      sweeper: { everyMs: 30_000, quietSeconds: 60, idleSeconds: 300, limit: kernel.chance.pick([2, 500]) },
      indexGatherMs: kernel.chance.pick([0, 20, 2_000]),
      observer: observerOf(around),
    });
  }

  private wiredCheckpoints({ checkpoints }: Surroundings): CheckpointStore {
    const { kernel, life } = this;
    return overWire(checkpoints, kernel, life, {
      label: 'checkpoints',
      unavailable: 'checkpointUnavailable',
      lostAnswer: 'checkpointLostAnswer',
      error: () => new EventStoreUnavailable('out of order on purpose'),
    });
  }

  private newNotices({ around, store, clock, ids }: ProcessParts): NoticesProcess {
    const { kernel, life, runner } = this;
    return new NoticesProcess({
      store,
      clock,
      ids,
      runner,
      checkpoints: this.wiredCheckpoints(around),
      parkedWork: new LoggedParkedWork(store, ids),
      notifier: around.mailbox.lineOf(kernel, life),
      // Far more tries than a run has faults: giving a notice up is for other tests.
      delivery: { attempts: 1_000, longestPauseMs: 60_000 },
      observer: observerOf(around),
    });
  }
}

function observerOf({ onAlarm }: Surroundings): SagaObserver {
  return {
    stopped: (_name, reason) => onAlarm('saga stopped', reason),
    parked: (_name, event, reason) => onAlarm('saga parked an event', `${event}: ${reason}`),
    retrying: (_name, event, attempt, error) => {
      if (!isOutage(error)) onAlarm('saga failed', `${event}, attempt ${attempt}: ${told(error)}`);
    },
    troubled: (_name, part, error) => {
      if (!isOutage(error) && !isWiped(error)) onAlarm('saga in trouble', `${part}: ${told(error)}`);
    },
  };
}

interface ProcessParts {
  readonly around: Surroundings;
  readonly store: ConstructorParameters<typeof OrderProcess>[0]['store'];
  readonly clock: ConstructorParameters<typeof OrderProcess>[0]['clock'];
  readonly ids: Ids;
  readonly sourcing: SourceDemand;
}

const OUTAGES: ReadonlySet<string> = new Set([
  'EventStoreUnavailable',
  'AppendOutcomeUnknown',
  'TooManyConflicts',
  'StreamBusy',
  'ViewStoreUnavailable',
  'ProcessIndexUnavailable',
  'NoticeNotDelivered',
  'VaultOutOfOrder',
]);

/** True for errors that speak of the surroundings, which the simulation itself brings about. */
export function isOutage(error: unknown): boolean {
  return error instanceof Error && OUTAGES.has(error.name);
}

function isWiped(error: unknown): boolean {
  return error instanceof Error && error.message === 'the index was wiped';
}

function told(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function alarmAt(note: RunnerNote, { onAlarm }: Surroundings): void {
  if (note.kind === 'gap') onAlarm('projections found a gap', note.error.message);
  if (note.kind === 'fold-failed') onAlarm('a projection failed', told(note.error.cause ?? note.error));
  if (note.kind === 'retry' && !isOutage(note.error)) {
    if (!told(note.error).includes('stands still')) onAlarm('projections failed', told(note.error));
  }
}

function seededIds({ chance }: Kernel): Ids {
  const system = new SystemIds();
  return { random: () => chance.uuid(), derived: (name) => system.derived(name) };
}
