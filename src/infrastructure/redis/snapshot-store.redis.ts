import { deserialize, serialize } from 'node:v8';
import type { Redis } from 'ioredis';
import type { Snapshot, SnapshotStore } from '../../application/ports/snapshot-store.js';

/** A stream that nobody has asked for in so long is read from its beginning again. */
const KEPT_SECONDS = 30 * 24 * 3_600;

/**
 * Snapshots by stream. They may vanish at any moment; one that cannot be read, because another version of the runtime
 * wrote it, counts as lost.
 */
export class RedisSnapshotStore implements SnapshotStore {
  /** @param redis a connection of its own or a shared one; it is not closed here */
  constructor(private readonly redis: Redis) {}

  async load(stream: string): Promise<Snapshot | null> {
    const bytes = await this.redis.getBuffer(keyOf(stream));
    if (bytes === null) return null;
    try {
      return deserialize(bytes) as Snapshot;
    } catch {
      return null;
    }
  }

  async save(stream: string, snapshot: Snapshot): Promise<void> {
    await this.redis.set(keyOf(stream), serialize(snapshot), 'EX', KEPT_SECONDS);
  }
}

function keyOf(stream: string): string {
  return `snapshot:${stream}`;
}
