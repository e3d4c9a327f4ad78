import type { Finding, ScenarioReport } from './scenarios/scenario.js';

/** One scenario's line. */
export interface Row extends ScenarioReport {
  readonly scenario: string;
  readonly seconds: number;
}

export interface RunSummary {
  readonly seed: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly faults: number;
  readonly violations: number;
  readonly scenarios: readonly Row[];
}

export function summaryOf(
  rows: readonly Row[],
  run: Pick<RunSummary, 'seed' | 'rounds' | 'seconds'>,
): RunSummary {
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    ...run,
    faults: sum(({ findings }) => findings.length),
    violations: sum(violationsIn),
    scenarios: rows,
  };
}

/** The command that brings one fault about again, with the same choices. */
export function replayOf(scenario: string, { fault }: Finding, seed: number): string {
  const faults = fault === '' ? '' : ` --faults '${fault}'`;
  return `npm run chaos -- --seed ${seed} --only ${scenario}${faults}`;
}

/** The table at the end of a run. */
export function table({ scenarios, faults, violations, seconds, seed }: RunSummary): string {
  const columns = [18, 8, 8, 8, 13, 11, 8] as const;
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(18) : cell.padStart(columns[index] ?? 10)))
      .join(' ');
  return [
    line(['scenario', 'seconds', 'faults', 'starts', 'acknowledged', 'unanswered', 'events', '  verdict']),
    ...scenarios.map((row) =>
      line([
        row.scenario,
        row.seconds.toFixed(1),
        String(row.findings.length),
        String(row.engineStarts),
        String(row.acknowledged),
        String(row.unanswered),
        String(row.events),
        violationsIn(row) === 0 ? '  clean' : `  ${violationsIn(row)} violations`,
      ]),
    ),
    '',
    `${faults} faults, ${violations} violations, ${seconds.toFixed(0)} s`,
    ...scenarios.flatMap(({ scenario, findings }) =>
      findings
        .filter((finding) => finding.violations.length > 0)
        .map((finding) => `again: ${replayOf(scenario, finding, seed)}`),
    ),
  ].join('\n');
}

function violationsIn({ findings }: Row): number {
  return findings.reduce((total, { violations }) => total + violations.length, 0);
}
