/** A command that took effect, as the window of a stream remembers it. */
export interface RememberedCommand {
  readonly commandId: string;
  /** Revision of its first and of its last event. */
  readonly firstRevision: bigint;
  readonly revision: bigint;
  /** Commit position to wait for. */
  readonly position: bigint;
  readonly bodyHash?: string;
}

/**
 * A folded stream, put aside so that a long one need not be read from its beginning. Nothing but a cache: it may be
 * lost at any moment, and the reader checks it against the log. All of it can be cloned structurally.
 */
export interface Snapshot {
  /** Of the code that folded the state; a snapshot of another version is ignored. */
  readonly stateVersion: number;
  readonly revision: bigint;
  readonly position: bigint;
  /** Id of the event at `revision`: a log that holds another one there is not the log this was taken from. */
  readonly eventId: string;
  readonly state: unknown;
  /** Oldest first. */
  readonly commands: readonly RememberedCommand[];
}

/** Where snapshots are kept, one a stream. */
export interface SnapshotStore {
  /** The snapshot of a stream, or null; an unreadable one counts as lost. */
  load(stream: string): Promise<Snapshot | null>;
  save(stream: string, snapshot: Snapshot): Promise<void>;
}

export const SNAPSHOT_STORE = Symbol('SnapshotStore');
