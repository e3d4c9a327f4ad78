import type { Quantity } from '../shared/quantities.js';
import type { Option } from './sourcing.options.js';

/** Rounding of the price sums must never turn a bound into a wrong one. */
const SAFETY = 1e-6;

/**
 * What a number of shipments can do at best about an open residual. Fed with the options that would place something,
 * cheapest first, it bounds every choice of them by two arguments:
 *
 * - By number: no shipment places more than its own gain, so the largest gains tell how many shipments it takes, and
 *   the cheapest options what so many cost.
 * - By price, when everything open must be placed: let the price of a unit be the least weight per gained unit among the
 *   options that carry its item. At these prices no option's gain is worth more than its weight, so they are a feasible
 *   dual of the covering problem, and the open units times their prices are a lower bound.
 */
export class Outlook {
  /** Largest gains first, one a slot. */
  private readonly top: number[] = [];
  private readonly cheapest: number[] = [];
  private readonly prices: number[];
  private readonly open: Quantity;
  private readonly options: Option[] = [];
  private arePricesRaised = false;

  constructor(
    private readonly residual: readonly Quantity[],
    private readonly slots: number,
  ) {
    this.prices = residual.map(() => Number.POSITIVE_INFINITY);
    this.open = residual.reduce((total, quantity) => total + quantity, 0);
  }

  /** Takes an option in. Options must come cheapest first, with a gain above zero. */
  add(option: Option, gain: Quantity): void {
    this.options.push(option);
    if (this.cheapest.length < this.slots) this.cheapest.push(option.weight);
    this.insertTop(gain);
    const price = option.weight / gain;
    for (let item = 0; item < this.residual.length; item += 1) {
      if (price >= (this.prices[item] ?? 0)) continue;
      if ((option.takes[item] ?? 0) > 0 && (this.residual[item] ?? 0) > 0) this.prices[item] = price;
    }
  }

  /** No choice of so many shipments places more units than this. */
  mostUnits(slots = this.slots): Quantity {
    let units = 0;
    for (let count = 0; count < slots; count += 1) units += this.top[count] ?? 0;
    return Math.min(this.open, units);
  }

  /** Placing so many units adds at least this weight; infinite when the slots do not suffice. */
  leastWeight(units: Quantity): number {
    const byNumber = this.leastWeightByNumber(units, this.slots);
    return units < this.open ? byNumber : Math.max(byNumber, this.openAtPrices());
  }

  /** The argument by number alone. */
  leastWeightByNumber(units: Quantity, slots: number): number {
    let placed = 0;
    let weight = 0;
    for (let count = 0; placed < units; count += 1) {
      if (count >= slots || count >= this.top.length) return Number.POSITIVE_INFINITY;
      placed += this.top[count] ?? 0;
      weight += this.cheapest[count] ?? 0;
    }
    return weight;
  }

  /**
   * The same with prices raised, item by item, as far as no option's gain becomes worth more than its weight. Takes a
   * look at every option for every item.
   */
  leastWeightRaised(units: Quantity): number {
    const byNumber = this.leastWeightByNumber(units, this.slots);
    if (units < this.open || byNumber === Number.POSITIVE_INFINITY) return byNumber;
    if (!this.arePricesRaised) this.raisePrices();
    return Math.max(byNumber, this.openAtPrices());
  }

  private raisePrices(): void {
    this.arePricesRaised = true;
    const { options, residual, prices } = this;
    const slack = options.map((option) => option.weight - this.worthOf(option));
    for (let item = 0; item < residual.length; item += 1) {
      const open = residual[item] ?? 0;
      if (open === 0) continue;
      let raise = Number.POSITIVE_INFINITY;
      for (let index = 0; index < options.length; index += 1) {
        const units = Math.min(options[index]?.takes[item] ?? 0, open);
        if (units > 0) raise = Math.min(raise, (slack[index] ?? 0) / units);
      }
      if (raise === Number.POSITIVE_INFINITY || raise <= 0) continue;
      prices[item] = (prices[item] ?? 0) + raise;
      for (let index = 0; index < options.length; index += 1) {
        const units = Math.min(options[index]?.takes[item] ?? 0, open);
        if (units > 0) slack[index] = (slack[index] ?? 0) - raise * units;
      }
    }
  }

  private worthOf(option: Option): number {
    let worth = 0;
    for (let item = 0; item < this.residual.length; item += 1) {
      const units = Math.min(option.takes[item] ?? 0, this.residual[item] ?? 0);
      if (units > 0) worth += units * (this.prices[item] ?? 0);
    }
    return worth;
  }

  private openAtPrices(): number {
    let weight = 0;
    for (let item = 0; item < this.residual.length; item += 1) {
      const open = this.residual[item] ?? 0;
      if (open > 0) weight += open * (this.prices[item] ?? 0);
    }
    return Math.ceil(weight - SAFETY);
  }

  private insertTop(gain: Quantity): void {
    const { top, slots } = this;
    if (slots === 0 || (top.length === slots && gain <= (top[slots - 1] ?? 0))) return;
    let at = top.length < slots ? top.length : slots - 1;
    while (at > 0 && (top[at - 1] ?? 0) < gain) {
      top[at] = top[at - 1] ?? 0;
      at -= 1;
    }
    top[at] = gain;
  }
}
