import { getEventListeners } from 'node:events';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { pause } from './pause.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

it('ends early when the signal aborts, and then at once', async () => {
  const clock = new FakeClock();
  const stopping = new AbortController();

  const first = pause(clock, 1_000, stopping.signal);
  stopping.abort();

  await first;
  await pause(clock, 1_000, stopping.signal);
  expect(listeners(stopping.signal)).toBe(0);
});

it('leaves nothing behind on a signal that lives longer, when it is over', async () => {
  const clock = new FakeClock();
  const { signal } = new AbortController();

  const pausing = pause(clock, 1_000, signal);
  expect(listeners(signal)).toBe(1);
  await clock.advance(1_000);

  await pausing;
  expect(listeners(signal)).toBe(0);
});
