import type { Redis } from 'ioredis';

/** Deletes keys by itself when it is full: views and index would have holes that nothing tells of. */
export class RedisEvicts extends Error {
  constructor(policy: string) {
    super(
      `Redis deletes keys when its memory is full (maxmemory-policy ${policy}): views and the index of open work would ` +
        'lose parts of themselves unnoticed. Set maxmemory-policy noeviction, or take the limit away',
    );
    this.name = 'RedisEvicts';
  }
}

/**
 * Looks whether Redis keeps what it is given. Policies that go for keys with an end of their own are fine: those are
 * snapshots, which may vanish. Settings that cannot be asked for are taken for fine, and so is a Redis out of reach.
 * @throws RedisEvicts
 */
export async function refuseEviction(redis: Redis): Promise<void> {
  const info = await redis.info('memory').catch(() => '');
  const limit = /^maxmemory:(\d+)/m.exec(info)?.[1] ?? '0';
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? '';
  if (limit !== '0' && policy.startsWith('allkeys-')) throw new RedisEvicts(policy);
}
