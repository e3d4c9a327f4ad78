import fc from 'fast-check';
import { OrderedProgress } from './ordered-progress.js';

describe('progress without gaps', () => {
  it('does not move while an earlier step is unfinished', () => {
    const progress = new OrderedProgress(5n);
    const [first, second, third] = [10n, 20n, 30n].map((position) => progress.begin(position));
    progress.finish(second!);
    progress.finish(third!);
    expect([progress.completed, progress.unfinished]).toEqual([5n, 3]);
    progress.finish(first!);
    expect([progress.completed, progress.unfinished]).toEqual([30n, 0]);
  });

  it('moves past a position of no interest only when everything before it is done', () => {
    const progress = new OrderedProgress(null);
    progress.pass(7n);
    expect(progress.completed).toBe(7n);
    const step = progress.begin(10n);
    progress.pass(15n);
    expect(progress.completed).toBe(7n);
    progress.finish(step);
    expect(progress.completed).toBe(15n);
  });

  it('never moves back', () => {
    const progress = new OrderedProgress(9n);
    progress.pass(3n);
    expect(progress.completed).toBe(9n);
  });

  it('in whatever order steps finish, stands before the first unfinished one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000 }).chain((count) => fc.shuffledSubarray([...Array(count).keys()])),
        fc.integer({ min: 0, max: 3_000 }),
        (finishing, extra) => {
          const count = Math.max(0, ...finishing) + 1 + extra;
          const progress = new OrderedProgress(null);
          const steps = Array.from({ length: count }, (_, index) => progress.begin(BigInt(index + 1)));
          for (const index of finishing) progress.finish(steps[index]!);
          const finished = new Set(finishing);
          const firstUnfinished = steps.findIndex((_, index) => !finished.has(index));
          const done = firstUnfinished === -1 ? count : firstUnfinished;
          expect(progress.completed).toBe(done === 0 ? null : BigInt(done));
        },
      ),
      { seed: 20260302, numRuns: 60 },
    );
  });
});
