import { totalUnits } from '../shared/quantities.js';
import { conditionHolds } from './sourcing.condition.js';
import { type Step, stepsOf } from './sourcing.delivery.js';
import {
  type Field,
  fieldOf,
  isAllOrNothing,
  mostPlaceable,
  runStrategy,
  type StrategyRun,
  within,
} from './sourcing.strategy.js';
import type { SourcingInput, SourcingStrategy } from './sourcing.types.js';

/** What the steps of a run came to. */
export interface StepsRun {
  readonly step: Step;
  /** The strategies used in the step that decided, in their order; the last one made the plan. Empty: none applies. */
  readonly strategies: readonly SourcingStrategy[];
  /** Their searches; a strategy that plainly could not place everything was not searched. */
  readonly decided: readonly StrategyRun[];
  /** What the last strategy made of the widest step. */
  readonly widest: StrategyRun | null;
  /** Every search of the run. */
  readonly searched: readonly StrategyRun[];
}

type Decided = Pick<StepsRun, 'strategies' | 'decided'>;

/**
 * Tries the strategies step by step, from the narrowest tolerance to the widest. The first step that places the whole
 * demand decides. When none does, it is the narrowest of those that place as much as the widest: being late must gain
 * something.
 */
export function runSteps(input: SourcingInput): StepsRun {
  return new StepByStep(input).run();
}

class StepByStep {
  private readonly steps: readonly Step[];
  private readonly strategies: readonly SourcingStrategy[];
  private readonly fields = new Map<SourcingStrategy, Field>();
  /** Steps are nested, so as many options are the same options, and one search does for all such steps. */
  private readonly searches = new Map<string, StrategyRun>();

  constructor(private readonly input: SourcingInput) {
    const { demand, policy, now } = input;
    this.steps = stepsOf(input);
    this.strategies = policy.strategies.filter(({ when }) => conditionHolds(when, demand, now));
  }

  run(): StepsRun {
    const narrower = this.steps.slice(0, -1);
    for (const step of narrower) {
      const whole = this.wholeWithin(step);
      if (whole !== null) return this.told(step, whole, null);
    }
    const last = this.steps[this.steps.length - 1] as Step;
    const widest = this.usualWithin(last);
    const run = widest.decided.at(-1) ?? null;
    const placed = run === null ? 0 : totalUnits(run.plan.flatMap(({ lines }) => lines));
    if (run !== null && placed > 0 && run.unplaced.length > 0) {
      for (const step of narrower) {
        const other = this.asMuchWithin(step, run.strategy, placed);
        if (other !== null) return this.told(step, other, run);
      }
    }
    return this.told(last, widest, run);
  }

  private told(step: Step, { strategies, decided }: Decided, widest: StrategyRun | null): StepsRun {
    return { step, strategies, decided, widest, searched: [...this.searches.values()] };
  }

  /** The first strategy that places everything in time, or null. */
  private wholeWithin(step: Step): Decided | null {
    const strategies: SourcingStrategy[] = [];
    const decided: StrategyRun[] = [];
    for (const strategy of this.strategies) {
      strategies.push(strategy);
      const field = this.fieldOf(strategy);
      const options = within(field, step.withinSeconds);
      if (mostPlaceable(field, options) >= totalUnits(field.items)) {
        const run = this.search(strategy, step, true);
        decided.push(run);
        if (run.unplaced.length === 0) return { strategies, decided };
      }
      if (strategy.afterAction !== 'next-strategy') break;
    }
    return null;
  }

  /** What the strategies make of the demand by their own rules. */
  private usualWithin(step: Step): Decided {
    const decided: StrategyRun[] = [];
    for (const strategy of this.strategies) {
      const run = this.search(strategy, step, false);
      decided.push(run);
      if (run.unplaced.length === 0 || strategy.afterAction !== 'next-strategy') break;
    }
    return { strategies: decided.map(({ strategy }) => strategy), decided };
  }

  /** A plan of this step that places as much as the widest one, by the strategy that decided there; null if there is none. */
  private asMuchWithin(step: Step, strategy: SourcingStrategy, placed: number): Decided | null {
    const field = this.fieldOf(strategy);
    if (mostPlaceable(field, within(field, step.withinSeconds)) < placed) return null;
    const run = this.search(strategy, step, false);
    if (totalUnits(run.plan.flatMap(({ lines }) => lines)) < placed) return null;
    const index = this.strategies.indexOf(strategy);
    return { strategies: this.strategies.slice(0, index + 1), decided: [run] };
  }

  private search(strategy: SourcingStrategy, step: Step, wholeOnly: boolean): StrategyRun {
    const field = this.fieldOf(strategy);
    const options = within(field, step.withinSeconds);
    const mode = wholeOnly || isAllOrNothing(strategy) ? 'whole' : 'partly';
    const key = `${this.strategies.indexOf(strategy)} ${options.length} ${mode}`;
    const known = this.searches.get(key) ?? runStrategy(field, options, wholeOnly);
    this.searches.set(key, known);
    return known;
  }

  private fieldOf(strategy: SourcingStrategy): Field {
    const field = this.fields.get(strategy) ?? fieldOf(this.input, strategy);
    this.fields.set(strategy, field);
    return field;
  }
}
