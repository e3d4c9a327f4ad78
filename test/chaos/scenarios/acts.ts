import type { EngineLoad } from '../../support/engine-load.js';
import type { SeededRandom } from '../../support/seeded-random.js';
import { faultsOf, verify } from '../checks/settled.js';
import { Stage, type StageOptions } from '../stage.js';
import { type Finding, NOTHING, randomOf, type ScenarioContext, type ScenarioReport } from './scenario.js';

/** What is done to the processes; answers in a few words what came of it, or throws what is wrong. */
export type Harm = (acts: Acts, random: SeededRandom) => Promise<string>;

/** A fault by its name, and how it is brought about. */
export type Act = readonly [fault: string, harm: Harm];

/** One stage, one act after the other; after each of them everything is looked at. */
export class Acts {
  private readonly findings: Finding[] = [];
  private unanswered = 0;
  private events = 0;
  private loadSeed = 0;

  private constructor(
    readonly stage: Stage,
    private readonly context: ScenarioContext,
  ) {}

  /** Plays those of the acts that are wanted, on a stage of their own where the engines are always started again. */
  static async play(
    options: Omit<StageOptions, 'seed'>,
    context: ScenarioContext,
    wanted: readonly Act[],
  ): Promise<ScenarioReport> {
    const list = wanted.filter(([fault]) => fault.includes(context.only));
    if (list.length === 0) return NOTHING;
    const stage = await Stage.open(options);
    const acts = new Acts(stage, context);
    try {
      stage.keepEngines();
      for (let round = 1; round <= context.rounds; round += 1) {
        for (const act of list) await acts.act(act, round);
      }
      return acts.report();
    } finally {
      await stage.close();
    }
  }

  async load(orders: number, onStart?: (load: EngineLoad) => void): Promise<EngineLoad> {
    this.loadSeed += 1;
    const load = await this.stage.load(orders, this.loadSeed, onStart);
    this.unanswered += load.unanswered;
    return load;
  }

  /** Does harm, and looks at everything when it is over. What an act throws is a violation, and the next act goes on. */
  private async act([fault, harm]: Act, round: number): Promise<void> {
    const startedAt = performance.now();
    const random = randomOf(this.context.seed + round - 1, fault);
    this.loadSeed = random.below(1_000_000);
    const violations: string[] = [];
    let outcome = 'no outcome';
    try {
      outcome = await harm(this, random);
      const verdicts = await verify(this.stage);
      this.events = verdicts.events;
      violations.push(...faultsOf(verdicts));
    } catch (error) {
      violations.push(error instanceof Error ? error.message : String(error));
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    const lastWords = violations.length === 0 ? [] : this.lastWords();
    const finding = { fault, outcome, violations, lastWords, seconds };
    this.findings.push(finding);
    this.context.tell(finding);
  }

  private report(): ScenarioReport {
    const { findings, unanswered, events, stage } = this;
    const acknowledged = stage.history.length;
    return { findings, acknowledged, unanswered, events, engineStarts: stage.engineStarts };
  }

  private lastWords(): readonly string[] {
    return this.stage.seats.flatMap(({ engine }) =>
      engine.said
        .trim()
        .split('\n')
        .slice(-8)
        .map((line) => line.slice(0, 400)),
    );
  }
}
