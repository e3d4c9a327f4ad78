import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

/** Figures of one round of a case, by name. */
export type Figures = Readonly<Record<string, number>>;

/** What a case must reach. */
export interface Bar {
  readonly figure: string;
  readonly least?: number;
  readonly most?: number;
}

export interface CaseResult {
  readonly name: string;
  /** What was measured, in a sentence. */
  readonly what: string;
  readonly limits: string;
  readonly rounds: readonly Figures[];
  /** Median of each figure. */
  readonly figures: Figures;
  readonly bars: readonly (Bar & { readonly met: boolean })[];
  /** Why it ended before its last round. */
  readonly failure?: string;
}

/** The middle value of each figure; of an even number the lower one of the two. */
export function medians(rounds: readonly Figures[]): Figures {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const values = rounds.map((round) => round[name] ?? 0).toSorted((left, right) => left - right);
      return [name, values[Math.floor((values.length - 1) / 2)] ?? 0];
    }),
  );
}

export function judged(figures: Figures, bars: readonly Bar[]): CaseResult['bars'] {
  return bars.map((bar) => {
    const value = figures[bar.figure] ?? Number.NaN;
    const met =
      (bar.least === undefined || value >= bar.least) && (bar.most === undefined || value <= bar.most);
    return { ...bar, met };
  });
}

/** Where and when: figures without it say nothing. */
export function machine(): Readonly<Record<string, string | number>> {
  const redis = execFileSync('redis-server', ['--version'], { encoding: 'utf8' });
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model ?? 'unknown',
    processors: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    redis: /v=([\d.]+)/.exec(redis)?.[1] ?? 'unknown',
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

export function printCase({ name, what, figures, bars, rounds, failure }: CaseResult): void {
  console.log(`\n${name}: ${what} (median of ${rounds.length})`);
  if (failure !== undefined) console.log(`  FAILED: ${failure}`);
  for (const [figure, value] of Object.entries(figures)) {
    const bar = bars.find((one) => one.figure === figure);
    console.log(`  ${figure.padEnd(44)} ${shown(value).padStart(10)}${bar ? verdictOf(bar) : ''}`);
  }
}

function verdictOf({ least, most, met }: CaseResult['bars'][number]): string {
  return `   ${met ? 'met' : 'MISSED'}: ${least === undefined ? `at most ${most}` : `at least ${least}`}`;
}

/** Every bar in a line, and what failed. */
export function summary(cases: readonly CaseResult[]): string {
  const lines = cases.flatMap(({ name, figures, bars, failure }) => [
    ...bars.map(
      (bar) => `${name}: ${bar.figure} ${shown(figures[bar.figure] ?? Number.NaN)}${verdictOf(bar)}`,
    ),
    ...(failure === undefined ? [] : [`${name}: FAILED: ${failure}`]),
  ]);
  return lines.join('\n');
}

/** A figure as people read it. */
export function shown(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}

/** Leaves everything that was measured, rounds included, and answers where. */
export function saveReport(directory: string, report: object): string {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'bench.json');
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}
