import type { Instant } from './time.js';

/** What is recorded beside the data of every event. Personal data never stands here either. */
export interface EventMetadata {
  readonly tenant: string;
  readonly commandId: string;
  /** Same for everything that one outside request set in motion. */
  readonly correlationId: string;
  /** The event or request that caused the command. */
  readonly causationId: string;
  /** Who asked: an API client, a node, a saga by name. */
  readonly actor: string;
  readonly channel?: string;
  /** Business time: when it happened outside. */
  readonly occurredAt: Instant;
  /** When the engine decided. */
  readonly recordedAt: Instant;
  /** SHA-256 of the command's body where it came with an Idempotency-Key: the same key with another body is an error. */
  readonly bodyHash?: string;
  readonly traceparent?: string;
}
