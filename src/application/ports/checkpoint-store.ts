/** Where a saga is in the log. Kept in the event store itself, since Redis may be lost. */
export interface CheckpointStore {
  /** The last position stored for `name`, or null. */
  load(name: string): Promise<bigint | null>;
  /** Stores a position. A lower one than stored is ignored: two readers at once are harmless. */
  store(name: string, position: bigint): Promise<void>;
}

export const CHECKPOINT_STORE = Symbol('CheckpointStore');
