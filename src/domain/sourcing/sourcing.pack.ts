import type { LineQuantity, Quantity } from '../shared/quantities.js';

/** Which line goes whole to which bin; −1 stays out. */
export interface Packing {
  readonly units: Quantity;
  readonly binOfLine: readonly number[];
}

/** Lines of one sku up to which every packing is tried; above that the largest lines go first to the tightest bin. */
export const EXACT_PACKING_LINES = 6;

/**
 * Puts whole lines of one sku into the stock of nodes, as many units as fit. Orders rarely name a sku more than twice,
 * so trying every way is cheap; beyond {@link EXACT_PACKING_LINES} lines best-fit is good enough.
 */
export function packWhole(lines: readonly LineQuantity[], bins: readonly Quantity[]): Packing {
  const fitted = bestFit(lines, bins);
  const total = lines.reduce((sum, line) => sum + line.quantity, 0);
  if (fitted.units === total || lines.length > EXACT_PACKING_LINES) return fitted;
  return improve(lines, bins, fitted, total);
}

function bestFit(lines: readonly LineQuantity[], bins: readonly Quantity[]): Packing {
  const room = [...bins];
  let units = 0;
  const binOfLine = lines.map(({ quantity }) => {
    let tightest = -1;
    for (let bin = 0; bin < room.length; bin += 1) {
      const free = room[bin] ?? 0;
      if (free >= quantity && (tightest === -1 || free < (room[tightest] ?? 0))) tightest = bin;
    }
    if (tightest >= 0) {
      room[tightest] = (room[tightest] ?? 0) - quantity;
      units += quantity;
    }
    return tightest;
  });
  return { units, binOfLine };
}

function improve(
  lines: readonly LineQuantity[],
  bins: readonly Quantity[],
  start: Packing,
  total: Quantity,
): Packing {
  let best = start;
  const room = [...bins];
  const binOfLine: number[] = [];
  const place = (index: number, units: Quantity, left: Quantity): void => {
    if (units > best.units) best = { units, binOfLine: lines.map((_, line) => binOfLine[line] ?? -1) };
    const line = lines[index];
    if (line === undefined || units + left <= best.units) return;
    for (let bin = 0; bin < room.length; bin += 1) {
      if ((room[bin] ?? 0) < line.quantity) continue;
      room[bin] = (room[bin] ?? 0) - line.quantity;
      binOfLine[index] = bin;
      place(index + 1, units + line.quantity, left - line.quantity);
      room[bin] = (room[bin] ?? 0) + line.quantity;
    }
    binOfLine[index] = -1;
    place(index + 1, units, left - line.quantity);
  };
  place(0, 0, total);
  return best;
}
