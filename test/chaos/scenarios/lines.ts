import { setTimeout as pause } from 'node:timers/promises';
import type { FaultProxy } from '../fault-proxy.js';
import type { Stage } from '../stage.js';
import { type Act, Acts } from './acts.js';
import { type Scenario, together } from './scenario.js';

const ORDERS = 40;
/** Longer than the engine waits for the answer to an append, so that it has to find out by itself. */
const STALL_MS = 15_000;
const SLOW_MS = 6_000;
const CUTS = 6;

type Trouble = readonly [name: string, make: (line: FaultProxy) => Promise<string>];

const TROUBLES: readonly Trouble[] = [
  ['cut again and again', (line) => repeatedly(() => line.cut(), 'cut')],
  ['reset again and again', (line) => repeatedly(() => line.reset(), 'reset')],
  [
    'cut, and closed for a while',
    async (line) => {
      line.become({ kind: 'closed' });
      line.cut();
      await pause(4_000);
      line.heal();
      return 'away for 4 s';
    },
  ],
  [
    'stalled (half-open)',
    async (line) => {
      const lines = line.lines;
      line.become({ kind: 'stalled' });
      await pause(STALL_MS);
      // What has lost bytes stays silent, as in life: the engine has to give it up by itself.
      line.heal();
      return `${lines} lines silent for ever, new ones for ${STALL_MS / 1_000} s`;
    },
  ],
  [
    'slow (100 ms, 100 kB/s)',
    async (line) => {
      line.become({ kind: 'slow', latencyMs: 100, bytesPerSecond: 100_000 });
      await pause(SLOW_MS);
      line.heal();
      return `slow for ${SLOW_MS / 1_000} s`;
    },
  ],
];

const LINES_BY_NAME: readonly (readonly [server: string, lineOf: (stage: Stage) => FaultProxy])[] = [
  ['event store', ({ servers }) => servers.storeLine],
  ['Redis', ({ servers }) => servers.redisLine],
];

/** The acts of each line. */
const ACTS: readonly (readonly Act[])[] = LINES_BY_NAME.map(([server, lineOf]) =>
  TROUBLES.map(
    ([name, make]): Act => [`line to ${server} ${name}`, (acts) => during(acts, lineOf(acts.stage), make)],
  ),
);

/**
 * The lines between engine and event store, and between engine and Redis, in trouble while the load goes on. Each line
 * on a stage of its own, side by side: most of the time is waiting.
 */
export const LINES: Scenario = {
  name: 'lines',
  about: 'the lines to event store and Redis cut, reset, stalled and slowed under load',
  faults: ACTS.flat().map(([fault]) => fault),
  run: async (context) => {
    const options = { name: 'lines', separate: true, environment: TIMES };
    return together(await Promise.all(ACTS.map((acts) => Acts.play(options, context, acts))));
  },
};

/** The patience of an append is shortened, so that a stall outlasts it. */
const TIMES = { WAYFILL_APPEND_TIMEOUT_MS: '3000' };

async function during(acts: Acts, line: FaultProxy, make: Trouble[1]): Promise<string> {
  const starts = acts.stage.engineStarts;
  const loading = acts.load(ORDERS);
  loading.catch(() => undefined);
  await pause(300);
  const outcome = await make(line);
  await loading;
  if (acts.stage.engineStarts !== starts) throw new Error('the engine has ended, though it only lost a line');
  return outcome;
}

async function repeatedly(harm: () => void, name: string): Promise<string> {
  for (let n = 0; n < CUTS; n += 1) {
    harm();
    await pause(500);
  }
  return `${name} ${CUTS} times`;
}
