import type { Decider, Message } from '../../domain/shared/decider.js';
import { streamName } from '../../domain/shared/stream-names.js';
import type { Clock } from '../ports/clock.js';
import type { EventStore } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import type { SnapshotStore } from '../ports/snapshot-store.js';
import type { CommandContext } from './command-context.js';
import type { CommandResult } from './command-result.js';
import type { CommandRunner, ExecuteOptions, LoadOptions, LoadedAggregate } from './command-runner.js';
import { DEFAULT_RUNNER_OPTIONS, type RunnerObserver, type RunnerOptions } from './runner-options.js';
import type { RunnerParts } from './runner-parts.js';
import { StreamCache } from './stream-cache.js';
import { StreamLane } from './stream-lane.js';
import { StreamLoader } from './stream-loader.js';
import { StreamWriter } from './stream-writer.js';

/** What a runner is made of. */
export interface RunnerDependencies {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Only used for the categories that `options.snapshots` names. */
  readonly snapshots?: SnapshotStore;
  readonly options?: Partial<RunnerOptions>;
  readonly observer?: RunnerObserver;
}

/**
 * Runs deciders over streams. Many of them may run at once, in this process or in others: what keeps them right is the
 * expected revision of every write. Memory only saves reading: an answer that wrote nothing (unchanged, rejected) is
 * given after a look at the end of the stream.
 */
export class DeciderRunner implements CommandRunner {
  private readonly lanes = new Map<string, StreamLane>();
  private readonly parts: RunnerParts;

  constructor(dependencies: RunnerDependencies) {
    const { store, clock, ids, snapshots, observer = {} } = dependencies;
    const options = { ...DEFAULT_RUNNER_OPTIONS, ...dependencies.options };
    this.parts = {
      store,
      clock,
      ids,
      options,
      observer,
      cache: new StreamCache(options.maxCachedStreams),
      loader: new StreamLoader(store, options, snapshots, observer),
      writer: new StreamWriter(store, clock, options, observer),
    };
  }

  /**
   * @throws EventStoreUnavailable (nothing written), AppendOutcomeUnknown (could not be settled; the same command id
   * again is safe), TooManyConflicts, StreamBusy, DecisionTooLarge, StreamGap, and whatever the decider throws
   */
  async execute<C extends Message, E extends Message, S>(
    decider: Decider<C, E, S>,
    command: C,
    context: CommandContext,
    options: ExecuteOptions = {},
  ): Promise<CommandResult> {
    const lane = this.laneOn(streamName(decider.category, context.tenant, decider.idOf(command)), decider);
    const { ifRevision, startsStream = false } = options;
    return lane.execute({ kind: 'command', command, context, ifRevision, startsStream });
  }

  /** @throws EventStoreUnavailable, StreamBusy, StreamGap */
  async load<C extends Message, E extends Message, S>(
    decider: Decider<C, E, S>,
    tenant: string,
    id: string,
    options: LoadOptions = {},
  ): Promise<LoadedAggregate<S>> {
    const stream = streamName(decider.category, tenant, id);
    const loaded = this.inMemory(stream, options) ?? (await this.laneOn(stream, decider).load(options));
    return loaded as LoadedAggregate<S>;
  }

  /** Settles when no command waits or runs; the caller has stopped sending new ones. */
  async drain(): Promise<void> {
    while (this.lanes.size > 0) await Promise.all([...this.lanes.values()].map((lane) => lane.idle()));
  }

  /** Figures for metrics. */
  get figures(): { readonly cachedStreams: number; readonly busyStreams: number } {
    return { cachedStreams: this.parts.cache.size, busyStreams: this.lanes.size };
  }

  /** What is in memory, where nothing is under way on the stream and it goes as far as is asked for. */
  private inMemory(stream: string, { atLeast, known }: LoadOptions): LoadedAggregate<unknown> | null {
    if (atLeast === undefined || this.lanes.has(stream)) return null;
    const folded = this.parts.cache.get(stream);
    if (folded === undefined) return null;
    if (known !== undefined) folded.learn(known);
    const { state, revision } = folded;
    return (revision ?? -1n) < atLeast ? null : { state, revision };
  }

  private laneOn<C extends Message, E extends Message, S>(
    stream: string,
    decider: Decider<C, E, S>,
  ): StreamLane {
    const known = this.lanes.get(stream);
    if (known !== undefined) return known;
    const lane = new StreamLane(stream, decider, this.parts, () => {
      this.lanes.delete(stream);
    });
    this.lanes.set(stream, lane);
    return lane;
  }
}
