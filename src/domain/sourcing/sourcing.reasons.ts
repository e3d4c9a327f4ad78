import type { StrategyRun } from './sourcing.strategy.js';
import { type UnplacedLine, type UnplacedReason, unplacedLines } from './sourcing.unplaced.js';

/**
 * Why lines stay unplaced. Of each sku there is one carrier more than the order may have shipments, where there are so
 * many: a carrier that stands idle while every shipment is in use shows that the limit, not the stock, is what binds.
 *
 * @param widest the run of the same strategy that was allowed to be the latest: a date that was put up with binds nobody
 */
export function explainUnplaced(run: StrategyRun, widest: StrategyRun): readonly UnplacedLine[] {
  const { items, slots } = run.problem;
  const { options } = widest.problem;
  const chosen = new Set(run.found?.chosen);
  const shortOf = (index: number): UnplacedReason => {
    const isTooLate = widest.late.some((option) => (option.takes[index] ?? 0) > 0);
    return isTooLate ? 'too-late' : 'out-of-stock';
  };
  const reasonOf = (sku: string): UnplacedReason => {
    const index = items.findIndex((item) => item.sku === sku);
    const carriers = options.filter((option) => (option.takes[index] ?? 0) > 0);
    if (run.found !== null) {
      const limitBinds = chosen.size === slots && carriers.some((option) => !chosen.has(option));
      return limitBinds ? 'split-limit' : shortOf(index);
    }
    const available = carriers.reduce((total, option) => total + (option.takes[index] ?? 0), 0);
    if (available >= (items[index]?.quantity ?? 0)) return 'held-back';
    return carriers.length > slots ? 'split-limit' : shortOf(index);
  };
  const unplaced = unplacedLines(run.unplaced, reasonOf);
  // Each sku could be had, only not all of them together in so few shipments.
  const isEachPlaceable = unplaced.length > 0 && unplaced.every(({ reason }) => reason === 'held-back');
  return isEachPlaceable ? unplacedLines(run.unplaced, () => 'split-limit') : unplaced;
}
