import type { Decider, Message } from '../../domain/shared/decider.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { RememberedCommand, Snapshot } from '../ports/snapshot-store.js';
import { CommandWindow } from './command-window.js';
import { StreamGap } from './runner-errors.js';

/** A decider whose types the runtime has no use for. */
export type AnyDecider = Decider<Message, Message, unknown>;

/** A position in a stream and in the log. */
export interface StreamHead {
  readonly revision: bigint;
  readonly position: bigint;
  readonly eventId: string;
}

/**
 * One stream, folded up to its `head`. Every step is a fact of the log, so whatever interrupts the reading, what is
 * here is a true prefix of the stream.
 */
export class FoldedStream {
  state: unknown;
  head: StreamHead | null = null;
  /** Revision of the latest snapshot known; -1 when there is none. */
  snapshotRevision = -1n;
  readonly window: CommandWindow;

  constructor(
    readonly stream: string,
    private readonly decider: AnyDecider,
    windowSize: number,
    snapshot?: Snapshot,
  ) {
    this.state = snapshot === undefined ? decider.initialState : snapshot.state;
    this.window = new CommandWindow(windowSize, snapshot?.commands);
    if (snapshot === undefined) return;
    const { revision, position, eventId } = snapshot;
    this.head = { revision, position, eventId };
    this.snapshotRevision = revision;
  }

  get revision(): bigint | null {
    return this.head?.revision ?? null;
  }

  get nextRevision(): bigint {
    return this.head === null ? 0n : this.head.revision + 1n;
  }

  /** Folds the next event of the stream. @throws StreamGap when it is not the next one */
  apply(recorded: RecordedEvent): void {
    if (recorded.revision !== this.nextRevision) {
      throw new StreamGap(this.stream, this.nextRevision, recorded.revision);
    }
    this.state = this.decider.evolve(this.state, recorded.event);
    this.head = { revision: recorded.revision, position: recorded.position, eventId: recorded.eventId };
    const { commandId, bodyHash } = recorded.metadata;
    this.window.extend({
      commandId,
      revision: recorded.revision,
      position: recorded.position,
      ...(bodyHash === undefined ? {} : { bodyHash }),
    });
  }

  /** Folds an event that somebody else has read, where it is the next one; any other says nothing new, or too much. */
  learn(recorded: RecordedEvent): void {
    if (recorded.stream === this.stream && recorded.revision === this.nextRevision) this.apply(recorded);
  }

  /** Takes over what this process has just appended, folded while it was decided. */
  advance(state: unknown, head: StreamHead, commands: readonly RememberedCommand[]): void {
    this.state = state;
    this.head = head;
    for (const command of commands) this.window.remember(command);
  }

  toSnapshot(stateVersion: number): Snapshot | null {
    if (this.head === null) return null;
    return { stateVersion, ...this.head, state: this.state, commands: this.window.entries() };
  }
}
