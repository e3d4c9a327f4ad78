import type { Quantity } from '../shared/quantities.js';
import type { Core } from './sourcing.core.js';
import { gainOf } from './sourcing.cover.js';

/** Rounding of the sums of prices must never turn a bound into a wrong one: this share, and this much, is taken off. */
const SAFETY = 1e-9;

/**
 * What some shipments can do at best about what is open. It bounds every choice of the options looked at by three
 * arguments:
 *
 * - By number: no shipment places more than its own gain, so the largest gains tell how many shipments it takes, and
 *   the cheapest options what so many cost.
 * - By price, when everything open must be placed: give each item a price a unit such that no option's gain is worth more
 *   than the option weighs. Such prices are a feasible dual of the covering problem: the open units at their prices are
 *   a lower bound, and so is that sum with what the options of any choice weigh beyond the worth of their gains.
 * - By price of a shipment: the same where each option weighs one tells how many shipments it takes at least.
 */
export class Outlook {
  /** Options that would place something, cheapest first. */
  readonly useful: Int32Array;
  /** What each of them would place. */
  readonly gains: Float64Array;
  count = 0;
  /** Figures looked at so far: what takes the time. */
  looked = 0;
  private open: Quantity = 0;
  private slots = 0;
  private residual: Float64Array;
  /** Shipments that it takes at least to place everything, the least weight of that, and the slack of the last of them. */
  private fewest = 0;
  private least = 0;
  private lastSlack = 0;
  /** Largest gains first, and the least weights, one a slot. */
  private readonly top: Float64Array;
  private readonly cheapest: Float64Array;
  private readonly leastSlack: Float64Array;
  private readonly prices: Float64Array;
  /** By option: what it weighs beyond the worth of its gain; infinite when it is not useful. */
  private readonly slack: Float64Array;

  constructor(private readonly core: Core) {
    const { options, wanted, slots } = core;
    this.useful = new Int32Array(options.length);
    this.gains = new Float64Array(options.length);
    this.slack = new Float64Array(options.length);
    this.top = new Float64Array(slots);
    this.cheapest = new Float64Array(slots);
    this.leastSlack = new Float64Array(slots);
    this.prices = new Float64Array(wanted.length);
    this.residual = wanted;
  }

  /**
   * Looks at options for what is open.
   *
   * @param options cheapest first
   * @param count how many of them, from the first on
   * @param barred above zero for options that are left out
   */
  look(
    options: Int32Array,
    count: number,
    barred: Uint8Array,
    residual: Float64Array,
    open: Quantity,
    slots: number,
  ): void {
    this.residual = residual;
    this.open = open;
    this.slots = slots;
    this.count = 0;
    this.top.fill(0);
    this.cheapest.fill(Number.POSITIVE_INFINITY);
    for (let at = 0; at < count; at += 1) {
      const option = options[at] ?? 0;
      if (barred[option] === 1) continue;
      const gain = gainOf(this.core, residual, option);
      if (gain > 0) this.add(option, gain);
    }
    this.looked += this.core.byOption.of.length;
  }

  private add(option: number, gain: Quantity): void {
    const { count, slots, top } = this;
    this.useful[count] = option;
    this.gains[count] = gain;
    this.count = count + 1;
    if (count < slots) this.cheapest[count] = this.core.weights[option] ?? 0;
    let at = slots - 1;
    if (at < 0 || gain <= (top[at] ?? 0)) return;
    for (; at > 0 && (top[at - 1] ?? 0) < gain; at -= 1) top[at] = top[at - 1] ?? 0;
    top[at] = gain;
  }

  /** No choice of so many shipments places more units than this. */
  mostUnits(slots = this.slots): Quantity {
    let units = 0;
    for (let count = 0; count < slots; count += 1) units += this.top[count] ?? 0;
    return Math.min(this.open, units);
  }

  /** Placing so many units takes at least this weight, by number alone; infinite when the slots do not suffice. */
  leastWeightByNumber(units: Quantity, slots: number): number {
    let placed = 0;
    let weight = 0;
    for (let count = 0; placed < units; count += 1) {
      const gain = count < slots ? (this.top[count] ?? 0) : 0;
      if (gain === 0) return Number.POSITIVE_INFINITY;
      placed += gain;
      weight += this.cheapest[count] ?? 0;
    }
    return weight;
  }

  /**
   * The same by every argument that applies.
   *
   * @param enough a bound that high will do: what would only raise it further is not looked at
   */
  leastWeight(units: Quantity, enough: number): number {
    const byNumber = this.leastWeightByNumber(units, this.slots);
    if (units < this.open || byNumber >= enough) return byNumber;
    const shipments = roundedUp(this.openAtPrices(this.core.ones));
    const byShipments = shipments > this.slots ? Number.POSITIVE_INFINITY : this.weightOfCheapest(shipments);
    if (byShipments >= enough) return byShipments;
    this.fewest = shipments;
    this.least = this.openAtPrices(this.core.weights) + this.slackOfCheapest(shipments);
    return Math.max(byNumber, byShipments, roundedUp(this.least));
  }

  /** After {@link leastWeight} has placed everything: leaves out options with which no choice weighs less than `limit`. */
  narrow(limit: number): void {
    const { useful, gains, slack, lastSlack, least } = this;
    let count = 0;
    for (let at = 0; at < this.count; at += 1) {
      const option = useful[at] ?? 0;
      const beyond = (slack[option] ?? 0) - lastSlack;
      if (beyond > 0 && roundedUp(least + beyond) >= limit) continue;
      useful[count] = option;
      gains[count] = gains[at] ?? 0;
      count += 1;
    }
    this.count = count;
  }

  private weightOfCheapest(shipments: number): number {
    let weight = 0;
    for (let count = 0; count < shipments; count += 1) weight += this.cheapest[count] ?? 0;
    return weight;
  }

  /** The open units at prices that are as high as the weights allow. */
  private openAtPrices(weights: Float64Array): number {
    this.startPrices(weights);
    let worth = 0;
    for (let item = 0; item < this.residual.length; item += 1) {
      const open = this.residual[item] ?? 0;
      if (open === 0) continue;
      this.raise(item, open);
      worth += open * (this.prices[item] ?? 0);
    }
    this.looked += 2 * this.core.byItem.of.length;
    return worth;
  }

  /** The price of a unit: the least weight a gained unit among the options that carry its item. */
  private startPrices(weights: Float64Array): void {
    const { start, of, units } = this.core.byOption;
    const { prices, slack, residual } = this;
    prices.fill(Number.POSITIVE_INFINITY);
    slack.fill(Number.POSITIVE_INFINITY);
    for (let index = 0; index < this.count; index += 1) {
      const option = this.useful[index] ?? 0;
      const price = (weights[option] ?? 0) / (this.gains[index] ?? 1);
      const end = start[option + 1] ?? 0;
      for (let at = start[option] ?? 0; at < end; at += 1) {
        const item = of[at] ?? 0;
        if (price < (prices[item] ?? 0)) prices[item] = price;
      }
    }
    for (let index = 0; index < this.count; index += 1) {
      const option = this.useful[index] ?? 0;
      let left = weights[option] ?? 0;
      const end = start[option + 1] ?? 0;
      for (let at = start[option] ?? 0; at < end; at += 1) {
        const item = of[at] ?? 0;
        left -= Math.min(units[at] ?? 0, residual[item] ?? 0) * (prices[item] ?? 0);
      }
      slack[option] = left;
    }
  }

  /** Raises the price of an item as far as no option's gain becomes worth more than its weight. */
  private raise(item: number, open: Quantity): void {
    const { start, of, units } = this.core.byItem;
    const { prices, slack } = this;
    const first = start[item] ?? 0;
    const end = start[item + 1] ?? 0;
    let raise = Number.POSITIVE_INFINITY;
    for (let at = first; at < end; at += 1) {
      const most = (slack[of[at] ?? 0] ?? 0) / Math.min(units[at] ?? 0, open);
      if (most < raise) raise = most;
    }
    if (raise === Number.POSITIVE_INFINITY || raise <= 0) return;
    prices[item] = (prices[item] ?? 0) + raise;
    for (let at = first; at < end; at += 1) {
      const option = of[at] ?? 0;
      slack[option] = (slack[option] ?? 0) - raise * Math.min(units[at] ?? 0, open);
    }
  }

  /** The sum of the least slacks of so many options: what any choice of them weighs beyond the worth of its gains. */
  private slackOfCheapest(shipments: number): number {
    const { leastSlack, slack } = this;
    leastSlack.fill(Number.POSITIVE_INFINITY);
    for (let index = 0; index < this.count; index += 1) {
      const own = Math.max(0, slack[this.useful[index] ?? 0] ?? 0);
      let at = shipments - 1;
      if (at < 0 || own >= (leastSlack[at] ?? 0)) continue;
      for (; at > 0 && (leastSlack[at - 1] ?? 0) > own; at -= 1) leastSlack[at] = leastSlack[at - 1] ?? 0;
      leastSlack[at] = own;
    }
    let sum = 0;
    for (let count = 0; count < shipments; count += 1) sum += leastSlack[count] ?? 0;
    this.lastSlack = shipments === 0 ? 0 : (leastSlack[shipments - 1] ?? 0);
    return sum;
  }
}

/** Weights and shipments are whole, so a bound on them may be rounded up, but for the rounding of its sums. */
function roundedUp(bound: number): number {
  return Math.ceil(bound * (1 - SAFETY) - SAFETY);
}
