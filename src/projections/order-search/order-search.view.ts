import type { Instant } from '../../domain/shared/time.js';
import type { OrderStatus } from '../order-status/order-status.view.js';

/** One row of a search. */
export interface OrderSummary {
  readonly orderId: string;
  readonly externalId: string;
  readonly channel: string;
  readonly customerRef: string;
  readonly status: OrderStatus;
  readonly placedAt: Instant;
  readonly promisedBy: Instant;
  readonly late: boolean;
  readonly priority: number;
  readonly units: number;
  readonly lines: number;
  /** ETag of the order. */
  readonly revision: number;
}
