import type { Instant } from '../../domain/shared/time.js';

/** Where a command comes from. Everything here ends up in the metadata of the events it causes. */
export interface CommandContext {
  readonly tenant: string;
  /** UUID, derived from the Idempotency-Key or from the causing event: the same id never takes effect twice. */
  readonly commandId: string;
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
