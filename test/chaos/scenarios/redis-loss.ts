import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';
import { emptyRedis } from '../servers.js';
import { type Act, Acts } from './acts.js';
import type { Scenario } from './scenario.js';

const ORDERS = 40;
const FLUSHES = 5;

const LOSSES: readonly (readonly [name: string, lose: (acts: Acts) => Promise<string>])[] = [
  ['emptied once', (acts) => flush(acts, 1)],
  [`emptied ${FLUSHES} times`, (acts) => flush(acts, FLUSHES)],
  ['killed, and back without its data', comeBackEmpty],
  ['away for 5 s', away],
];

const ACTS: readonly Act[] = LOSSES.map(([name, lose]) => [
  `Redis ${name}`,
  async (acts) => {
    const loading = acts.load(ORDERS);
    loading.catch(() => undefined);
    await pause(300);
    const outcome = await lose(acts);
    await loading;
    return outcome;
  },
]);

/** Redis loses everything, once and again and again, while the load goes on. */
export const REDIS_LOSS: Scenario = {
  name: 'redis-loss',
  about: 'Redis emptied while running, and started again without its data',
  faults: ACTS.map(([fault]) => fault),
  run: (context) => Acts.play({ name: 'redis-loss', separate: true }, context, ACTS),
};

async function flush({ stage }: Acts, times: number): Promise<string> {
  const redis = stage.openRedis();
  for (let n = 0; n < times; n += 1) {
    await redis.flushall();
    await pause(400);
  }
  redis.disconnect();
  return `emptied ${times} times`;
}

async function comeBackEmpty({ stage }: Acts): Promise<string> {
  const { redis } = stage.servers;
  const before = redis.restarts;
  redis.beforeRestart = () => emptyRedis(join(stage.dir.path, 'redis-beside'));
  redis.kill();
  await eventually(
    'Redis has died',
    () => redis.restarts,
    (restarts) => restarts > before,
  );
  await pause(1_000);
  await redis.answers();
  redis.beforeRestart = () => undefined;
  return 'started again empty';
}

async function away({ stage }: Acts): Promise<string> {
  const { redis } = stage.servers;
  await redis.stop('SIGKILL');
  await pause(5_000);
  await redis.start();
  return 'back with its data';
}
