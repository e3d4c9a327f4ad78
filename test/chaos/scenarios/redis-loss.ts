import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { emptyRedis } from '../servers.js';
import { Acts } from './acts.js';
import type { Scenario } from './scenario.js';

const ORDERS = 40;
const FLUSHES = 5;

/** Redis loses everything, once and again and again, while the load goes on. */
export const REDIS_LOSS: Scenario = {
  name: 'redis-loss',
  about: 'Redis emptied while running, and started again without its data',
  run: (context) =>
    Acts.on({ name: 'redis-loss', separate: true }, context, async (acts) => {
      const { redis } = acts.stage.servers;
      const redisDir = join(acts.stage.dir.path, 'redis-beside');
      const losses: readonly (readonly [string, () => Promise<string>])[] = [
        ['emptied once', () => flush(acts, 1)],
        [`emptied ${FLUSHES} times`, () => flush(acts, FLUSHES)],
        [
          'killed, and back without its data',
          async () => {
            const before = redis.restarts;
            redis.beforeRestart = () => emptyRedis(redisDir);
            redis.kill();
            await pause(1_000);
            redis.beforeRestart = () => undefined;
            if (redis.restarts === before) throw new Error('Redis was not killed');
            return 'started again empty';
          },
        ],
        [
          'away for 5 s',
          async () => {
            await redis.stop('SIGKILL');
            await pause(5_000);
            await redis.start();
            return 'back with its data';
          },
        ],
      ];
      acts.stage.keepEngine();
      for (let round = 0; round < context.rounds; round += 1) {
        for (const [name, lose] of losses.filter(([one]) => one.includes(context.only))) {
          await acts.act(`Redis ${name}`, async () => {
            const loading = acts.load(ORDERS);
            loading.catch(() => undefined);
            await pause(300);
            const outcome = await lose();
            await loading;
            return outcome;
          });
        }
      }
    }),
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
