import type { Snapshot, SnapshotStore } from '../../application/ports/snapshot-store.js';

/** Twin of the snapshot store. Keeps copies, as a store outside the process does. */
export class MemorySnapshotStore implements SnapshotStore {
  private readonly snapshots = new Map<string, Snapshot>();

  async load(stream: string): Promise<Snapshot | null> {
    await Promise.resolve();
    const snapshot = this.snapshots.get(stream);
    return snapshot === undefined ? null : structuredClone(snapshot);
  }

  async save(stream: string, snapshot: Snapshot): Promise<void> {
    await Promise.resolve();
    this.snapshots.set(stream, structuredClone(snapshot));
  }
}
