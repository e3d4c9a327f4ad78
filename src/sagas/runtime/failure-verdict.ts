import { AppendOutcomeUnknown, EventStoreUnavailable } from '../../application/ports/event-store.js';
import { ProcessIndexUnavailable } from '../../application/ports/process-index.js';
import { ViewStoreUnavailable } from '../../application/ports/view-store.js';
import { StreamBusy, StreamGap, TooManyConflicts } from '../../application/runtime/runner-errors.js';

/** What to do with work that failed: a value, so that it can be tested and read. */
export type FailureVerdict =
  /** Once more, after a pause. Meanwhile only this key waits. */
  | { readonly verdict: 'retry'; readonly delayMs: number; readonly attempt: number }
  /** Put aside, durably, with everything of its key that follows. */
  | { readonly verdict: 'park'; readonly reason: string }
  /** Going on would do harm: the consumer stops, with an alarm. */
  | { readonly verdict: 'stop'; readonly reason: string };

export const retry = (delayMs: number, attempt: number): FailureVerdict => ({
  verdict: 'retry',
  delayMs,
  attempt,
});
export const park = (reason: string): FailureVerdict => ({ verdict: 'park', reason });
export const stop = (reason: string): FailureVerdict => ({ verdict: 'stop', reason });

export interface FailureRules {
  /** Tries of one event before it is parked. An outage does not count: it says nothing about the event. */
  readonly maxAttempts: number;
  readonly retryBaseMs: number;
  readonly retryLimitMs: number;
}

export const DEFAULT_FAILURE_RULES: FailureRules = { maxAttempts: 8, retryBaseMs: 100, retryLimitMs: 10_000 };

/** Errors that speak of the surroundings and not of the work. */
const OUTAGES = [
  EventStoreUnavailable,
  AppendOutcomeUnknown,
  TooManyConflicts,
  StreamBusy,
  ViewStoreUnavailable,
  ProcessIndexUnavailable,
];

/** Longer reasons are cut: they are for people, and are kept in an event. */
const REASON_LIMIT = 500;

/**
 * Outages are waited for, however long; a gap in a stream stops the consumer; everything else is tried a few times and
 * then parked, because a defect of one event must not hold back the others.
 * @param attempt tries so far that failed in the same way, by an outage or not, this one included
 */
export function judgeFailure(
  error: unknown,
  attempt: number,
  rules: FailureRules = DEFAULT_FAILURE_RULES,
): FailureVerdict {
  if (error instanceof StreamGap) return stop(error.message);
  const delayMs = Math.min(rules.retryLimitMs, rules.retryBaseMs * 2 ** Math.min(attempt - 1, 20));
  if (isOutage(error) || attempt < rules.maxAttempts) return retry(delayMs, attempt);
  return park(reasonOf(error));
}

/** A sentence about an error, for people. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, REASON_LIMIT);
}

/** True for errors that say nothing about the work itself. */
export function isOutage(error: unknown): boolean {
  return OUTAGES.some((outage) => error instanceof outage);
}
