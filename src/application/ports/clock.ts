import type { Instant } from '../../domain/shared/time.js';

/** The only source of time. Tests and the simulation turn it by hand. */
export interface Clock {
  now(): Instant;
  /** Calls `wake` once, `delayMs` from now; the returned function takes that back. */
  schedule(delayMs: number, wake: () => void): () => void;
}

export const CLOCK = Symbol('Clock');
