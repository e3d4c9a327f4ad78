import {
  AppendOutcomeUnknown,
  type AppendReceipt,
  EventStoreUnavailable,
  type RecordedEvent,
} from '../ports/event-store.js';
import type { RememberedCommand } from '../ports/snapshot-store.js';
import { BatchPlan, type CommandTask, type PlannedCommand, type Verdict } from './batch-plan.js';
import type { CommandContext } from './command-context.js';
import type { CommandResult } from './command-result.js';
import type { LoadedAggregate, LoadOptions } from './command-runner.js';
import { type AnyDecider, FoldedStream } from './folded-stream.js';
import { maybeForgotten, type RecalledCommands, recall } from './forgotten-commands.js';
import { backoffMs, pause } from './pause.js';
import { StreamBusy, StreamGap, TooManyConflicts } from './runner-errors.js';
import type { RunnerParts } from './runner-parts.js';

interface Waiting<Task, Answer> {
  readonly task: Task;
  readonly resolve: (answer: Answer | PromiseLike<Answer>) => void;
  readonly reject: (error: unknown) => void;
}
type WaitingCommand = Waiting<CommandTask, CommandResult>;
type WaitingLoad = Waiting<{ readonly kind: 'load' } & LoadOptions, LoadedAggregate<unknown>>;
type Entry = WaitingCommand | WaitingLoad;

/** A plan with the verdict on each command; `postponed` did not fit and come first next time. */
interface Planned {
  readonly plan: BatchPlan;
  readonly verdicts: readonly { readonly entry: WaitingCommand; readonly verdict: Verdict }[];
  readonly loads: readonly WaitingLoad[];
  readonly postponed: readonly Entry[];
}

const NONE: RecalledCommands = new Map();

/**
 * The queue of one stream. While one write is on its way everything else waits, then goes out together: the busier a
 * stream, the more commands share a write. Entries are served in the order in which they came.
 */
export class StreamLane {
  private waiting: Entry[] = [];
  private running: Promise<void> | null = null;

  constructor(
    readonly stream: string,
    private readonly decider: AnyDecider,
    private readonly parts: RunnerParts,
    private readonly onIdle: (lane: StreamLane) => void,
  ) {}

  execute(task: CommandTask): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      this.enqueue({ task, resolve, reject });
    });
  }

  load(options: LoadOptions): Promise<LoadedAggregate<unknown>> {
    return new Promise((resolve, reject) => {
      this.enqueue({ task: { kind: 'load', ...options }, resolve, reject });
    });
  }

  /** Settles when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  private enqueue(entry: Entry): void {
    const { maxWaitingPerStream } = this.parts.options;
    if (this.waiting.length >= maxWaitingPerStream) {
      entry.reject(new StreamBusy(this.stream, maxWaitingPerStream));
      return;
    }
    this.waiting.push(entry);
    this.running ??= this.work();
  }

  private async work(): Promise<void> {
    // One turn of the microtask queue, so that commands sent together are written together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.takeBatch();
      await this.serve(batch);
    }
    this.running = null;
    this.onIdle(this);
  }

  private takeBatch(): readonly Entry[] {
    const { maxCommandsPerWrite } = this.parts.options;
    if (this.waiting.length > maxCommandsPerWrite) return this.waiting.splice(0, maxCommandsPerWrite);
    const batch = this.waiting;
    this.waiting = [];
    return batch;
  }

  /**
   * Never throws: what goes wrong goes to those who wait. An error that no one foresaw may come from a single command
   * (an event that cannot be encoded), so each then gets its own write.
   */
  private async serve(batch: readonly Entry[]): Promise<void> {
    try {
      await this.process(batch);
    } catch (error) {
      // Where more than the connection failed, memory is not worth keeping: what was in doubt is now read again.
      if (!(error instanceof EventStoreUnavailable)) this.parts.cache.drop(this.stream);
      if (batch.length > 1 && !concernsAll(error)) {
        for (const entry of batch) await this.serve([entry]);
        return;
      }
      for (const entry of batch) entry.reject(error);
    }
  }

  private async process(batch: readonly Entry[]): Promise<void> {
    let folded = this.parts.cache.get(this.stream) ?? this.takenForNew(batch);
    let isAtEnd = folded === undefined;
    folded ??= await this.loadFresh();
    for (const known of knownTo(batch)) folded.learn(known);
    for (let conflicts = 0; ; ) {
      const forgotten = maybeForgotten(contextsOf(batch), folded);
      const recalled = forgotten.length === 0 ? NONE : await recall(this.parts.store, folded, forgotten);
      const planned = this.planFor(batch, folded, recalled);
      const needsEnd = !isAtEnd && planned.plan.events.length === 0 && restsOnState(planned, folded.revision);
      if (needsEnd) {
        await this.parts.loader.refresh(folded);
        isAtEnd = true;
        continue;
      }
      const receipt = await this.write(planned, folded);
      if (receipt !== null) return this.answer(planned, folded, receipt);
      conflicts += 1;
      folded = await this.afterConflict(folded, conflicts);
      isAtEnd = true;
    }
  }

  /**
   * An empty stream, where a command says that it is most likely the first: its write, or a look, will tell. And where
   * its first event is at hand.
   */
  private takenForNew(batch: readonly Entry[]): FoldedStream | undefined {
    const isNew = batch.some((entry) => isCommand(entry) && entry.task.startsStream);
    if (!isNew && !knownTo(batch).some(({ revision }) => revision === 0n)) return undefined;
    return new FoldedStream(this.stream, this.decider, this.parts.options.rememberedCommands);
  }

  private planFor(batch: readonly Entry[], folded: FoldedStream, recalled: RecalledCommands): Planned {
    const { ids, clock, options } = this.parts;
    const plan = new BatchPlan(folded, this.decider, ids, clock.now(), options, recalled);
    const verdicts: { entry: WaitingCommand; verdict: Verdict }[] = [];
    const loads: WaitingLoad[] = [];
    for (const [index, entry] of batch.entries()) {
      if (!isCommand(entry)) {
        loads.push(entry);
        continue;
      }
      const verdict = plan.add(entry.task);
      if (verdict.kind === 'postponed') return { plan, verdicts, loads, postponed: batch.slice(index) };
      verdicts.push({ entry, verdict });
    }
    return { plan, verdicts, loads, postponed: [] };
  }

  /** The receipt; `undefined` when there was nothing to write; null after a lost race. */
  private async write(planned: Planned, folded: FoldedStream): Promise<AppendReceipt | undefined | null> {
    const { events } = planned.plan;
    if (events.length === 0) return undefined;
    return this.parts.writer.write(this.stream, folded.revision, events);
  }

  private answer(planned: Planned, folded: FoldedStream, receipt: AppendReceipt | undefined): void {
    if (receipt !== undefined) this.commit(planned.plan, folded, receipt);
    this.parts.cache.put(folded);
    this.waiting = planned.postponed.length === 0 ? this.waiting : [...planned.postponed, ...this.waiting];
    const { state, revision } = folded;
    for (const load of planned.loads) load.resolve({ state, revision });
    const position = receipt?.position ?? 0n;
    for (const { entry, verdict } of planned.verdicts) this.settle(entry, verdict, position);
  }

  /** Only now, with the events durably in the log, does memory move on. */
  private commit(plan: BatchPlan, folded: FoldedStream, receipt: AppendReceipt): void {
    const { position, nextRevision: revision } = receipt;
    const eventId = plan.events.at(-1)?.eventId ?? '';
    const commands = plan.accepted.map((planned) => remember(planned, position));
    const before = folded.nextRevision;
    folded.advance(plan.state, { revision, position, eventId }, commands);
    this.parts.loader.snapshotIfDue(folded, this.decider.category);
    const { observer, options } = this.parts;
    observer.written?.(this.stream, plan.accepted.length, plan.events.length);
    const every = BigInt(options.longStreamEvents);
    if (before / every !== folded.nextRevision / every)
      observer.longStream?.(this.stream, folded.nextRevision);
  }

  private settle(entry: WaitingCommand, verdict: Verdict, position: bigint): void {
    switch (verdict.kind) {
      case 'accepted':
        return entry.resolve(this.acceptedResult(verdict.planned, position, false));
      case 'repeats':
        return entry.resolve(this.acceptedResult(verdict.planned, position, true));
      case 'remembered':
        return entry.resolve(this.repeatedResult(verdict.command));
      case 'answered':
        return entry.resolve(verdict.result);
      case 'failed':
        return entry.reject(verdict.error);
      case 'postponed':
        return;
    }
  }

  private acceptedResult(planned: PlannedCommand, position: bigint, repeated: boolean): CommandResult {
    const { events, revision } = planned;
    return { outcome: 'accepted', stream: this.stream, revision, position, events, repeated };
  }

  /** The answer of the first time, with its events read back from the log. */
  private async repeatedResult(command: RememberedCommand): Promise<CommandResult> {
    const { firstRevision, revision, position } = command;
    const events = [];
    const count = Number(revision - firstRevision) + 1;
    for await (const { event } of this.parts.store.readStream(this.stream, firstRevision, count))
      events.push(event);
    return { outcome: 'accepted', stream: this.stream, revision, position, events, repeated: true };
  }

  private async afterConflict(folded: FoldedStream, conflicts: number): Promise<FoldedStream> {
    const { options, observer, clock, loader, cache } = this.parts;
    observer.conflict?.(this.stream, conflicts);
    if (conflicts > options.maxConflicts) throw new TooManyConflicts(this.stream, conflicts);
    if (conflicts > 1) await pause(clock, backoffMs(options.retryBaseMs, conflicts, options.jitter));
    if (await loader.refresh(folded)) return folded;
    // The log denies what we hold for its end, and has nothing beyond it: what we hold is not this log.
    cache.drop(this.stream);
    return this.loadFresh();
  }

  private async loadFresh(): Promise<FoldedStream> {
    const folded = await this.parts.loader.load(this.stream, this.decider);
    this.parts.cache.put(folded);
    this.parts.loader.snapshotIfDue(folded, this.decider.category);
    return folded;
  }
}

function isCommand(entry: Entry): entry is WaitingCommand {
  return entry.task.kind === 'command';
}

function contextsOf(batch: readonly Entry[]): readonly CommandContext[] {
  return batch.flatMap((entry) => (isCommand(entry) ? [entry.task.context] : []));
}

/** Events of the stream that come with the entries. */
function knownTo(batch: readonly Entry[]): readonly RecordedEvent[] {
  return batch.flatMap(({ task }) => (task.kind === 'load' && task.known !== undefined ? [task.known] : []));
}

/**
 * Accepted commands are proved by their write; every other answer is only as good as the state behind it. So is that of
 * a repeated command with which our knowledge ends: events come in one by one, and it may have more of them.
 */
function restsOnState({ verdicts, loads }: Planned, revision: bigint | null): boolean {
  const unproved = verdicts.some(
    ({ verdict }) =>
      verdict.kind === 'answered' ||
      verdict.kind === 'failed' ||
      (verdict.kind === 'remembered' && verdict.command.revision === revision),
  );
  return (
    unproved || loads.some(({ task: { atLeast } }) => atLeast === undefined || (revision ?? -1n) < atLeast)
  );
}

function concernsAll(error: unknown): boolean {
  return (
    error instanceof EventStoreUnavailable ||
    error instanceof AppendOutcomeUnknown ||
    error instanceof TooManyConflicts ||
    error instanceof StreamGap
  );
}

function remember({ context, firstRevision, revision }: PlannedCommand, position: bigint): RememberedCommand {
  const { commandId, bodyHash } = context;
  return { commandId, firstRevision, revision, position, ...(bodyHash === undefined ? {} : { bodyHash }) };
}
