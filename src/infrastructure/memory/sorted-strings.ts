const CHUNK_LIMIT = 512;

/**
 * A set of text in order, for indexes of many thousand members: adding, removing and finding cost a binary search over
 * chunks and a move within one chunk.
 */
export class SortedStrings {
  private chunks: string[][] = [];
  private members = 0;

  get size(): number {
    return this.members;
  }

  /** False when it was there. */
  add(member: string): boolean {
    const chunk = this.chunks[this.chunkOf(member)];
    if (!chunk) {
      this.chunks.push([member]);
      this.members += 1;
      return true;
    }
    const at = lowerBound(chunk, member);
    if (chunk[at] === member) return false;
    chunk.splice(at, 0, member);
    this.members += 1;
    if (chunk.length > CHUNK_LIMIT) {
      this.chunks.splice(this.chunks.indexOf(chunk) + 1, 0, chunk.splice(CHUNK_LIMIT / 2));
    }
    return true;
  }

  /** False when it was not there. */
  delete(member: string): boolean {
    const index = this.chunkOf(member);
    const chunk = this.chunks[index];
    if (!chunk) return false;
    const at = lowerBound(chunk, member);
    if (chunk[at] !== member) return false;
    chunk.splice(at, 1);
    this.members -= 1;
    if (chunk.length === 0) this.chunks.splice(index, 1);
    return true;
  }

  /** Members from `from` (inclusive) on. */
  *ascending(from = ''): Iterable<string> {
    for (let index = this.chunkOf(from); index < this.chunks.length; index += 1) {
      const chunk = this.chunks[index] ?? [];
      for (let at = lowerBound(chunk, from); at < chunk.length; at += 1) yield chunk[at] as string;
    }
  }

  /** Members before `until` (exclusive), or all, the last first. */
  *descending(until?: string): Iterable<string> {
    const last = until === undefined ? this.chunks.length - 1 : this.chunkOf(until);
    for (let index = last; index >= 0; index -= 1) {
      const chunk = this.chunks[index] ?? [];
      const end = until === undefined ? chunk.length : lowerBound(chunk, until);
      for (let at = end - 1; at >= 0; at -= 1) yield chunk[at] as string;
    }
  }

  /** The last chunk that begins at or before `member`, else the first. */
  private chunkOf(member: string): number {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.chunks[middle]?.[0] ?? '') <= member) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Index of the first member that is not before `member`. */
function lowerBound(chunk: readonly string[], member: string): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chunk[middle] as string) < member) low = middle + 1;
    else high = middle;
  }
  return low;
}
