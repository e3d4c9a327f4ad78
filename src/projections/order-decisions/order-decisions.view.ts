import type { SourcingRecord } from '../../domain/sourcing/sourcing.types.js';
import type { Allocation } from '../../domain/order/index.js';
import type { Instant } from '../../domain/shared/time.js';

/** One sourcing run of an order, as the order recorded it. */
export interface OrderDecision {
  /** Counts from 0; stable, since the log only grows. */
  readonly index: number;
  readonly eventId: string;
  readonly revision: number;
  readonly position: string;
  readonly recordedAt: Instant;
  /** `cancelled`: no node was found and the policy says to cancel then. */
  readonly outcome: 'planned' | 'parked' | 'cancelled';
  readonly allocations: readonly Allocation[];
  /** With outcome `parked`: why and until when. */
  readonly parked?: { readonly reason: string; readonly until: Instant; readonly replaces?: string };
  /** The record of the run: what cannot be found again from it and the policy that it names. */
  readonly decision: SourcingRecord;
}
