import type { Quantity } from '../shared/quantities.js';
import type { Option } from './sourcing.options.js';

/** What is still to be placed, from which options, in how many shipments. */
export interface OpenPart {
  /** Units open of each item. */
  readonly residual: readonly Quantity[];
  /** Cheapest first. */
  readonly options: readonly Option[];
  readonly slots: number;
}

/** What the shipments to come can do at best. */
export interface Outlook {
  /** No choice of options can place more units than this. */
  readonly mostUnits: Quantity;
  /** Placing the units asked for adds at least this weight; infinite when it cannot be done. */
  readonly leastWeight: number;
}

/** Rounding of the price sums must never turn a bound into a wrong one. */
const SAFETY = 1e-6;

/**
 * Bounds on placing at least `units` of the open part. Two arguments, the stronger counts:
 *
 * - By number: no shipment places more than its own gain, so the largest gains tell how many shipments it takes, and
 *   the cheapest options what so many cost.
 * - By price (only when everything open must be placed): let the price of a unit be the least weight per gained unit
 *   among the options that carry its item. No option's gain is worth more than its weight at these prices, so they are a
 *   feasible dual of the covering problem and the open units times their prices are a lower bound.
 */
export function outlookFor({ residual, options, slots }: OpenPart, units: Quantity): Outlook {
  const top: number[] = [];
  const cheapest: number[] = [];
  const prices = residual.map(() => Number.POSITIVE_INFINITY);
  for (const option of options) {
    const gain = gainOf(option, residual);
    if (gain === 0) continue;
    if (cheapest.length < slots) cheapest.push(option.weight);
    insertTop(top, gain, slots);
    lowerPrices(prices, option, residual, option.weight / gain);
  }
  const open = residual.reduce((total, quantity) => total + quantity, 0);
  const mostUnits = Math.min(
    open,
    top.reduce((total, gain) => total + gain, 0),
  );
  if (units <= 0) return { mostUnits, leastWeight: 0 };
  if (mostUnits < units) return { mostUnits, leastWeight: Number.POSITIVE_INFINITY };
  const byNumber = weightByNumber(top, cheapest, units);
  return {
    mostUnits,
    leastWeight: units < open ? byNumber : Math.max(byNumber, weightByPrice(prices, residual)),
  };
}

/** Units of the open part that an option could place. */
export function gainOf(option: Option, residual: readonly Quantity[]): Quantity {
  let gain = 0;
  for (let item = 0; item < residual.length; item += 1) {
    gain += Math.min(option.takes[item] ?? 0, residual[item] ?? 0);
  }
  return gain;
}

/** Keeps the `size` largest values, largest first. */
function insertTop(top: number[], value: number, size: number): void {
  if (top.length === size && value <= (top[size - 1] ?? 0)) return;
  if (size === 0) return;
  let at = top.length < size ? top.length : size - 1;
  while (at > 0 && (top[at - 1] ?? 0) < value) {
    top[at] = top[at - 1] ?? 0;
    at -= 1;
  }
  top[at] = value;
}

function lowerPrices(prices: number[], option: Option, residual: readonly Quantity[], price: number): void {
  for (let item = 0; item < residual.length; item += 1) {
    if ((option.takes[item] ?? 0) > 0 && (residual[item] ?? 0) > 0 && price < (prices[item] ?? 0)) {
      prices[item] = price;
    }
  }
}

function weightByNumber(top: readonly number[], cheapest: readonly number[], units: Quantity): number {
  let placed = 0;
  let weight = 0;
  for (let count = 0; count < top.length && placed < units; count += 1) {
    placed += top[count] ?? 0;
    weight += cheapest[count] ?? 0;
  }
  return weight;
}

function weightByPrice(prices: readonly number[], residual: readonly Quantity[]): number {
  let weight = 0;
  for (let item = 0; item < residual.length; item += 1) {
    const open = residual[item] ?? 0;
    if (open > 0) weight += open * (prices[item] ?? 0);
  }
  return Math.ceil(weight - SAFETY);
}
