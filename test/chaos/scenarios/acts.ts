import type { EngineLoad } from '../../support/engine-load.js';
import { faultsOf, verify } from '../checks/settled.js';
import { Stage, type StageOptions } from '../stage.js';
import type { Finding, ScenarioContext, ScenarioReport } from './scenario.js';

/** What is done to the processes; answers in a few words what came of it, or throws what is wrong. */
export type Act = () => Promise<string>;

/** One stage, one act after the other; after each of them everything is looked at. */
export class Acts {
  private readonly findings: Finding[] = [];
  private unanswered = 0;
  private events = 0;

  private constructor(
    readonly stage: Stage,
    private readonly context: ScenarioContext,
  ) {}

  static async on(
    options: Omit<StageOptions, 'seed'>,
    context: ScenarioContext,
    play: (acts: Acts) => Promise<void>,
  ): Promise<ScenarioReport> {
    const stage = await Stage.open({ ...options, seed: context.seed });
    const acts = new Acts(stage, context);
    try {
      await play(acts);
      return {
        findings: acts.findings,
        acknowledged: stage.history.length,
        unanswered: acts.unanswered,
        events: acts.events,
        engineStarts: stage.engineStarts,
      };
    } finally {
      await stage.close();
    }
  }

  /** Does harm, and looks at everything when it is over. What an act throws is a violation, and the next act goes on. */
  async act(fault: string, harm: Act): Promise<void> {
    const startedAt = performance.now();
    const violations: string[] = [];
    let outcome = 'no outcome';
    try {
      outcome = await harm();
      const verdicts = await verify(this.stage);
      this.events = verdicts.events;
      violations.push(...faultsOf(verdicts));
    } catch (error) {
      violations.push(error instanceof Error ? error.message : String(error), ...this.lastWords());
    }
    this.findings.push({ fault, outcome, violations });
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    this.context.say(`    ${fault.padEnd(44)} ${seconds.padStart(5)} s  ${outcome}`);
    for (const violation of violations) this.context.say(`      VIOLATION ${violation}`);
  }

  async load(orders: number, onStart?: (load: EngineLoad) => void): Promise<EngineLoad> {
    const load = await this.stage.load(orders, onStart);
    this.unanswered += load.unanswered;
    return load;
  }

  private lastWords(): readonly string[] {
    return this.stage.engine.said
      .trim()
      .split('\n')
      .slice(-8)
      .map((line) => `  the engine said: ${line.slice(0, 400)}`);
  }
}
