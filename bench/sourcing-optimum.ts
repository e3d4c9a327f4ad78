/**
 * Compares the plans of the sourcing engine with the best plans there are, which an independent solver finds:
 * `npm run build && node dist/bench/sourcing-optimum.js [cases]`. Random networks of every kind from fixed seeds. Fails
 * when the two disagree on anything but the cost.
 */
import { drawnCases, judge, type Judgement } from '../test/support/sourcing-model/judge.js';
import { loadSolver } from '../test/support/sourcing-model/solver.js';

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function print(name: string, judged: readonly Judgement[]): void {
  const gaps = judged.map(({ gap }) => gap);
  const percent = (value: number): string => (100 * value).toFixed(4);
  const costs = judged.reduce((sum, { decision }) => sum + decision.search.cost, 0);
  const least = judged.reduce((sum, { best }) => sum + best.costMicro / 1e6, 0);
  const best = gaps.filter((gap) => gap === 0).length;
  console.log(
    `${name.padEnd(24)} cases ${judged.length} best ${best}` +
      ` proven ${judged.filter(({ decision }) => decision.search.bound === 1).length}` +
      ` partial ${judged.filter(({ decision }) => decision.unplaced.length > 0).length}` +
      ` · gap mean ${percent(gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(1, gaps.length))}` +
      ` p99 ${percent(quantile(gaps, 0.99))} worst ${percent(quantile(gaps, 1))}` +
      ` total ${percent(least === 0 ? 0 : Math.max(0, costs / least - 1))} %` +
      ` · disagreements ${judged.filter(({ disagreements }) => disagreements.length > 0).length}`,
  );
}

const cases = Number(process.argv[2] ?? 1000);
const solve = await loadSolver();
const judged: Judgement[] = [];
for (const drawn of drawnCases(cases)) judged.push(judge(solve, drawn));
for (const kind of new Set(judged.map((one) => one.kind))) {
  print(
    kind,
    judged.filter((one) => one.kind === kind),
  );
}
print('all', judged);
for (const { kind, seed, disagreements } of judged) {
  if (disagreements.length > 0) console.error(`${kind}, seed ${seed}: ${disagreements.join('; ')}`);
}
if (judged.some(({ disagreements }) => disagreements.length > 0)) process.exitCode = 1;
