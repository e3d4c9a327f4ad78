import type { Redis } from 'ioredis';

/** Redis with the script that reads groups. */
export type ViewRedis = Redis & {
  readViewGroups(keyCount: number, keys: readonly string[]): Promise<readonly string[]>;
};

/** Keys that are asked in one command: enough to share its cost, few enough to hold up nobody for long. */
const KEYS_PER_COMMAND = 64;

/**
 * Puts what several readers of one view ask into as few commands as will do. The keys of one reader stay together.
 * Other commands of theirs go out by {@link redis}, each by itself.
 */
export class SharedCommands {
  private readonly documentReads: KeyRead[] = [];
  private readonly groupReads: KeyRead[] = [];

  constructor(readonly redis: ViewRedis) {}

  /** The text of each key, null where there is none. */
  documents(keys: readonly string[]): Promise<readonly (string | null)[]> {
    return add(this.documentReads, keys);
  }

  /** Two texts a key: see the script. */
  groups(keys: readonly string[]): Promise<readonly (string | null)[]> {
    return add(this.groupReads, keys);
  }

  /** Sends what has come together. Once, when everyone has asked. */
  send(): void {
    sendTogether(this.documentReads, 1, (keys) => this.redis.mget([...keys]));
    sendTogether(this.groupReads, 2, (keys) => this.redis.readViewGroups(keys.length, keys));
  }
}

interface KeyRead {
  readonly keys: readonly string[];
  readonly resolve: (texts: readonly (string | null)[]) => void;
  readonly reject: (error: unknown) => void;
}

function add(reads: KeyRead[], keys: readonly string[]): Promise<readonly (string | null)[]> {
  return new Promise((resolve, reject) => {
    reads.push({ keys, resolve, reject });
  });
}

function sendTogether(
  reads: readonly KeyRead[],
  textsPerKey: number,
  command: (keys: readonly string[]) => Promise<readonly (string | null)[]>,
): void {
  for (let from = 0; from < reads.length; ) {
    let to = from;
    const keys: string[] = [];
    do {
      keys.push(...(reads[to]?.keys ?? []));
      to += 1;
    } while (to < reads.length && keys.length + (reads[to]?.keys.length ?? 0) <= KEYS_PER_COMMAND);
    void answer(reads.slice(from, to), textsPerKey, command(keys));
    from = to;
  }
}

async function answer(
  reads: readonly KeyRead[],
  textsPerKey: number,
  command: Promise<readonly (string | null)[]>,
): Promise<void> {
  try {
    const texts = await command;
    let at = 0;
    for (const { keys, resolve } of reads) {
      const end = at + keys.length * textsPerKey;
      resolve(texts.slice(at, end));
      at = end;
    }
  } catch (error) {
    for (const { reject } of reads) reject(error);
  }
}
