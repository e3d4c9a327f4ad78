import type { FoldedStream } from './folded-stream.js';

/**
 * Folded streams by name, bounded by count; those that were used longest ago go first. They go by the half: what was
 * used since the last time is young, and stays. To move each stream that is used to the end of one map costs several
 * times as much, twice a command.
 */
export class StreamCache {
  private young = new Map<string, FoldedStream>();
  private old = new Map<string, FoldedStream>();
  private readonly half: number;

  constructor(limit: number) {
    this.half = Math.max(1, Math.floor(limit / 2));
  }

  get(stream: string): FoldedStream | undefined {
    const young = this.young.get(stream);
    if (young !== undefined) return young;
    const old = this.old.get(stream);
    if (old !== undefined) this.put(old);
    return old;
  }

  put(folded: FoldedStream): void {
    this.young.set(folded.stream, folded);
    this.old.delete(folded.stream);
    if (this.young.size < this.half) return;
    this.old = this.young;
    this.young = new Map();
  }

  drop(stream: string): void {
    this.young.delete(stream);
    this.old.delete(stream);
  }

  get size(): number {
    return this.young.size + this.old.size;
  }
}
