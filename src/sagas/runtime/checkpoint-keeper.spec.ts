import { FakeClock, settled } from '../../../test/support/fake-clock.js';
import type { CheckpointStore } from '../../application/ports/checkpoint-store.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';

/** A store that answers when the test says so. */
class SlowStore implements CheckpointStore {
  readonly stored: bigint[] = [];
  private answers: (() => void)[] = [];

  async load(): Promise<bigint | null> {
    return null;
  }

  async store(_name: string, position: bigint): Promise<void> {
    this.stored.push(position);
    await new Promise<void>((resolve) => this.answers.push(resolve));
  }

  async answer(): Promise<void> {
    for (const answer of this.answers.splice(0)) answer();
    await settled();
  }
}

describe('how far a consumer has come', () => {
  it('is stored to the end, though the last was finished while a slow write was under way', async () => {
    const store = new SlowStore();
    const clock = new FakeClock();
    let done = 0n;
    const habits = { everyEvents: 2, everyMs: 100 };
    const failures: unknown[] = [];
    const keeper = new CheckpointKeeper(
      store,
      clock,
      'saga',
      habits,
      () => done,
      (error) => failures.push(error),
    );
    await keeper.load();
    const finish = (): void => {
      done += 1n;
      keeper.finished();
    };
    finish();
    finish();
    finish();
    await clock.advance(100);
    expect(store.stored).toEqual([2n]);
    await store.answer();
    await clock.advance(100);
    expect(store.stored).toEqual([2n, 3n]);
    await store.answer();
    await clock.advance(1_000);
    expect(store.stored).toEqual([2n, 3n]);
    expect(failures).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
