import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figures } from '../harness/report.js';
import type { BenchCase } from './case.js';

const PLANS = '200';
const CASES = '1000';
const SPEED = /^(.*?) +p50 ([\d.]+) p95 ([\d.]+) .* exact (\d+)\/(\d+)/;
const QUALITY =
  /^all +cases (\d+) best (\d+) .* gap mean ([\d.]+) p99 ([\d.]+) worst ([\d.]+) total ([\d.]+) %/;

/** What a script beside this folder prints, line by line. It fails when the script does. */
async function linesOf(script: string, argument: string): Promise<readonly string[]> {
  const path = fileURLToPath(new URL(`../${script}.js`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path, argument]);
  return stdout.split('\n');
}

/** The numbers of each line that matches. */
function read(lines: readonly string[], pattern: RegExp): readonly (readonly number[])[] {
  const found = lines.flatMap((line) => {
    const match = pattern.exec(line);
    return match === null ? [] : [match.slice(1).map(Number)];
  });
  if (found.length === 0) throw new Error('the benchmark of sourcing has printed nothing that can be read');
  return found;
}

async function speed(): Promise<Figures> {
  const large = (await linesOf('sourcing', PLANS)).filter((line) => line.startsWith('500 nodes'));
  const figures = read(large, SPEED);
  const sum = (at: number) => figures.reduce((total, line) => total + (line[at] ?? 0), 0);
  return {
    'plan of 500 nodes × 10 lines, p50, ms CPU': Math.max(...figures.map(([, p50 = 0]) => p50)),
    'plan of 500 nodes × 10 lines, p95, ms CPU': Math.max(...figures.map(([, , p95 = 0]) => p95)),
    'of these proven best, %': (100 * sum(3)) / sum(4),
  };
}

async function quality(): Promise<Figures> {
  const [line = []] = read(await linesOf('sourcing-optimum', CASES), QUALITY);
  const [compared = 0, best = 0, mean = 0, p99 = 0, worst = 0, total = 0] = line;
  return {
    'plans compared with the best': compared,
    'of these the best, %': (100 * best) / compared,
    'cost above the best plan, mean, %': mean,
    'cost above the best plan, p99, %': p99,
    'cost above the best plan, worst case, %': worst,
    'cost above the best plans, all together, %': total,
  };
}

export const sourcing: BenchCase = {
  name: 'sourcing',
  what:
    'planSourcing over random networks from a fixed seed: the time of the slowest of several kinds of 500 nodes × 10' +
    ' lines, and the plans of 14 kinds of networks beside the best ones, which a MIP solver (HiGHS) finds',
  bars: [
    { figure: 'plan of 500 nodes × 10 lines, p95, ms CPU', most: 10 },
    { figure: 'plans compared with the best', least: 1000 },
    { figure: 'cost above the best plan, worst case, %', most: 1 },
  ],
  limits:
    'Processor time, not wall time. The gap is read as that of the worst case, not the mean. A case in which the solver' +
    ' decides anything but the cost otherwise, or a plan breaks a rule, fails the benchmark.',
  // The same plans every time, timed by the processor.
  rounds: 1,
  async run() {
    return { ...(await speed()), ...(await quality()) };
  },
};
