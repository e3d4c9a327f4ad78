import type { Instant } from '../../domain/shared/time.js';
import type { ParkedPart } from '../order-status/order-status.view.js';

/** An order with demand that no node can do now. */
export interface ParkedOrder {
  readonly orderId: string;
  readonly channel: string;
  readonly externalId: string;
  readonly priority: number;
  readonly promisedBy: Instant;
  /** Of the part that has waited longest. */
  readonly since: Instant;
  /** The earliest end of waiting. */
  readonly until: Instant;
  readonly parts: readonly ParkedPart[];
}
