import { ExactDelay } from '../src/storage/exact-delay.js';

describe('an exact delay', () => {
  it('is never shorter than it says, whenever in a millisecond it begins', async () => {
    const delay = new ExactDelay(2);
    const elapsed: number[] = [];
    for (let count = 0; count < 20; count += 1) {
      const began = performance.now();
      await delay.run();
      elapsed.push(performance.now() - began);
    }
    delay.close();
    expect(elapsed.filter((ms) => ms < 2)).toEqual([]);
  });

  it('ends for all who wait at a time, in the order in which they began', async () => {
    const delay = new ExactDelay(2);
    const ended: number[] = [];
    const began = performance.now();
    await Promise.all([1, 2, 3].map((number) => delay.run().then(() => ended.push(number))));
    expect(performance.now() - began).toBeGreaterThanOrEqual(2);
    expect(ended).toEqual([1, 2, 3]);
    delay.close();
  });
});
