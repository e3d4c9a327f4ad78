import type { Instant } from '../../domain/shared/time.js';

/** A place before the first event of any log. */
export const BEFORE_ALL = -1n;

/** Where a command comes from. Everything here ends up in the metadata of the events it causes. */
export interface CommandContext {
  readonly tenant: string;
  /** UUID, derived from the Idempotency-Key or from the causing event: the same id never takes effect twice. */
  readonly commandId: string;
  /**
   * Log position of what the id is derived from: whatever the command did, it did later. Where it is told, the id is
   * looked for as far back as that, however much has happened on the stream since.
   */
  readonly causedAt?: bigint;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: string;
  readonly channel?: string;
  /** Business time, when the caller told it. */
  readonly occurredAt?: Instant;
  /** Set for commands that came with an Idempotency-Key. */
  readonly bodyHash?: string;
  readonly traceparent?: string;
}
