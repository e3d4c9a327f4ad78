interface Step {
  readonly position: bigint;
  done: boolean;
}

/** A ticket for work that has begun. */
export type ProgressStep = { readonly position: bigint };

/** Finished steps that are cut off together, so that the list does not grow and cutting costs little. */
const CUT_AFTER = 1024;

/**
 * Up to where everything is done, while keys finish in any order: the only position that may be stored as a checkpoint.
 */
export class OrderedProgress {
  private steps: Step[] = [];
  private first = 0;

  constructor(private reached: bigint | null) {}

  /** The last position before which nothing is unfinished; null before the first. */
  get completed(): bigint | null {
    return this.reached;
  }

  get unfinished(): number {
    return this.steps.length - this.first;
  }

  /** Positions must come in the order of the log. */
  begin(position: bigint): ProgressStep {
    const step = { position, done: false };
    this.steps.push(step);
    return step;
  }

  finish(step: ProgressStep): void {
    (step as Step).done = true;
    this.advance();
  }

  /** Everything up to `position` has been looked at, and nothing but what has begun is of interest. */
  pass(position: bigint): void {
    if (this.unfinished === 0) {
      if (this.reached === null || this.reached < position) this.reached = position;
      return;
    }
    this.steps.push({ position, done: true });
  }

  private advance(): void {
    for (let step = this.steps[this.first]; step?.done; step = this.steps[this.first]) {
      this.reached = step.position;
      this.first += 1;
    }
    if (this.first === this.steps.length) {
      this.steps = [];
      this.first = 0;
    } else if (this.first >= CUT_AFTER) {
      this.steps = this.steps.slice(this.first);
      this.first = 0;
    }
  }
}
