import type { Stage } from '../stage.js';
import { type Act, Acts } from './acts.js';
import { type Scenario, together } from './scenario.js';
import { standStill } from './stand-still.js';

const ORDERS = 30;
const FROZEN_MS = 30_000;

const PROCESSES: readonly (readonly [name: string, pidOf: (stage: Stage) => number])[] = [
  ['engine', ({ engine }) => engine.pid],
  ['event store', ({ servers }) => servers.store.pid],
  ['Redis', ({ servers }) => servers.redis.pid],
];

const ACTS: readonly Act[] = PROCESSES.map(([name, pidOf]) => [
  `${name} frozen`,
  (acts) => freeze(acts, pidOf(acts.stage)),
]);

/** Each process stands still for half a minute, and then goes on as if nothing had been. Side by side: they only wait. */
export const FROZEN: Scenario = {
  name: 'frozen',
  about: 'SIGSTOP of engine, event store and Redis for 30 s each, then SIGCONT',
  faults: ACTS.map(([fault]) => fault),
  run: async (context) =>
    together(
      await Promise.all(ACTS.map((act) => Acts.play({ name: 'frozen', separate: true }, context, [act]))),
    ),
};

async function freeze(acts: Acts, pid: number): Promise<string> {
  return standStill(acts, pid, ORDERS, FROZEN_MS);
}
