/** Choices that follow from a seed alone. */
export interface SeededRandom {
  /** 0 up to and without `limit`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  /** Undefined only for an empty list. */
  pick<T>(items: readonly T[]): T | undefined;
}

/** A small generator (mulberry32): the same seed, the same choices, on every machine. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)],
  };
}
