import { createHash } from 'node:crypto';
import type { CommandResult } from '../../application/runtime/command-result.js';
import { canonicalJson } from '../../domain/shared/same-json.js';
import { problem } from '../errors/problem.js';

/** Keys that this process remembers. The aggregates remember the commands that took effect for longer. */
const REMEMBERED_KEYS = 20_000;
const KEY_REUSED = 'IDEMPOTENCY_KEY_REUSED';

interface Seen {
  readonly bodyHash: string;
  inProgress: boolean;
}

/**
 * What a request with an Idempotency-Key asked for, as a hash: the address and the body, whatever the order of its
 * fields.
 */
export function hashRequest(path: string, body: unknown): string {
  return createHash('sha256')
    .update(`${path}\n${canonicalJson(body)}`)
    .digest('hex');
}

/** The name of a keyed command; its UUIDv5 is the command id, so a repeat is the same command on every machine. */
export function idempotentName(tenant: string, route: string, key: string): string {
  return `${tenant}:${route}:${key}`;
}

/**
 * Keys in use and lately used in this process. It answers what an aggregate cannot: that the first request is still
 * under way, and that a key now aims at another aggregate than before. That a command takes effect once does not rest
 * on it: the streams remember command ids.
 */
export class IdempotencyWindow {
  private readonly seen = new Map<string, Seen>();

  constructor(private readonly limit = REMEMBERED_KEYS) {}

  /**
   * Runs `work` unless the key is taken.
   * @param isOther true for a result that says: the key stands for another request than this one
   * @throws ProblemError IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS
   */
  async run<T>(
    commandId: string,
    bodyHash: string,
    work: () => Promise<T>,
    isOther: (result: T) => boolean = () => false,
  ): Promise<T> {
    const known = this.seen.get(commandId);
    if (known !== undefined && known.bodyHash !== bodyHash) throw reused();
    if (known?.inProgress === true) {
      throw problem(
        'IDEMPOTENCY_IN_PROGRESS',
        'The first request with this Idempotency-Key has no answer yet.',
        {
          headers: { 'retry-after': '1' },
        },
      );
    }
    const mine: Seen = { bodyHash, inProgress: true };
    this.seen.delete(commandId);
    this.seen.set(commandId, mine);
    this.forgetOldest();
    try {
      const result = await work();
      // The log knows the key for another request: that one may still come again.
      if (isOther(result)) this.seen.delete(commandId);
      return result;
    } finally {
      mine.inProgress = false;
    }
  }

  private forgetOldest(): void {
    for (const [commandId, seen] of this.seen) {
      if (this.seen.size <= this.limit) return;
      if (!seen.inProgress) this.seen.delete(commandId);
    }
  }
}

/** The answer to a repeat of a key that turned out to stand for another request. */
export function keyReused({ stream, revision }: CommandResult): CommandResult {
  const detail = 'this Idempotency-Key came before with another body';
  return { outcome: 'rejected', stream, revision, code: KEY_REUSED, detail, allowed: [] };
}

/** True for such an answer, wherever it comes from. */
export function isKeyReused(result: CommandResult): boolean {
  return result.outcome === 'rejected' && result.code === KEY_REUSED;
}

/** The answer to a key that was used for something else. */
export function reused(): Error {
  return problem(KEY_REUSED, 'This Idempotency-Key was used for another address or body.', {
    errors: [{ field: 'Idempotency-Key', rule: 'must be a new one for each request' }],
  });
}
