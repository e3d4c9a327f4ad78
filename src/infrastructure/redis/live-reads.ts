import type { Redis } from 'ioredis';
import { type ViewAnswer, ViewStoreUnavailable } from '../../application/ports/view-store.js';
import { generationPrefix, liveKey, positionKey } from './view-keys.js';

/** One question to the live generation. */
export interface LiveRead<T> {
  /** Sends its commands, all at once. */
  readonly ask: (prefix: string) => readonly Promise<unknown>[];
  /** Makes the value of the replies to them. */
  readonly understand: (replies: readonly unknown[]) => T;
}

/**
 * Reads the live generation in one round trip, which it shares with every other read of the same turn. Which one that is, is remembered and asked again behind the data: when
 * it has changed meanwhile (a rebuild was swapped in, Redis was emptied), the read is done once more.
 */
export class LiveReads {
  private readonly known = new Map<string, string>();

  constructor(private readonly redis: Redis) {}

  /** @throws ViewStoreUnavailable */
  async read<T>(view: string, nothing: T, question: LiveRead<T>): Promise<ViewAnswer<T>> {
    try {
      return await this.attempt(view, nothing, question);
    } catch (error) {
      throw new ViewStoreUnavailable('Redis did not answer', { cause: error });
    }
  }

  /** For a question about nothing. */
  async positionOnly<T>(view: string, value: T): Promise<ViewAnswer<T>> {
    return this.read(view, value, { ask: () => [], understand: () => value });
  }

  private async attempt<T>(view: string, nothing: T, question: LiveRead<T>): Promise<ViewAnswer<T>> {
    for (;;) {
      const generation = this.known.get(view) ?? (await this.redis.get(liveKey(view)));
      if (generation === null) return { value: nothing, position: null };
      const at = { view, generation };
      // One connection answers in the order asked. The position first: the data behind it reflects at least that.
      const [position, replies, liveNow] = await Promise.all([
        this.redis.get(positionKey(at)),
        Promise.all(question.ask(generationPrefix(at))),
        this.redis.get(liveKey(view)),
      ]);
      if (liveNow === generation) {
        this.known.set(view, generation);
        return { value: question.understand(replies), position };
      }
      this.known.delete(view);
    }
  }
}
