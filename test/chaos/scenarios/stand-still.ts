import { setTimeout as pause } from 'node:timers/promises';
import type { Acts } from './acts.js';

/** A process stands still under load and goes on; nothing may have died of it. @returns what was done, for the report */
export async function standStill(acts: Acts, pid: number, orders: number, ms: number): Promise<string> {
  const starts = acts.stage.engineStarts;
  const loading = acts.load(orders);
  loading.catch(() => undefined);
  await pause(300);
  process.kill(pid, 'SIGSTOP');
  try {
    await pause(ms);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await loading;
  if (acts.stage.engineStarts !== starts) throw new Error('the engine has ended, though nothing has died');
  return `stood still for ${ms / 1_000} s`;
}
