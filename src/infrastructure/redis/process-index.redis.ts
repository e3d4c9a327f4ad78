import type { Redis } from 'ioredis';
import { formatPosition, parsePosition } from '../../application/ports/position.js';
import {
  type DueDeadline,
  type IndexBatch,
  type IndexChange,
  type NodeWork,
  type OpenOrder,
  type ParkedDemand,
  type ProcessIndex,
  ProcessIndexUnavailable,
} from '../../application/ports/process-index.js';
import type { Instant } from '../../domain/shared/time.js';
import { APPLY_INDEX_LUA, FORGET_PARKED_LUA } from './process-index.lua.js';

/** Raised when the keys or their meaning change: the index is then built anew beside the old one. */
const INDEX_VERSION = 2;
/** What one step of priority weighs in milliseconds: more than any age, so that age decides only among equals. */
const PRIORITY_WEIGHT_MS = 1e13;
/** Beyond this a priority makes no difference here: the score must stay a whole number that a double can hold. */
const PRIORITY_LIMIT = 400;
const SCAN_COUNT = 500;

type ScriptedRedis = Redis & {
  applyProcessIndex(
    keyCount: number,
    key: string,
    after: string,
    position: string,
    changes: string,
  ): Promise<string>;
  forgetParkedDemand(keyCount: number, key: string, order: string, sku: string, score: number): Promise<null>;
};

/** The process index in Redis: survives a restart of the engine, so that only the end of the log is read again. */
export class RedisProcessIndex implements ProcessIndex {
  private readonly redis: ScriptedRedis;
  private readonly prefix: string;

  /** @param name keeps several engines apart on one Redis */
  constructor(redis: Redis, name = 'wayfill') {
    redis.defineCommand('applyProcessIndex', { lua: APPLY_INDEX_LUA });
    redis.defineCommand('forgetParkedDemand', { lua: FORGET_PARKED_LUA });
    this.redis = redis as ScriptedRedis;
    this.prefix = `{${name}:process-index:${INDEX_VERSION}}:`;
  }

  async position(): Promise<bigint | null> {
    const text = await guarded(() => this.redis.get(this.key('position')));
    return text === null ? null : parsePosition(text);
  }

  async clear(): Promise<void> {
    // The position goes first: what is cut short is then known to be incomplete. And once more at the end: what another
    // process has begun to build meanwhile has lost a part of itself.
    await this.forgetPosition();
    do await this.unlinkAll();
    while (await this.forgetPosition());
  }

  async apply({ after, position, changes }: IndexBatch): Promise<'applied' | 'lost'> {
    const answer = await guarded(() =>
      this.redis.applyProcessIndex(
        1,
        this.key('position'),
        after === null ? '' : formatPosition(after),
        formatPosition(position),
        JSON.stringify(changes.map(encode)),
      ),
    );
    return answer === 'lost' ? 'lost' : 'applied';
  }

  async dueDeadlines(now: Instant, limit: number): Promise<readonly DueDeadline[]> {
    const ids = await guarded(() =>
      this.redis.zrangebyscore(this.key('deadlines'), '-inf', Date.parse(now), 'LIMIT', 0, limit),
    );
    if (ids.length === 0) return [];
    const found = await guarded(() => this.redis.hmget(this.key('deadline'), ...ids));
    return found.filter((json) => json !== null).map((json) => JSON.parse(json) as DueDeadline);
  }

  async settleDeadline(id: string): Promise<void> {
    await guarded(() =>
      this.redis.multi().zrem(this.key('deadlines'), id).hdel(this.key('deadline'), id).exec(),
    );
  }

  async quietOrders(before: Instant, limit: number): Promise<readonly OpenOrder[]> {
    const until = `(${Date.parse(before)}`;
    const orders = await guarded(() =>
      this.redis.zrangebyscore(this.key('open'), '-inf', until, 'LIMIT', 0, limit),
    );
    return orders.map(openOrderOf);
  }

  async markActive({ tenant, orderId }: OpenOrder, at: Instant): Promise<void> {
    await guarded(() => this.redis.zadd(this.key('open'), 'XX', Date.parse(at), memberOf(tenant, orderId)));
  }

  async openWork(tenant: string, nodeId: string): Promise<readonly NodeWork[]> {
    const work = await guarded(() => this.redis.hgetall(this.key(`node:${memberOf(tenant, nodeId)}`)));
    return Object.entries(work).map(([fulfillmentId, order]) => ({
      orderId: openOrderOf(order).orderId,
      fulfillmentId,
    }));
  }

  async parkedDemand(tenant: string, sku: string, limit: number): Promise<readonly ParkedDemand[]> {
    const waiting = await guarded(() =>
      this.redis.zrangebyscore(
        this.key(`sku:${memberOf(tenant, sku)}`),
        '-inf',
        '+inf',
        'WITHSCORES',
        'LIMIT',
        0,
        limit,
      ),
    );
    const members = waiting.filter((_, index) => index % 2 === 0);
    const answers = await guarded(() =>
      Promise.all(members.map((member) => this.redis.hmget(this.key(`order:${member}`), 'p', `q:${sku}`))),
    );
    return members.map((member, index) => {
      const [priority, quantity] = answers[index] ?? [];
      const score = Number(waiting[2 * index + 1]);
      return {
        orderId: openOrderOf(member).orderId,
        priority: Number(priority ?? 0),
        since: new Date(score + clamped(Number(priority ?? 0)) * PRIORITY_WEIGHT_MS).toISOString(),
        quantity: Number(quantity ?? 0),
      };
    });
  }

  async parkedSkus(tenant: string, after: string | null, limit: number): Promise<readonly string[]> {
    const from = after === null ? '-' : `(${after}`;
    return guarded(() =>
      this.redis.zrangebylex(this.key(`skus:${memberOf(tenant, '')}`), from, '+', 'LIMIT', 0, limit),
    );
  }

  async forgetParkedDemand(
    tenant: string,
    sku: string,
    { orderId, priority, since }: Pick<ParkedDemand, 'orderId' | 'priority' | 'since'>,
  ): Promise<void> {
    const score = Date.parse(since) - clamped(priority) * PRIORITY_WEIGHT_MS;
    await guarded(() =>
      this.redis.forgetParkedDemand(1, this.key('position'), memberOf(tenant, orderId), sku, score),
    );
  }

  /** True when there was one. */
  private async forgetPosition(): Promise<boolean> {
    return (await guarded(() => this.redis.del(this.key('position')))) === 1;
  }

  private async unlinkAll(): Promise<void> {
    const pattern = this.prefix.replace(/[\\*?[\]]/g, '\\$&');
    for (let cursor = '0'; ; ) {
      const [next, keys] = await guarded(() =>
        this.redis.scan(cursor, 'MATCH', `${pattern}*`, 'COUNT', SCAN_COUNT),
      );
      if (keys.length > 0) await guarded(() => this.redis.unlink(...keys));
      if (next === '0') return;
      cursor = next;
    }
  }

  private key(part: string): string {
    return `${this.prefix}${part}`;
  }
}

async function guarded<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw new ProcessIndexUnavailable('Redis did not answer', { cause: error });
  }
}

function memberOf(tenant: string, id: string): string {
  return `${tenant}:${id}`;
}

function openOrderOf(member: string): OpenOrder {
  const colon = member.indexOf(':');
  return { tenant: member.slice(0, colon), orderId: member.slice(colon + 1) };
}

function clamped(priority: number): number {
  return Math.max(-PRIORITY_LIMIT, Math.min(PRIORITY_LIMIT, priority));
}

/** A change as the script takes it: whole keys and numbers only. */
function encode(change: IndexChange): Record<string, string | number> {
  const at = formatPosition(change.position);
  const { tenant } = change;
  switch (change.kind) {
    case 'deadline-set': {
      const { id, dueAt, payload } = change;
      const deadline: DueDeadline = { id, dueAt, tenant, payload };
      return { at, kind: 'deadline', id, ms: Date.parse(dueAt), json: JSON.stringify(deadline) };
    }
    case 'order-opened': {
      const order = memberOf(tenant, change.orderId);
      return { at, kind: 'open', order, ms: Date.parse(change.at), priority: change.priority };
    }
    case 'order-active':
      return { at, kind: 'active', order: memberOf(tenant, change.orderId), ms: Date.parse(change.at) };
    case 'order-ended':
      return { at, kind: 'end', order: memberOf(tenant, change.orderId) };
    case 'work-planned':
    case 'work-settled': {
      const { nodeId: node, fulfillmentId: fulfillment } = change;
      const kind = change.kind === 'work-planned' ? 'plan' : 'settle';
      return { at, kind, order: memberOf(tenant, change.orderId), node, fulfillment };
    }
    case 'demand-parked': {
      const { sku, quantity: units } = change;
      const order = memberOf(tenant, change.orderId);
      const score = { ms: Date.parse(change.at), weight: PRIORITY_WEIGHT_MS, limit: PRIORITY_LIMIT };
      return { at, kind: 'park', order, sku, units, ...score };
    }
    case 'demand-unparked':
      return {
        at,
        kind: 'unpark',
        order: memberOf(tenant, change.orderId),
        sku: change.sku,
        units: change.quantity,
      };
  }
}
