import { type Act, Acts } from './acts.js';
import { atRandom } from './random-kills.js';
import type { Scenario } from './scenario.js';
import { standStill } from './stand-still.js';

const ORDERS = 40;
const FROZEN_MS = 12_000;

const ACTS: readonly Act[] = [
  [
    'sagas of their own process killed again and again',
    async (acts, random) => {
      const killed = await atRandom(acts, random, () => {
        // Between two engines there are none: their end is told by the engine's, which is under way.
        const pid = sagasOf(acts);
        if (pid !== null) process.kill(pid, 'SIGKILL');
        return pid === null ? 'nobody' : 'the sagas';
      });
      if (!killed.includes('the sagas')) throw new Error('there were no sagas to kill');
      return `killed ${killed.join(', ')}`;
    },
  ],
  [
    'engine killed again and again, its sagas in a process of their own',
    async (acts, random) => {
      const killed = await atRandom(acts, random, () => {
        void acts.stage.engine.kill();
        return 'the engine';
      });
      return `killed ${killed.join(', ')}`;
    },
  ],
  ['sagas of their own process frozen', freeze],
];

/** The engine in two processes: the sagas beside API and views. Neither may outlive the other, and nothing is lost. */
export const SAGAS_APART: Scenario = {
  name: 'sagas-apart',
  about: 'the sagas in a process of their own, which is killed and frozen under load',
  faults: ACTS.map(([fault]) => fault),
  run: (context) => Acts.play({ name: 'sagas-apart', sagasApart: true }, context, ACTS),
};

function sagasOf({ stage }: Acts): number | null {
  return stage.engine.children().find(({ command }) => command.includes('dist/src/main.js'))?.pid ?? null;
}

async function freeze(acts: Acts): Promise<string> {
  const pid = sagasOf(acts);
  if (pid === null) throw new Error('there are no sagas to freeze');
  return standStill(acts, pid, ORDERS, FROZEN_MS);
}
