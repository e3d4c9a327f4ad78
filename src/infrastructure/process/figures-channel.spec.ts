import { EventEmitter } from 'node:events';
import type { Figures } from '../metrics/merged-figures.js';
import { answerFigures, FiguresOfChild } from './figures-channel.js';

const some = (value: number): Figures =>
  [
    { name: 'beats', help: 'Beats.', type: 'gauge', aggregator: 'sum', values: [{ value, labels: {} }] },
  ] as unknown as Figures;

/** Both ends of a channel in one process. What the engine sends reaches the other end when the test says so. */
class Line {
  readonly process = new EventEmitter();
  readonly questions: string[] = [];
  isOpen = true;
  private hear: (message: unknown) => void = () => undefined;

  readonly child = {
    send: async (message: string): Promise<void> => {
      if (!this.isOpen) throw new Error('the channel is closed');
      this.questions.push(message);
    },
    onMessage: (listener: (message: unknown) => void): void => {
      this.hear = listener;
    },
  };

  /** The process looks at what it was sent, and its answers arrive. */
  async deliver(): Promise<void> {
    for (const message of this.questions.splice(0)) this.process.emit('message', message);
    await new Promise(setImmediate);
  }

  answers(read: () => Promise<Figures>): void {
    const send = (message: unknown): boolean => {
      this.hear(message);
      return true;
    };
    answerFigures(Object.assign(this.process, { send }) as never, read);
  }
}

let line: Line;
let figures: FiguresOfChild;
beforeEach(() => {
  line = new Line();
  figures = new FiguresOfChild(line.child);
});

/** What became of a question: the figures, or why there are none. */
const outcome = (asked: Promise<Figures>): Promise<unknown> =>
  asked.catch((error: unknown) => (error as Error).message);
const NONE = 'the process does not tell its figures';

describe('the figures of a process that this one has started', () => {
  it('are missing at once when its channel is closed', async () => {
    line.isOpen = false;
    expect(await outcome(figures.read(60_000))).toBe(NONE);
    line.isOpen = true;
    line.answers(async () => some(1));
    const again = outcome(figures.read(60_000));
    await line.deliver();
    expect(await again).toEqual(some(1));
  });

  it('are missing when it cannot read them, and are asked for again', async () => {
    const answers = [Promise.reject(new Error('no')), Promise.resolve(some(2))];
    line.answers(() => answers.shift() as Promise<Figures>);
    const first = outcome(figures.read(60_000));
    await line.deliver();
    const second = outcome(figures.read(60_000));
    await line.deliver();
    expect([await first, await second]).toEqual([NONE, some(2)]);
  });

  it('are missing when it does not answer in time; it is not asked once more before it has', async () => {
    line.answers(async () => some(3));
    expect(await outcome(figures.read(0))).toBe(NONE);
    const next = outcome(figures.read(60_000));
    expect(line.questions).toEqual(['figures']);
    await line.deliver();
    expect(await next).toEqual(some(3));
    const last = outcome(figures.read(60_000));
    expect(line.questions).toEqual(['figures']);
    await line.deliver();
    expect(await last).toEqual(some(3));
  });

  it('are asked for once by all who ask at the same moment', async () => {
    line.answers(async () => some(4));
    const asked = [outcome(figures.read(60_000)), outcome(figures.read(60_000))];
    expect(line.questions).toEqual(['figures']);
    await line.deliver();
    expect(await Promise.all(asked)).toEqual([some(4), some(4)]);
  });
});

it('a process answers no other message', async () => {
  const read = jest.fn(async () => some(5));
  line.answers(read);
  line.process.emit('message', 'anything');
  await line.deliver();
  expect(read.mock.calls).toEqual([]);
});

it('a process that was started without a channel listens for nothing', () => {
  answerFigures(line.process as never, async () => some(6));
  expect(line.process.listenerCount('message')).toBe(0);
});
