/** An instant as RFC 3339 text in UTC, e.g. `2026-03-01T09:30:00.000Z`. The domain never reads a clock: instants come in commands. */
export type Instant = string;

/** The instant `seconds` after `instant`. */
export function addSeconds(instant: Instant, seconds: number): Instant {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

/** True when `instant` is strictly before `other`. Compares time, not text, so any RFC 3339 offset is understood. */
export function isBefore(instant: Instant, other: Instant): boolean {
  return Date.parse(instant) < Date.parse(other);
}
