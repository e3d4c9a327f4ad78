import type { Redis } from 'ioredis';
import { beingBuilt, type ViewAnswer, ViewStoreUnavailable } from '../../application/ports/view-store.js';
import { generationPrefix, GROUP_LAYOUT, layoutKey, liveKey, positionKey } from './view-keys.js';

type Texts = readonly (string | null)[];

/** A question that the values of keys answer. */
export interface KeyRead<T> {
  readonly keys: (prefix: string) => readonly string[];
  /** They are groups, which only a generation of this layout has. */
  readonly areGroups?: boolean;
  /** Makes the value of their texts. */
  readonly understand: (texts: Texts) => T;
}

/** A question with a command of its own. */
export interface CommandRead<T, Reply> {
  /** Sends its command at once. */
  readonly ask: (prefix: string) => Promise<Reply>;
  readonly understand: (reply: Reply) => T;
}

type Question = KeyRead<unknown> | CommandRead<unknown, never>;

/** A question that waits for its answer. */
interface Waiting {
  readonly question: Question;
  readonly resolve: (found: ViewAnswer<unknown>) => void;
  /** Nothing complete is live. */
  readonly miss: () => void;
  readonly reject: (error: unknown) => void;
}

/** What a round has found: where the generation stood, which one is live, and a reply for each question. */
interface Found {
  readonly position: string | null;
  readonly layout: string | null;
  readonly live: string | null;
  readonly replies: readonly unknown[];
}

/** Keys that are asked in one command: enough to share its cost, few enough to hold up nobody for long. */
const KEYS_PER_COMMAND = 64;

/**
 * Reads the live generation in one round trip. All who ask a view in the same turn, or while an answer of it is under
 * way, share the next round: its commands and its look at the pointers, which alone would be most of what a small read
 * costs; where all want the values of keys, one command is all that goes out. Which generation is live is remembered
 * and asked again behind the data: when it has changed meanwhile (a rebuild was swapped in, Redis was emptied), the
 * round is done once more. A pointer without its generation, and no pointer at all, mean that the view was lost and is
 * not whole yet: both are refused.
 */
export class LiveReads {
  private readonly known = new Map<string, string>();
  /** Questions of the next round, by view. */
  private readonly next = new Map<string, Waiting[]>();
  private readonly underWay = new Set<string>();

  constructor(private readonly redis: Redis) {}

  /** @throws ViewStoreUnavailable also where nothing complete is live */
  read<T>(view: string, question: KeyRead<T>): Promise<ViewAnswer<T>> {
    return this.enqueue<T>(view, question);
  }

  /** @throws ViewStoreUnavailable also where nothing complete is live */
  command<T, Reply>(view: string, question: CommandRead<T, Reply>): Promise<ViewAnswer<T>> {
    return this.enqueue<T>(view, question as unknown as Question);
  }

  /** Position of the live generation; null when there is none. @throws ViewStoreUnavailable */
  position(view: string): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const question = { keys: () => [], understand: () => null };
      const found = ({ position }: ViewAnswer<unknown>): void => resolve(position);
      this.wait(view, { question, resolve: found, miss: () => resolve(null), reject });
    });
  }

  private enqueue<T>(view: string, question: Question): Promise<ViewAnswer<T>> {
    return new Promise((resolve, reject) => {
      const miss = (): void => reject(beingBuilt(view));
      this.wait(view, { question, resolve: resolve as Waiting['resolve'], miss, reject });
    });
  }

  private wait(view: string, waiting: Waiting): void {
    const round = this.next.get(view);
    if (round !== undefined) {
      round.push(waiting);
      return;
    }
    this.next.set(view, [waiting]);
    if (!this.underWay.has(view)) setImmediate(() => void this.answerRound(view));
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
      if (generation === null) {
        for (const { miss } of round) miss();
        return;
      }
      const found = await this.ask(view, generation, round);
      if (found.live === generation) {
        this.known.set(view, generation);
        for (const [place, waiting] of round.entries()) answer(waiting, found, found.replies[place]);
        return;
      }
      this.known.delete(view);
    }
  }

  private async ask(view: string, generation: string, round: readonly Waiting[]): Promise<Found> {
    const at = { view, generation };
    const prefix = generationPrefix(at);
    const pointers = [positionKey(at), layoutKey(at)];
    const keys: string[] = [];
    const ends: number[] = [];
    for (const { question } of round) {
      if ('keys' in question) for (const key of question.keys(prefix)) keys.push(key);
      ends.push(keys.length);
    }
    const isOneCommand = keys.length <= KEYS_PER_COMMAND && round.every(({ question }) => 'keys' in question);
    const { texts, replies } = isOneCommand
      ? { texts: await this.redis.mget([...pointers, ...keys, liveKey(view)]), replies: [] }
      : await this.askInTurn(prefix, pointers, keys, round, liveKey(view));
    const [position = null, layout = null] = texts;
    return {
      position,
      layout,
      live: texts.at(-1) ?? null,
      replies: round.map(({ question }, place) =>
        'keys' in question ? texts.slice(2 + (ends[place - 1] ?? 0), 2 + (ends[place] ?? 0)) : replies[place],
      ),
    };
  }

  /** One connection answers in the order asked. The position first: the data behind it reflects at least that. */
  private async askInTurn(
    prefix: string,
    pointers: readonly string[],
    keys: readonly string[],
    round: readonly Waiting[],
    live: string,
  ): Promise<{ readonly texts: Texts; readonly replies: readonly unknown[] }> {
    const parts = [this.redis.mget([...pointers])];
    for (let from = 0; from < keys.length; from += KEYS_PER_COMMAND) {
      parts.push(this.redis.mget(keys.slice(from, from + KEYS_PER_COMMAND)));
    }
    const replies = Promise.all(
      round.map(async ({ question }) => ('ask' in question ? question.ask(prefix) : null)),
    );
    parts.push(this.redis.mget([live]));
    const [texts, answers] = await Promise.all([Promise.all(parts), replies]);
    return { texts: texts.flat(), replies: answers };
  }
}

function answer(
  { question, resolve, miss, reject }: Waiting,
  { position, layout }: Found,
  reply: unknown,
): void {
  const isReadable = !('areGroups' in question) || layout === GROUP_LAYOUT;
  try {
    if (position === null || !isReadable) miss();
    else resolve({ value: question.understand(reply as never), position });
  } catch (cause) {
    reject(new ViewStoreUnavailable('what Redis answered cannot be read', { cause }));
  }
}
