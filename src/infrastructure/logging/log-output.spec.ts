import { LogOutput } from './log-output.js';

function scene() {
  const written: string[] = [];
  const sink = {
    write: (bytes: Uint8Array) => written.push(Buffer.from(bytes).toString()),
    flushSync: () => written.push('flushed'),
  };
  return { written, output: new LogOutput(sink) };
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it('writes what still waits before the process goes', () => {
  const { written, output } = scene();
  output.write('a\n');
  output.write('b\n');
  output.flushSync();
  expect(written).toEqual(['a\nb\n', 'flushed']);
});

it('writes nothing twice', () => {
  const { written, output } = scene();
  output.write('a\n');
  output.flushSync();
  jest.advanceTimersByTime(1_000);
  expect(written).toEqual(['a\n', 'flushed']);
});

it('holds a line back for a tenth of a second at most', () => {
  const { written, output } = scene();
  output.write('a\n');
  jest.advanceTimersByTime(99);
  output.write('b\n');
  expect(written).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(written).toEqual(['a\nb\n']);
  output.write('c\n');
  jest.advanceTimersByTime(100);
  expect(written).toEqual(['a\nb\n', 'c\n']);
});

it('writes at once when much has come together', () => {
  const { written, output } = scene();
  const line = `${'x'.repeat(999)}\n`;
  for (let at = 0; at < 70; at += 1) output.write(line);
  expect(written).toHaveLength(1);
  output.flushSync();
  expect(written.join('')).toBe(`${line.repeat(70)}flushed`);
});

it('keeps the order of lines, and every character, when one is longer than all that goes out together', () => {
  const { written, output } = scene();
  const long = `${'漢ß😀'.repeat(20_000)}\n`;
  for (const line of ['a\n', long, 'b\n']) output.write(line);
  output.flushSync();
  expect(written).toEqual(['a\n', long, 'b\n', 'flushed']);
});

it('does not write over bytes that the sink has not written yet', () => {
  const kept: Uint8Array[] = [];
  const output = new LogOutput({ write: (bytes) => kept.push(bytes), flushSync: () => {} });
  output.write('first\n');
  output.flushSync();
  output.write('later\n');
  output.flushSync();
  expect(Buffer.concat(kept).toString()).toBe('first\nlater\n');
});
