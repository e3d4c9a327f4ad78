import type { RecordedEvent } from '../../application/ports/event-store.js';
import { formatPosition, parsePosition } from '../../application/ports/position.js';
import type { ViewChange, ViewGeneration, ViewWriter } from '../../application/ports/view-store.js';
import { GenerationLost } from './failures.js';
import { identityChange } from './log-identity.js';
import { type Fold, foldFor } from './fold.js';
import type { Projection } from './projection.js';

/** Position of a generation that was begun and has nothing in it. */
export const BORN = '0'.repeat(20);

/** Changes that were computed but not yet written. */
export interface Prepared {
  readonly changes: readonly ViewChange[];
  readonly upTo: bigint;
  /** What to do once they are written. */
  readonly commit: () => void;
}

/**
 * Writes one generation of one view, batch by batch. Two steps, so that a batch with a gap in it is noticed by every
 * view before any of them has written: {@link prepare} reads and folds, {@link write} applies.
 */
export class GenerationWriter {
  private readonly fold: Fold;
  private base: string;
  private reached: bigint | null;

  constructor(
    readonly projection: Projection,
    readonly at: ViewGeneration,
    private readonly store: ViewWriter,
    position: string,
  ) {
    this.fold = foldFor(projection, at, store);
    this.base = position;
    this.reached = reachedAt(position);
  }

  /** Up to here everything is written; null before the first batch. */
  get position(): bigint | null {
    return this.reached;
  }

  /** What the store says; null when the generation is gone. */
  async storedPosition(): Promise<string | null> {
    return this.store.position(this.at);
  }

  /** Whether readers get this generation. */
  async isServed(): Promise<boolean> {
    return (await this.store.live(this.at.view)) === this.at.generation;
  }

  /**
   * Folds what lies behind the position. `upTo`: the log has been looked at so far, even if the last events of it are
   * of no interest. Null when there is nothing to write.
   * @throws GapDetected, GenerationLost, FoldFailed, ViewStoreUnavailable
   */
  async prepare(events: readonly RecordedEvent[], upTo: bigint): Promise<Prepared | null> {
    const { reached } = this;
    if (reached !== null && upTo <= reached) return null;
    const { changes, commit } = await this.fold.prepare(onceEach(events, reached), this.base);
    const first = reached === null ? events[0] : undefined;
    const all = first === undefined ? changes : [...changes, identityChange(first.eventId)];
    return { changes: all, upTo, commit };
  }

  /**
   * Writes what was prepared, at once with the new position. When another process was faster, what it has not done is
   * folded again on top of it.
   * @throws GenerationLost when the generation is not there any more, or is behind where it was left
   */
  async write(prepared: Prepared, events: readonly RecordedEvent[]): Promise<void> {
    for (let next: Prepared | null = prepared; next !== null; ) {
      const position = formatPosition(next.upTo);
      const outcome = await this.store.apply({
        at: this.at,
        base: this.base,
        position,
        changes: next.changes,
      });
      if (outcome.applied) {
        next.commit();
        this.moveTo(position);
        return;
      }
      this.fold.forget();
      if (outcome.position === null || outcome.position < this.base) {
        throw new GenerationLost(this.at.view, outcome.position);
      }
      this.moveTo(outcome.position);
      next = await this.prepare(events, next.upTo);
    }
  }

  private moveTo(position: string): void {
    this.base = position;
    this.reached = reachedAt(position);
  }
}

function reachedAt(position: string): bigint | null {
  return position === BORN ? null : parsePosition(position);
}

/** Events behind `reached`, in the order of the log; one that was there before is a repeat. */
function onceEach(events: readonly RecordedEvent[], reached: bigint | null): readonly RecordedEvent[] {
  let last = reached;
  return events.filter(({ position }) => {
    const isFresh = last === null || position > last;
    if (isFresh) last = position;
    return isFresh;
  });
}
