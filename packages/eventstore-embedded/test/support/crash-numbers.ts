/** Small numbers that differ, the same in every run. */
export function* seededNumbers(seed: number): Generator<number, never> {
  let state = seed + 1;
  for (;;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield Math.floor(state / 65_536);
  }
}

/** Numbers below a bound, the same in every run. */
export function seededBelow(seed: number): (bound: number) => number {
  const numbers = seededNumbers(seed);
  return (bound) => (numbers.next().value * 32_768 + numbers.next().value) % Math.max(1, bound);
}
