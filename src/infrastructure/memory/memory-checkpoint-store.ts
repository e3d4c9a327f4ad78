import type { CheckpointStore } from '../../application/ports/checkpoint-store.js';

/** Twin of the checkpoint store in the event store. */
export class MemoryCheckpointStore implements CheckpointStore {
  private readonly positions = new Map<string, bigint>();

  async load(name: string): Promise<bigint | null> {
    await Promise.resolve();
    return this.positions.get(name) ?? null;
  }

  async store(name: string, position: bigint): Promise<void> {
    await Promise.resolve();
    const known = this.positions.get(name);
    if (known === undefined || known < position) this.positions.set(name, position);
  }
}
