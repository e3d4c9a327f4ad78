import type { Instant } from '../../domain/shared/time.js';

/** One fact of an order's life. */
export interface TimelineEntry {
  /** 20 digits; entries come in this order. */
  readonly position: string;
  readonly eventId: string;
  /** Business time. */
  readonly occurredAt: Instant;
  /** When the engine decided. */
  readonly recordedAt: Instant;
  readonly stream: string;
  readonly revision: number;
  /** `OrderPlaced`, `StockReserved` … */
  readonly type: string;
  /** The event or request that caused it; an event's id may be that of another entry. */
  readonly causationId: string;
  readonly correlationId: string;
  /** Who asked: an API client, a node, a saga by name. */
  readonly actor: string;
  readonly nodeId?: string;
  readonly fulfillmentId?: string;
  /** What happened, in plain words, for support staff. */
  readonly sentence: string;
}
