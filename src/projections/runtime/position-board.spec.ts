import { FakeClock, settled } from '../../../test/support/fake-clock.js';
import { PositionBoard } from './position-board.js';

const P1 = '00000000000000000010';
const P2 = '00000000000000000020';

describe('waiting for a position', () => {
  const create = () => {
    const clock = new FakeClock();
    const state = { position: null as string | null, reads: 0 };
    const board = new PositionBoard(clock, async () => {
      state.reads += 1;
      return state.position;
    });
    return { clock, state, board };
  };

  test('ends when the time is over, with the position that is reached', async () => {
    const { clock, state, board } = create();
    state.position = P1;
    const waiting = board.waitFor(P2, 500);
    await clock.advance(500);
    await expect(waiting).resolves.toEqual({ reached: false, position: P1 });
    expect(clock.pending).toBe(0);
  });

  test('ends without a position where the views were never built', async () => {
    const { clock, board } = create();
    const waiting = board.waitFor(P1, 100);
    await clock.advance(100);
    await expect(waiting).resolves.toEqual({ reached: false, position: null });
  });

  test('is over at once when the views are there or further', async () => {
    const { clock, state, board } = create();
    state.position = P2;
    await expect(board.waitFor(P1, 500)).resolves.toEqual({ reached: true, position: P2 });
    await expect(board.waitFor(P2, 500)).resolves.toEqual({ reached: true, position: P2 });
    expect(clock.pending).toBe(0);
  });

  test('is over as soon as the runner of this process has written, without time passing', async () => {
    const { state, board } = create();
    const waiting = board.waitFor(P1, 500);
    await settled();
    state.position = P1;
    board.advanced(null);
    await expect(waiting).resolves.toEqual({ reached: true, position: P1 });
  });

  test('what the runner says is believed without asking the store', async () => {
    const { state, board } = create();
    board.advanced(P2);
    await expect(board.waitFor(P1, 500)).resolves.toEqual({ reached: true, position: P2 });
    expect(state.reads).toBe(0);
  });

  test('many who wait ask the store once', async () => {
    const { clock, state, board } = create();
    const waiting = Array.from({ length: 50 }, () => board.waitFor(P1, 500));
    state.position = P1;
    await clock.advance(20);
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => ({ reached: true, position: P1 })));
    expect(state.reads).toBeLessThanOrEqual(3);
  });

  test('a store that is away is said so to all who wait', async () => {
    const board = new PositionBoard(new FakeClock(), async () => {
      throw new Error('gone');
    });
    await expect(board.waitFor(P1, 500)).rejects.toThrow('gone');
    await expect(board.waitFor(P1, 500)).rejects.toThrow('gone');
  });

  test('notices the progress of another process by asking the store', async () => {
    const { clock, state, board } = create();
    const waiting = board.waitFor(P1, 500);
    await clock.advance(100);
    state.position = P1;
    await clock.advance(40);
    await expect(waiting).resolves.toEqual({ reached: true, position: P1 });
    expect(state.reads).toBeLessThan(12);
  });

  test('nobody asks the store when nobody waits', async () => {
    const { clock, state, board } = create();
    state.position = P1;
    await board.waitFor(P1, 500);
    await clock.advance(10_000);
    expect(state.reads).toBe(1);
  });
});
