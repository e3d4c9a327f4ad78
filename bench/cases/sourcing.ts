import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figures } from '../harness/report.js';
import type { BenchCase } from './case.js';

const SCRIPT = fileURLToPath(new URL('../sourcing.js', import.meta.url));
const PLANS = '200';
const LINE = /^(.*?) +p50 ([\d.]+) p95 ([\d.]+) .* real max ([\d.]+) of (\d+)/;

interface Printed {
  readonly size: string;
  readonly p50: number;
  readonly p95: number;
  /** Cost over that of the best plan, where the two were compared. */
  readonly gap: number;
  readonly compared: number;
}

function readLine(line: string): readonly Printed[] {
  const [, size, ...numbers] = LINE.exec(line) ?? [];
  const [p50 = 0, p95 = 0, gap = 0, compared = 0] = numbers.map(Number);
  return size === undefined ? [] : [{ size, p50, p95, gap, compared }];
}

/** The benchmark of the sourcing engine, in a process of its own: what it prints, as figures. */
async function run(): Promise<Figures> {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, PLANS]);
  const lines = stdout.split('\n').flatMap(readLine);
  const large = lines.filter(({ size }) => size.startsWith('500 nodes'));
  if (large.length === 0) throw new Error('the benchmark of sourcing has printed nothing that can be read');
  const compared = lines.filter((line) => line.compared > 0);
  return {
    'plan of 500 nodes × 10 lines, p50, ms CPU': Math.max(...large.map(({ p50 }) => p50)),
    'plan of 500 nodes × 10 lines, p95, ms CPU': Math.max(...large.map(({ p95 }) => p95)),
    'cost above the best plan, worst case, %': 100 * (Math.max(...compared.map(({ gap }) => gap)) - 1),
    'plans compared with the best': compared.reduce((sum, line) => sum + line.compared, 0),
  };
}

export const sourcing: BenchCase = {
  name: 'sourcing',
  what: 'planSourcing over random networks from a fixed seed; of several kinds of 500 nodes × 10 lines the slowest',
  bars: [
    { figure: 'plan of 500 nodes × 10 lines, p95, ms CPU', most: 10 },
    { figure: 'cost above the best plan, worst case, %', most: 1 },
  ],
  limits:
    'Processor time, not wall time. The best plan is that of an exact search without a limit worth speaking of.',
  // The same plans every time, timed by the processor.
  rounds: 1,
  run,
};
