import type { Quantity } from '../shared/quantities.js';
import { Outlook } from './sourcing.bound.js';
import type { Core } from './sourcing.core.js';
import { totalOf } from './sourcing.cover.js';
import type { Problem } from './sourcing.options.js';
import type { Found } from './sourcing.search.js';

/** Digits that a bound is recorded with; always rounded up. */
const BOUND_SCALE = 10_000;

/**
 * How far a plan may be from the best one, as a factor: 1 when the search was exact. Else the plan is compared with what
 * no plan can beat: as many units as the fullest nodes hold, at the lower bound of {@link Outlook}. Both sides count each
 * unit left open at more than any plan can cost, so that the factor also covers units that a better plan might place.
 */
export function boundOf({ options }: Problem, { core, open, weight, exact }: Found): number {
  if (exact) return 1;
  const outlook = outlookOf(core);
  const demanded = totalOf(core.wanted);
  const placed = demanded - open;
  const most = Math.max(placed, mostUnits(core, outlook));
  const least = Math.min(weight, Math.max(1, outlook.leastWeight(placed, weight)));
  const unitWeight = 1 + core.slots * (options.at(-1)?.weight ?? 0);
  const best = unitWeight * (demanded - most) + least;
  const actual = unitWeight * (demanded - placed) + weight;
  return best <= 0 ? 1 : Math.max(1, Math.ceil((actual / best) * BOUND_SCALE) / BOUND_SCALE);
}

/** No plan of the slots at hand places more units than this: item by item, and in all. */
function mostUnits({ byItem, wanted, slots }: Core, outlook: Outlook): Quantity {
  const most = wanted.map((quantity, item) => {
    const units = byItem.units.slice(byItem.start[item], byItem.start[item + 1]).sort();
    return Math.min(quantity, totalOf(units.subarray(Math.max(0, units.length - slots))));
  });
  return Math.min(totalOf(most), outlook.mostUnits());
}

function outlookOf(core: Core): Outlook {
  const { options, wanted, slots } = core;
  const outlook = new Outlook(core);
  const all = Int32Array.from(options, (_, option) => option);
  outlook.look(all, all.length, new Uint8Array(all.length), wanted, totalOf(wanted), slots);
  return outlook;
}
