import { setTimeout as pause } from 'node:timers/promises';
import { type Act, Acts } from './acts.js';
import { atRandom } from './random-kills.js';
import type { Scenario } from './scenario.js';

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
  const starts = acts.stage.engineStarts;
  const loading = acts.load(ORDERS);
  loading.catch(() => undefined);
  await pause(300);
  process.kill(pid, 'SIGSTOP');
  try {
    await pause(FROZEN_MS);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await loading;
  if (acts.stage.engineStarts !== starts) throw new Error('the engine has ended, though nothing has died');
  return `stood still for ${FROZEN_MS / 1_000} s`;
}
