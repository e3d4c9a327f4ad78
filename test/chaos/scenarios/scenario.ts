import { type SeededRandom, seededRandom } from '../../support/seeded-random.js';

/** What a run is told of a part of a scenario: one fault, and everything that was looked at after it. */
export interface Finding {
  readonly fault: string;
  /** In a few words: what happened, or what the processes did. */
  readonly outcome: string;
  /** What is wrong; nothing when all is well. */
  readonly violations: readonly string[];
  /** The engine's last lines, where something is wrong. */
  readonly lastWords: readonly string[];
  readonly seconds: number;
}

export interface ScenarioReport {
  readonly findings: readonly Finding[];
  readonly acknowledged: number;
  /** Tries that had no answer, or the answer that it has to be tried again. */
  readonly unanswered: number;
  readonly events: number;
  readonly engineStarts: number;
}

export const NOTHING: ScenarioReport = {
  findings: [],
  acknowledged: 0,
  unanswered: 0,
  events: 0,
  engineStarts: 0,
};

export interface ScenarioContext {
  readonly seed: number;
  /** Of the whole scenario; more rounds, more faults. */
  readonly rounds: number;
  /** A part of the faults only, where it is not empty: those with this text in their name. */
  readonly only: string;
  /** Told of each fault when it has been looked at. */
  readonly tell: (finding: Finding) => void;
}

export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** Names of the faults of one round, in the order in which they are played. */
  readonly faults: readonly string[];
  readonly run: (context: ScenarioContext) => Promise<ScenarioReport>;
}

/** What stages of their own have found. */
export function together(reports: readonly ScenarioReport[]): ScenarioReport {
  const sum = (of: (report: ScenarioReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  return {
    findings: reports.flatMap(({ findings }) => findings),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    unanswered: sum(({ unanswered }) => unanswered),
    events: sum(({ events }) => events),
    engineStarts: sum(({ engineStarts }) => engineStarts),
  };
}

/** Choices of a fault's own: the same whether it is played alone or among others. (FNV-1a) */
export function randomOf(seed: number, fault: string): SeededRandom {
  let hash = 0x811c9dc5;
  for (const character of `${seed} ${fault}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return seededRandom(hash);
}
