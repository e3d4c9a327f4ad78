/** Waits for more to join a batch. `waiting` tells how many items there are. */
export type Gather = (waiting: () => number) => Promise<void>;

/** One turn of the event loop: what has already arrived joins the batch. */
export const oneTurn: Gather = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Reads ahead of its consumer and hands out what has come meanwhile: single items when the source is slow, up to `limit`
 * at a time when it is fast. A batch first waits for more to join: until `gather` is done. Reading pauses while `limit`
 * items wait, so memory stays flat. Ends when the source ends; throws what the source throws, after all that came before
 * it was handed out.
 *
 * Leaving the loop early does not end the source: abort the signal that the source was given.
 */
export async function* batches<T>(
  source: AsyncIterable<T>,
  limit: number,
  gather: Gather = oneTurn,
): AsyncGenerator<T[], void> {
  const reader = new ReadAhead(source, limit, gather);
  try {
    for (;;) {
      const batch = await reader.next();
      if (batch.length === 0) return;
      yield batch;
    }
  } finally {
    reader.close();
  }
}

class ReadAhead<T> {
  private buffer: T[] = [];
  private ended = false;
  private failure: { readonly error: unknown } | null = null;
  private wakeConsumer = noop;
  private wakeReader = noop;

  constructor(
    source: AsyncIterable<T>,
    private readonly limit: number,
    private readonly gather: Gather,
  ) {
    void this.read(source);
  }

  /** What has come; empty at the end. */
  async next(): Promise<T[]> {
    while (this.buffer.length === 0 && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wakeConsumer = resolve;
      });
    }
    if (!this.ended) await this.gather(() => this.buffer.length);
    const batch = this.buffer;
    this.buffer = [];
    this.wakeReader();
    if (batch.length === 0 && this.failure) throw this.failure.error;
    return batch;
  }

  close(): void {
    this.ended = true;
    this.wakeReader();
  }

  private async read(source: AsyncIterable<T>): Promise<void> {
    try {
      for await (const item of source) {
        if (this.ended) return;
        this.buffer.push(item);
        if (this.buffer.length === 1) this.wakeConsumer();
        if (this.buffer.length >= this.limit) await this.room();
      }
    } catch (error) {
      this.failure = { error };
    } finally {
      this.ended = true;
      this.wakeConsumer();
    }
  }

  private async room(): Promise<void> {
    while (this.buffer.length >= this.limit && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wakeReader = resolve;
      });
    }
  }
}

function noop(): void {}
