import { setTimeout as pause } from 'node:timers/promises';
import { Acts } from './acts.js';
import type { Scenario } from './scenario.js';

const ORDERS = 30;
const FROZEN_MS = 30_000;

/** Each process stands still for half a minute, and then goes on as if nothing had been. */
export const FROZEN: Scenario = {
  name: 'frozen',
  about: 'SIGSTOP of engine, event store and Redis for 30 s each, then SIGCONT',
  run: (context) =>
    Acts.on({ name: 'frozen', separate: true }, context, async (acts) => {
      const { stage } = acts;
      const { store, redis } = stage.servers;
      const processes: readonly (readonly [string, () => number])[] = [
        ['engine', () => stage.engine.pid],
        ['event store', () => store.pid],
        ['Redis', () => redis.pid],
      ];
      stage.keepEngine();
      for (let round = 0; round < context.rounds; round += 1) {
        for (const [name, pidOf] of processes.filter(([one]) => one.includes(context.only))) {
          await acts.act(`${name} frozen`, () => freeze(acts, pidOf()));
        }
      }
    }),
};

async function freeze(acts: Acts, pid: number): Promise<string> {
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
