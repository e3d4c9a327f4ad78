import { seededRandom, type SeededRandom } from '../../support/seeded-random.js';

/** All choices of one run. They follow from its seed alone, in the order in which they are asked for. */
export class Chance {
  private readonly random: SeededRandom;

  constructor(seed: number) {
    this.random = seededRandom(Math.imul(seed + 1, 0x9e3779b1));
  }

  /** 0 up to and without `limit`. */
  below(limit: number): number {
    return this.random.below(limit);
  }

  /** Both ends included. */
  between(low: number, high: number): number {
    return low + this.random.below(high - low + 1);
  }

  /** Certain or impossible things cost no choice, so that switching one fault off leaves the others alone. */
  happens(probability: number): boolean {
    return probability > 0 && this.random.chance(probability);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.random.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** An item, as often as its weight says. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T {
    let left = this.random.below(items.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, item] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    throw new RangeError('nothing to pick from');
  }

  uuid(): string {
    const hex = (length: number): string =>
      Array.from({ length }, () => this.random.below(16).toString(16)).join('');
    return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  }
}
