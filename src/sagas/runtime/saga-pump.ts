import type { CheckpointStore } from '../../application/ports/checkpoint-store.js';
import type { Clock } from '../../application/ports/clock.js';
import type { EventStore, RecordedEvent } from '../../application/ports/event-store.js';
import type { ParkedWork } from '../../application/ports/parked-work.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';
import {
  DEFAULT_FAILURE_RULES,
  type FailureRules,
  isOutage,
  judgeFailure,
  reasonOf,
} from './failure-verdict.js';
import { KeyLanes } from './key-lanes.js';
import { LogReader } from './log-reader.js';
import { OrderedProgress, type ProgressStep } from './ordered-progress.js';
import { ParkedKeys } from './parked-keys.js';
import { RevisionGuard } from './revision-guard.js';
import {
  DEFAULT_PUMP_OPTIONS,
  type PumpOptions,
  type SagaConsumer,
  type SagaObserver,
} from './saga-consumer.js';

export interface PumpDependencies {
  readonly store: EventStore;
  readonly checkpoints: CheckpointStore;
  readonly parkedWork: ParkedWork;
  readonly clock: Clock;
  readonly options?: Partial<PumpOptions>;
  readonly failureRules?: FailureRules;
  readonly observer?: SagaObserver;
}

export interface PumpStatus {
  readonly state: 'idle' | 'running' | 'stopped';
  /** Why it stopped by itself; null when it runs or was told to stop. */
  readonly alarm: string | null;
  /** Position of the last message read. */
  readonly position: bigint | null;
  /** Up to where everything is done. */
  readonly completed: bigint | null;
  /** Events and other work in the process, handled and waiting. */
  readonly inFlight: number;
  readonly parked: number;
}

/** How often work on one event has failed: an outage says nothing about the event, and is counted apart. */
interface Tries {
  outages: number;
  failures: number;
}

/**
 * Drives one consumer over the log: in order within a key, keys side by side, at least once, never past a gap. What is
 * done is known without gaps, and only that is stored as the checkpoint, so a crash at any point repeats work and loses
 * none. Failures become verdicts: retry, park, stop.
 */
export class SagaPump {
  private readonly options: PumpOptions;
  private readonly rules: FailureRules;
  private readonly observer: SagaObserver;
  private readonly lanes: KeyLanes;
  private readonly parked: ParkedKeys;
  private readonly reader: LogReader;
  private readonly keeper: CheckpointKeeper;
  private progress = new OrderedProgress(null);
  private guard = new RevisionGuard(true);
  private state: PumpStatus['state'] = 'idle';
  private alarm: string | null = null;
  private takeBackPoll: () => void = () => undefined;

  constructor(
    private readonly consumer: SagaConsumer,
    private readonly dependencies: PumpDependencies,
  ) {
    const { store, clock, checkpoints, parkedWork, observer = {} } = dependencies;
    this.options = { ...DEFAULT_PUMP_OPTIONS, ...dependencies.options };
    this.rules = dependencies.failureRules ?? DEFAULT_FAILURE_RULES;
    this.observer = observer;
    const { name, categories } = consumer;
    this.lanes = new KeyLanes(clock, this.options);
    this.parked = new ParkedKeys(parkedWork, store, clock, name);
    const listener = {
      onEvent: (event: RecordedEvent) => this.accept(event),
      onPassed: (position: bigint) => this.pass(position),
      onReopened: (cause: 'silent' | 'error' | 'ended', error?: unknown) =>
        observer.reopened?.(name, cause, error),
      onFatal: (error: unknown) => this.halt(reasonOf(error)),
    };
    this.reader = new LogReader(store, clock, categories, listener, this.options);
    const { checkpointEveryEvents: everyEvents, checkpointEveryMs: everyMs } = this.options;
    this.keeper = new CheckpointKeeper(
      checkpoints,
      clock,
      name,
      { everyEvents, everyMs },
      () => this.progress.completed,
      (error) => observer.checkpointFailed?.(name, error),
    );
  }

  get status(): PumpStatus {
    return {
      state: this.state,
      alarm: this.alarm,
      position: this.reader.position,
      completed: this.progress.completed,
      inFlight: this.lanes.size,
      parked: this.parked.size,
    };
  }

  /** Continues where the checkpoint stands. @throws EventStoreUnavailable when it cannot be read */
  async start(): Promise<void> {
    const checkpoint = await this.keeper.load();
    await this.parked.load();
    this.progress = new OrderedProgress(checkpoint);
    this.guard = new RevisionGuard(checkpoint === null);
    this.state = 'running';
    this.reader.start(checkpoint);
    this.pollReplays();
  }

  /** Takes nothing new, finishes what runs, and stores how far that is. */
  async stop(): Promise<void> {
    if (this.state === 'running') this.state = 'stopped';
    this.takeBackPoll();
    this.reader.stop();
    await this.lanes.close();
    await this.keeper.flush();
  }

  /**
   * Work that belongs to a key but comes from no event (a due deadline, a sweep), run in the key's turn. `done` hears of
   * its end, or of null when it was not run because the key is parked. Nothing is heard once the pump stops: whoever
   * submits it comes again.
   */
  submit(key: string, work: () => Promise<void>, done: (error?: unknown) => void = () => undefined): void {
    this.lanes.submit(key, async () => {
      done(this.parked.holds(key) ? null : await failureOf(work));
      return undefined;
    });
  }

  /** Looks for wishes to replay parked work now. */
  async replayRequested(): Promise<void> {
    for (const key of await this.parked.keysToReplay()) this.replay(key);
  }

  private accept(event: RecordedEvent): Promise<void> | undefined {
    if (this.guard.check(event) === 'seen') return undefined;
    const { consumer, lanes } = this;
    consumer.observe?.(event);
    const step = this.progress.begin(event.position);
    const key = consumer.keyOf(event);
    const tries: Tries = { outages: 0, failures: 0 };
    lanes.submit(key, () => this.work(event, key, step, tries));
    return lanes.isFull ? lanes.whenRoom() : undefined;
  }

  private pass(position: bigint): void {
    this.progress.pass(position);
    this.consumer.observed?.(position);
  }

  private work(
    event: RecordedEvent,
    key: string,
    step: ProgressStep,
    tries: Tries,
  ): Promise<number | undefined> | number | undefined {
    if (this.state !== 'running') return undefined;
    if (this.parked.holds(key)) return this.parkThen(() => this.parked.parkBehind(event, key), step, tries);
    try {
      const handled = this.consumer.handle(event);
      if (handled === undefined) return this.finish(step);
      return handled.then(
        () => this.finishAfter(event, step),
        (error: unknown) => this.failed(error, event, key, step, tries),
      );
    } catch (error) {
      return this.failed(error, event, key, step, tries);
    }
  }

  private finishAfter(event: RecordedEvent, step: ProgressStep): undefined {
    const aftermath = this.consumer.aftermath?.(event);
    if (aftermath === undefined) return this.finish(step);
    void aftermath.then(() => this.finish(step));
    return undefined;
  }

  private finish(step: ProgressStep): undefined {
    this.progress.finish(step);
    this.keeper.finished();
    return undefined;
  }

  private failed(
    error: unknown,
    event: RecordedEvent,
    key: string,
    step: ProgressStep,
    tries: Tries,
  ): Promise<number | undefined> | number | undefined {
    const attempt = counted(error, tries);
    const judged = judgeFailure(error, attempt, this.rules);
    const { name } = this.consumer;
    switch (judged.verdict) {
      case 'retry':
        this.observer.retrying?.(name, event.eventId, attempt, error);
        return judged.delayMs;
      case 'park':
        this.observer.parked?.(name, event.eventId, judged.reason);
        return this.parkThen(() => this.parked.park(event, key, judged.reason, attempt), step, tries);
      case 'stop':
        this.halt(judged.reason);
        return undefined;
    }
  }

  /** The checkpoint may pass the event only once it is parked: when that fails, the event is tried once more. */
  private async parkThen(
    parking: () => Promise<void>,
    step: ProgressStep,
    tries: Tries,
  ): Promise<number | undefined> {
    try {
      await parking();
      return this.finish(step);
    } catch (error) {
      this.observer.troubled?.(this.consumer.name, 'parking', error);
      tries.outages += 1;
      return Math.min(this.rules.retryLimitMs, this.rules.retryBaseMs * 2 ** Math.min(tries.outages, 20));
    }
  }

  private replay(key: string): void {
    const { name } = this.consumer;
    this.lanes.submit(key, async () => {
      try {
        await this.parked.replay(
          key,
          (event) => this.consumer.handle(event),
          (eventId) => this.observer.replayed?.(name, eventId),
        );
      } catch (error) {
        this.observer.troubled?.(name, 'replay', error);
      }
      return undefined;
    });
  }

  private pollReplays(): void {
    this.takeBackPoll = this.dependencies.clock.schedule(this.options.replayPollMs, () => {
      if (this.state !== 'running') return;
      this.replayRequested().catch((error: unknown) => {
        this.observer.troubled?.(this.consumer.name, 'replay', error);
      });
      this.pollReplays();
    });
  }

  /** Nothing more is done, and nothing unfinished is passed: after a repair and a restart it goes on from there. */
  private halt(reason: string): void {
    if (this.state !== 'running') return;
    this.state = 'stopped';
    this.alarm = reason;
    this.takeBackPoll();
    this.reader.stop();
    this.observer.stopped?.(this.consumer.name, reason);
  }
}

function counted(error: unknown, tries: Tries): number {
  if (!isOutage(error)) return (tries.failures += 1);
  return (tries.outages += 1);
}

async function failureOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error ?? new Error('failed without an error');
  }
}
