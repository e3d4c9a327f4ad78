import type { SeededRandom } from '../../support/seeded-random.js';

/** What a run is told of a part of a scenario: one fault, and everything that was looked at after it. */
export interface Finding {
  readonly fault: string;
  /** In a few words: what happened, or what the processes did. */
  readonly outcome: string;
  /** What is wrong; nothing when all is well. */
  readonly violations: readonly string[];
}

export interface ScenarioReport {
  readonly findings: readonly Finding[];
  readonly acknowledged: number;
  /** Tries that had no answer, or the answer that it has to be tried again. */
  readonly unanswered: number;
  readonly events: number;
  readonly engineStarts: number;
}

export interface ScenarioContext {
  readonly seed: number;
  readonly random: SeededRandom;
  /** Of the whole scenario; more rounds, more faults. */
  readonly rounds: number;
  /** A part of the faults only, where it is not empty: those with this text in their name. */
  readonly only: string;
  readonly say: (line: string) => void;
}

export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly run: (context: ScenarioContext) => Promise<ScenarioReport>;
}
