import type { ChainableCommander, Redis } from 'ioredis';
import { type ViewAnswer, ViewStoreUnavailable } from '../../application/ports/view-store.js';
import { generationPrefix, liveKey, positionKey } from './view-keys.js';

/** One question to the live generation. */
export interface LiveRead<T> {
  /** Adds its commands to the pipeline. */
  readonly ask: (pipeline: ChainableCommander, prefix: string) => unknown;
  /** Makes the value of the replies to them. */
  readonly understand: (replies: readonly unknown[]) => T;
}

/**
 * Reads the live generation in one round trip. Which one that is, is remembered and asked again behind the data: when
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
    return this.read(view, value, { ask: () => {}, understand: () => value });
  }

  private async attempt<T>(view: string, nothing: T, question: LiveRead<T>): Promise<ViewAnswer<T>> {
    for (;;) {
      const generation = this.known.get(view) ?? (await this.redis.get(liveKey(view)));
      if (generation === null) return { value: nothing, position: null };
      const at = { view, generation };
      // The position first: the data behind it reflects at least that.
      const pipeline = this.redis.pipeline().get(positionKey(at));
      question.ask(pipeline, generationPrefix(at));
      const replies = await run(pipeline.get(liveKey(view)));
      const liveNow = replies.at(-1) as string | null;
      if (liveNow === generation) {
        this.known.set(view, generation);
        return {
          value: question.understand(replies.slice(1, -1)),
          position: (replies[0] as string | null) ?? null,
        };
      }
      this.known.delete(view);
    }
  }
}

/** The replies of a pipeline, or the first error. */
export async function run(pipeline: ChainableCommander): Promise<unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}
