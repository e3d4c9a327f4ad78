import { LogOutput } from './log-output.js';

function scene() {
  const written: string[] = [];
  const sink = { write: (text: string) => written.push(text), flushSync: () => written.push('flushed') };
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
  const line = `${'x'.repeat(30_000)}\n`;
  for (let at = 0; at < 3; at += 1) output.write(line);
  expect(written).toEqual([line.repeat(3)]);
});
