import type { StreamCategory } from '../../domain/shared/stream-names.js';
import type { EventStore } from '../ports/event-store.js';
import type { Snapshot, SnapshotStore } from '../ports/snapshot-store.js';
import { type AnyDecider, FoldedStream } from './folded-stream.js';
import type { RunnerObserver, RunnerOptions, SnapshotRule } from './runner-options.js';

/** Brings streams into memory: from a snapshot when there is a true one, and from the log in any case. */
export class StreamLoader {
  constructor(
    private readonly store: EventStore,
    private readonly options: RunnerOptions,
    private readonly snapshots: SnapshotStore | undefined,
    private readonly observer: RunnerObserver,
  ) {}

  /** The stream as of its end. @throws EventStoreUnavailable, StreamGap */
  async load(stream: string, decider: AnyDecider): Promise<FoldedStream> {
    const snapshot = await this.snapshotOf(stream, decider.category);
    if (snapshot !== null) {
      const folded = await this.continueFrom(snapshot, stream, decider);
      if (folded !== null) return folded;
    }
    const folded = new FoldedStream(stream, decider, this.options.rememberedCommands);
    await this.refresh(folded);
    return folded;
  }

  /** Folds what the log has beyond the head. True when there was something. @throws EventStoreUnavailable, StreamGap */
  async refresh(folded: FoldedStream): Promise<boolean> {
    const before = folded.nextRevision;
    for await (const recorded of this.store.readStream(folded.stream, before)) folded.apply(recorded);
    return folded.nextRevision !== before;
  }

  /** Puts a snapshot aside when the category keeps them and enough has happened. Never in the way of an answer. */
  snapshotIfDue(folded: FoldedStream, category: StreamCategory): void {
    const rule = this.ruleOf(category);
    if (rule === undefined || this.snapshots === undefined || folded.revision === null) return;
    if (folded.revision - folded.snapshotRevision < BigInt(rule.everyEvents)) return;
    const snapshot = folded.toSnapshot(rule.stateVersion);
    if (snapshot === null) return;
    folded.snapshotRevision = snapshot.revision;
    this.snapshots.save(folded.stream, snapshot).catch((error: unknown) => {
      this.observer.snapshotFailed?.(folded.stream, error);
    });
  }

  /** Null when the log does not hold the event that the snapshot was taken at. */
  private async continueFrom(
    snapshot: Snapshot,
    stream: string,
    decider: AnyDecider,
  ): Promise<FoldedStream | null> {
    const folded = new FoldedStream(stream, decider, this.options.rememberedCommands, snapshot);
    let anchored = false;
    for await (const recorded of this.store.readStream(stream, snapshot.revision)) {
      if (anchored) folded.apply(recorded);
      else if (recorded.eventId !== snapshot.eventId) return null;
      anchored = true;
    }
    return anchored ? folded : null;
  }

  private async snapshotOf(stream: string, category: StreamCategory): Promise<Snapshot | null> {
    const rule = this.ruleOf(category);
    if (rule === undefined || this.snapshots === undefined) return null;
    try {
      const snapshot = await this.snapshots.load(stream);
      return snapshot?.stateVersion === rule.stateVersion ? snapshot : null;
    } catch (error) {
      this.observer.snapshotFailed?.(stream, error);
      return null;
    }
  }

  private ruleOf(category: StreamCategory): SnapshotRule | undefined {
    return this.options.snapshots[category];
  }
}
