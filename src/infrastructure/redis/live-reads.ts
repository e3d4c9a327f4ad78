import type { Redis } from 'ioredis';
import { beingBuilt, type ViewAnswer, ViewStoreUnavailable } from '../../application/ports/view-store.js';
import { generationPrefix, liveKey, positionKey } from './view-keys.js';

/** One question to the live generation. */
export interface LiveRead<T> {
  /** Sends its commands, all at once. */
  readonly ask: (prefix: string) => readonly Promise<unknown>[];
  /** Makes the value of the replies to them. */
  readonly understand: (replies: readonly unknown[]) => T;
}

/**
 * Reads the live generation in one round trip, which it shares with every other read of the same turn. Which one that
 * is, is remembered and asked again behind the data: when it has changed meanwhile (a rebuild was swapped in, Redis was
 * emptied), the read is done once more. A pointer without its generation, and no pointer at all, mean that the view was
 * lost and is not whole yet: both are refused.
 */
export class LiveReads {
  private readonly known = new Map<string, string>();

  constructor(private readonly redis: Redis) {}

  /** @throws ViewStoreUnavailable also where nothing complete is live */
  async read<T>(view: string, question: LiveRead<T>): Promise<ViewAnswer<T>> {
    const found = await this.attempt(view, question);
    if (found === null) throw beingBuilt(view);
    return found;
  }

  /** Position of the live generation; null when there is none. @throws ViewStoreUnavailable */
  async position(view: string): Promise<string | null> {
    const found = await this.attempt(view, { ask: () => [], understand: () => null });
    return found?.position ?? null;
  }

  private async attempt<T>(view: string, question: LiveRead<T>): Promise<ViewAnswer<T> | null> {
    try {
      return await this.readLive(view, question);
    } catch (error) {
      throw new ViewStoreUnavailable('Redis did not answer', { cause: error });
    }
  }

  private async readLive<T>(view: string, question: LiveRead<T>): Promise<ViewAnswer<T> | null> {
    for (;;) {
      const generation = this.known.get(view) ?? (await this.redis.get(liveKey(view)));
      if (generation === null) return null;
      const at = { view, generation };
      // One connection answers in the order asked. The position first: the data behind it reflects at least that.
      const [position, replies, liveNow] = await Promise.all([
        this.redis.get(positionKey(at)),
        Promise.all(question.ask(generationPrefix(at))),
        this.redis.get(liveKey(view)),
      ]);
      if (liveNow === generation) {
        this.known.set(view, generation);
        return position === null ? null : { value: question.understand(replies), position };
      }
      this.known.delete(view);
    }
  }
}
