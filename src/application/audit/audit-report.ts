/** A promise of docs/promises.md, by its number, the line ledger of orders, or the notices. */
export type AuditedPromise = 2 | 3 | 4 | 5 | 7 | 9 | 10 | 'ledger' | 'notices';

/** A broken promise, with where in the log it shows. */
export interface AuditViolation {
  readonly promise: AuditedPromise;
  readonly stream: string;
  /** Revision after which it shows; null where it shows only at the end of the log. */
  readonly revision: bigint | null;
  readonly detail: string;
}

/** What a pass over the whole log found. Counts are by key, the most frequent first. */
export interface AuditReport {
  readonly events: number;
  readonly streams: number;
  readonly eventsByType: ReadonlyMap<string, number>;
  readonly ordersByStatus: ReadonlyMap<string, number>;
  /** What the orders that are not terminal wait for. */
  readonly openOrdersByReason: ReadonlyMap<string, number>;
  readonly fulfillmentsByMethod: ReadonlyMap<string, number>;
  readonly fulfillmentsByNode: ReadonlyMap<string, number>;
  readonly resourcingsByCause: ReadonlyMap<string, number>;
  readonly splitOrders: number;
  readonly lateOrders: number;
  readonly refusedReservations: number;
  readonly decisionsRunAgain: number;
  readonly violationsByPromise: ReadonlyMap<string, number>;
  /** The first ones in the order of the log. */
  readonly violations: readonly AuditViolation[];
}
