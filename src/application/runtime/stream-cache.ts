import type { FoldedStream } from './folded-stream.js';
import { RecentMap } from './recent-map.js';

/** Folded streams by name, bounded by count; those that were used longest ago go first. */
export class StreamCache {
  private readonly streams: RecentMap<string, FoldedStream>;

  constructor(limit: number) {
    this.streams = new RecentMap(limit);
  }

  get(stream: string): FoldedStream | undefined {
    return this.streams.use(stream);
  }

  put(folded: FoldedStream): void {
    this.streams.set(folded.stream, folded);
  }

  drop(stream: string): void {
    this.streams.delete(stream);
  }

  get size(): number {
    return this.streams.size;
  }
}
