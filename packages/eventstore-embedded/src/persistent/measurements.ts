/** Durations kept for the extra statistics. */
const KEPT_DURATIONS = 1_000;

/** What a group or a subscriber has done. */
export class Measurements {
  readonly #startedMs = performance.now();
  #total = 0;
  #sinceLastLook = 0;
  readonly #durations: number[] = [];

  /** One event was answered after so many milliseconds. */
  add(durationMs: number): void {
    this.#durations[this.#total % KEPT_DURATIONS] = Math.round(durationMs);
    this.#total += 1;
    this.#sinceLastLook += 1;
  }

  get total(): number {
    return this.#total;
  }

  get averagePerSecond(): number {
    const seconds = (performance.now() - this.#startedMs) / 1000;
    return Math.round(this.#total / Math.max(seconds, 1));
  }

  /** Events since this was last asked. */
  takeCount(): number {
    const count = this.#sinceLastLook;
    this.#sinceLastLook = 0;
    return count;
  }

  /** How long answers took, in milliseconds, by the protocol's names; none before the first. */
  durations(): [string, number][] {
    if (this.#durations.length === 0) return [];
    const sorted = this.#durations.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    const mean = sorted.reduce((sum, duration) => sum + duration, 0) / sorted.length;
    return [
      ['Mean', Math.round(mean)],
      ['Median', at(0.5)],
      ['Fastest', at(0)],
      ['Quintile 1', at(0.2)],
      ['Quintile 2', at(0.4)],
      ['Quintile 3', at(0.6)],
      ['Quintile 4', at(0.8)],
      ['Quintile 5', at(1)],
      ['90%', at(0.9)],
      ['95%', at(0.95)],
      ['99%', at(0.99)],
      ['99.5%', at(0.995)],
      ['99.9%', at(0.999)],
    ];
  }
}
