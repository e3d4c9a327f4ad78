import { DescriptorSink, type Writer } from './descriptor-sink.js';

type Done = Parameters<Writer['later']>[1];

const failure = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });
const bytes = (text: string): Buffer => Buffer.from(text);

/** A descriptor that answers when it is told to, and whose answers at once are those of `now`. */
function scene(now: (text: string) => number = (text) => text.length) {
  const asked: { readonly text: string; readonly done: Done }[] = [];
  const direct: string[] = [];
  const sink = new DescriptorSink({
    later: (content, done) => asked.push({ text: Buffer.from(content).toString(), done }),
    now: (content) => {
      const text = Buffer.from(content).toString();
      const written = now(text);
      direct.push(text.slice(0, written));
      return written;
    },
  });
  return { asked, direct, sink };
}

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a log that cannot be written', () => {
  it('is given up and harms nobody; the next line that gets through tells how much is missing', () => {
    const { asked, sink } = scene();
    sink.write(bytes('a\n'));
    sink.write(bytes('bc\n'));
    asked[0]?.done(failure('ENOSPC'), 0);
    sink.write(bytes('d\n'));
    asked[1]?.done(null, asked[1].text.length);

    const loss = '\n{"level":40,"time":0,"msg":"5 bytes of the log are missing here: ENOSPC"}\n';
    expect(asked.map(({ text }) => text)).toEqual(['a\n', loss, 'd\n']);
  });

  it('because its reader is gone is tried with every further line, and never fails', () => {
    const { asked, sink } = scene();
    for (const line of ['a\n', 'b\n', 'c\n']) {
      sink.write(bytes(line));
      asked.at(-1)?.done(failure('EPIPE'), 0);
    }
    expect(asked.map(({ text }) => text.endsWith('\n'))).toEqual([true, true, true]);
  });

  it('is not waited for at the end of the process', () => {
    const { direct, sink } = scene(() => {
      throw failure('ENOSPC');
    });
    sink.write(bytes('under way\n'));
    sink.write(bytes('a\n'));
    expect(() => sink.flushSync()).not.toThrow();
    expect(direct).toEqual([]);
  });

  it('because its reader stands still is given up after a second at the end of the process', () => {
    jest.useRealTimers();
    const { direct, sink } = scene(() => {
      throw failure('EAGAIN');
    });
    sink.write(bytes('under way\n'));
    sink.write(bytes('a\n'));
    const began = Date.now();
    sink.flushSync();
    expect(direct).toEqual([]);
    expect(Date.now() - began).toBeGreaterThanOrEqual(1_000);
  });

  it('does not take the memory: what waits beyond 16 MiB is given up', () => {
    const { asked, sink } = scene();
    const mebibyte = Buffer.alloc(1024 * 1024, 'x');
    for (let count = 0; count < 40; count += 1) sink.write(mebibyte);
    for (let at = 0; at < asked.length; at += 1) asked[at]?.done(null, asked[at]?.text.length ?? 0);

    const missing = asked.filter(({ text }) => text.includes('missing'));
    expect(asked).toHaveLength(18);
    expect(missing.map(({ text }) => text)).toEqual([
      `\n{"level":40,"time":0,"msg":"${23 * 1024 * 1024} bytes of the log are missing here: nobody reads it"}\n`,
    ]);
  });
});

describe('a log that is written', () => {
  it('has every byte in order, also when the descriptor takes a part only', () => {
    const { asked, sink } = scene();
    sink.write(bytes('abc\n'));
    sink.write(bytes('d\n'));
    asked[0]?.done(null, 3);
    asked[1]?.done(null, 1);
    expect(asked.map(({ text }) => text)).toEqual(['abc\n', '\n', 'd\n']);
  });

  it('waits for a reader that is busy', () => {
    const { asked, sink } = scene();
    sink.write(bytes('a\n'));
    asked[0]?.done(failure('EAGAIN'), 0);
    expect(asked).toHaveLength(1);
    jest.advanceTimersByTime(100);
    expect(asked.map(({ text }) => text)).toEqual(['a\n', 'a\n']);
  });

  it('goes out at the end, what waits for a busy reader first, and nothing twice', () => {
    const { asked, direct, sink } = scene((text) => Math.min(3, text.length));
    sink.write(bytes('a\n'));
    asked[0]?.done(failure('EAGAIN'), 0);
    sink.write(bytes('b\n'));
    sink.flushSync();
    jest.advanceTimersByTime(1_000);
    expect([direct.join(''), asked.length]).toEqual(['a\nb\n', 1]);
  });
});
