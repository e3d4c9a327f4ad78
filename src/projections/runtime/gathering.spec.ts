import { FakeClock, settled } from '../../../test/support/fake-clock.js';
import { Gathering, LARGE_ENOUGH } from './gathering.js';

const GATHER_MS = 10;
const LIMIT = 1_000;

/** Gathers for a batch; `more` is what joins it at each look. */
function setUp(isStopping = false) {
  const clock = new FakeClock('2026-03-01T09:00:00.000Z');
  const stopping = new AbortController();
  if (isStopping) stopping.abort();
  const gathering = new Gathering(LIMIT, GATHER_MS, clock, stopping.signal);
  const gathered = async (...counts: readonly number[]): Promise<number> => {
    const left = [...counts];
    let isDone = false;
    const waiting = (): number => left[0] ?? 0;
    const work = gathering.gather(waiting).then(() => {
      isDone = true;
    });
    let pauses = 0;
    for (await settled(); !isDone; await settled()) {
      if (left.length > 1) left.shift();
      pauses += 1;
      await clock.advance(GATHER_MS);
    }
    await work;
    return pauses;
  };
  return { gathering, gathered };
}

describe('while the log is behind its end, a batch', () => {
  it('waits for no more once the engine stops', async () => {
    const { gathered } = setUp(true);
    expect(await gathered(1, 2)).toBe(0);
  });

  it('goes out when nothing more comes', async () => {
    const { gathered } = setUp();
    expect(await gathered(5)).toBe(1);
    expect(await gathered(5, 30, 31)).toBe(3);
  });

  it('goes out at once when it is full, and not before', async () => {
    const { gathered } = setUp();
    expect(await gathered(LIMIT)).toBe(0);
    expect(await gathered(10, 40, 90, LIMIT)).toBe(3);
  });
});

describe('at the end of the log, a batch', () => {
  it('waits once for others, however many come', async () => {
    const { gathering, gathered } = setUp();
    gathering.atEnd();
    expect(await gathered(1, 20)).toBe(1);
  });

  it('that is large does not wait', async () => {
    const { gathering, gathered } = setUp();
    gathering.atEnd();
    expect(await gathered(LARGE_ENOUGH)).toBe(0);
    expect(await gathered(LARGE_ENOUGH - 1)).toBe(1);
  });

  it('is patient again when the log is read from a place farther back', async () => {
    const { gathering, gathered } = setUp();
    gathering.atEnd();
    gathering.begin();
    expect(await gathered(LARGE_ENOUGH, LIMIT)).toBe(1);
  });
});
