import { beingBuilt, type ViewAnswer, ViewStoreUnavailable } from '../../application/ports/view-store.js';
import { SharedCommands, type ViewRedis } from './shared-commands.js';
import { generationPrefix, liveKey, positionKey } from './view-keys.js';

/** One question to the live generation. */
export interface LiveRead<T> {
  /** Sends its commands, all at once. */
  readonly ask: (prefix: string, commands: SharedCommands) => readonly Promise<unknown>[];
  /** Makes the value of the replies to them. */
  readonly understand: (replies: readonly unknown[]) => T;
}

/** A question that waits for its answer; null is the answer where nothing complete is live. */
interface Waiting {
  readonly question: LiveRead<unknown>;
  readonly resolve: (found: ViewAnswer<unknown> | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads the live generation in one round trip. All who ask a view in the same turn, or while an answer of it is under
 * way, share the next round: its commands and its look at the pointers, which alone would be most of what a small read
 * costs. Which generation is live is remembered and asked again behind the data: when it has changed meanwhile (a
 * rebuild was swapped in, Redis was emptied), the round is done once more. A pointer without its generation, and no
 * pointer at all, mean that the view was lost and is not whole yet: both are refused.
 */
export class LiveReads {
  private readonly known = new Map<string, string>();
  /** Questions of the next round, by view. */
  private readonly next = new Map<string, Waiting[]>();
  private readonly underWay = new Set<string>();

  constructor(private readonly redis: ViewRedis) {}

  /** @throws ViewStoreUnavailable also where nothing complete is live */
  async read<T>(view: string, question: LiveRead<T>): Promise<ViewAnswer<T>> {
    const found = await this.enqueue(view, question);
    if (found === null) throw beingBuilt(view);
    return found;
  }

  /** Position of the live generation; null when there is none. @throws ViewStoreUnavailable */
  async position(view: string): Promise<string | null> {
    const found = await this.enqueue(view, { ask: () => [], understand: () => null });
    return found?.position ?? null;
  }

  private enqueue<T>(view: string, question: LiveRead<T>): Promise<ViewAnswer<T> | null> {
    return new Promise((resolve, reject) => {
      const waiting = { question, resolve: resolve as Waiting['resolve'], reject };
      const round = this.next.get(view);
      if (round !== undefined) {
        round.push(waiting);
        return;
      }
      this.next.set(view, [waiting]);
      if (!this.underWay.has(view)) setImmediate(() => void this.answerRound(view));
    });
  }

  private async answerRound(view: string): Promise<void> {
    const round = this.next.get(view) ?? [];
    this.next.delete(view);
    this.underWay.add(view);
    try {
      await this.readLive(view, round);
    } catch (cause) {
      const error = new ViewStoreUnavailable('Redis did not answer', { cause });
      for (const { reject } of round) reject(error);
    }
    this.underWay.delete(view);
    if (this.next.has(view)) void this.answerRound(view);
  }

  private async readLive(view: string, round: readonly Waiting[]): Promise<void> {
    for (;;) {
      const generation = this.known.get(view) ?? (await this.redis.get(liveKey(view)));
      if (generation === null) return answerAll(round, null, []);
      const at = { view, generation };
      const prefix = generationPrefix(at);
      const commands = new SharedCommands(this.redis);
      // One connection answers in the order asked. The position first: the data behind it reflects at least that.
      const position = this.redis.get(positionKey(at));
      const replies = round.map(({ question }) => Promise.all(question.ask(prefix, commands)));
      commands.send();
      const liveNow = this.redis.get(liveKey(view));
      const [reached, found, live] = await Promise.all([position, Promise.all(replies), liveNow]);
      if (live === generation) {
        this.known.set(view, generation);
        return answerAll(round, reached, found);
      }
      this.known.delete(view);
    }
  }
}

function answerAll(
  round: readonly Waiting[],
  position: string | null,
  replies: readonly (readonly unknown[])[],
): void {
  for (const [place, { question, resolve, reject }] of round.entries()) {
    try {
      resolve(position === null ? null : { value: question.understand(replies[place] ?? []), position });
    } catch (cause) {
      reject(new ViewStoreUnavailable('what Redis answered cannot be read', { cause }));
    }
  }
}
