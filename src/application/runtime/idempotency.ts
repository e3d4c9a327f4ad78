import type { CommandContext } from './command-context.js';
import type { CommandResult } from './command-result.js';

/**
 * The commands with an Idempotency-Key that are being run in this process. A second one with the same key does not
 * wait for the first: it is told at once that the first is still on its way. What has finished is no longer here; the
 * log knows it.
 */
export class IdempotencyRegistry {
  /** Body hash by tenant and command id. */
  private readonly inFlight = new Map<string, string>();

  /** Runs `work` unless the same key is in progress. Commands without a key are simply run. */
  async run(context: CommandContext, work: () => Promise<CommandResult>): Promise<CommandResult> {
    if (context.bodyHash === undefined) return work();
    const key = `${context.tenant}/${context.commandId}`;
    const running = this.inFlight.get(key);
    if (running !== undefined) return refusal(running === context.bodyHash);
    this.inFlight.set(key, context.bodyHash);
    try {
      return await work();
    } finally {
      this.inFlight.delete(key);
    }
  }

  /** Keys in progress now. */
  get size(): number {
    return this.inFlight.size;
  }
}

function refusal(isSameBody: boolean): CommandResult {
  const [code, detail] = isSameBody
    ? ['IDEMPOTENCY_IN_PROGRESS', 'the first request with this Idempotency-Key is still being worked on']
    : ['IDEMPOTENCY_KEY_REUSED', 'this Idempotency-Key came before with another body'];
  return { outcome: 'rejected', stream: '', revision: null, code, detail, allowed: [] };
}
