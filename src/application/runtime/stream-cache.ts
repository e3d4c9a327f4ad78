import type { FoldedStream } from './folded-stream.js';

/** Folded streams by name, bounded by count; the one that was used longest ago goes first. */
export class StreamCache {
  private readonly streams = new Map<string, FoldedStream>();

  constructor(private readonly limit: number) {}

  get(stream: string): FoldedStream | undefined {
    const found = this.streams.get(stream);
    if (found === undefined) return undefined;
    this.streams.delete(stream);
    this.streams.set(stream, found);
    return found;
  }

  put(folded: FoldedStream): void {
    this.streams.delete(folded.stream);
    this.streams.set(folded.stream, folded);
    if (this.streams.size <= this.limit) return;
    const oldest = this.streams.keys().next();
    if (!oldest.done) this.streams.delete(oldest.value);
  }

  drop(stream: string): void {
    this.streams.delete(stream);
  }

  get size(): number {
    return this.streams.size;
  }
}
