import type { Redis } from 'ioredis';
import {
  type ApplyOutcome,
  type IndexRange,
  type ListRange,
  type LoadedValues,
  type ViewAddress,
  type ViewAnswer,
  type ViewBatch,
  type ViewGeneration,
  type ViewStore,
  ViewStoreUnavailable,
} from '../../application/ports/view-store.js';
import { APPLY_BATCH_LUA } from './apply-batch.lua.js';
import { encodeBatch } from './batch-encoding.js';
import { dropGeneration, generationDigests } from './generation-scan.js';
import { lexRange } from './lex-range.js';
import { LiveReads } from './live-reads.js';
import { groupsOf, READ_GROUPS_LUA } from './read-groups.lua.js';
import { PROMOTE_LUA } from './promote.lua.js';
import type { ViewRedis } from './shared-commands.js';
import { dataKey, generationPrefix, liveKey, positionKey } from './view-keys.js';

/** `null` when applied, else the position found; the script is sent by its hash and loaded when Redis does not know it. */
type ScriptedRedis = ViewRedis & {
  promoteView(keyCount: number, key: string, expected: string, generation: string): Promise<number>;
  applyViewBatch(keyCount: number, keys: readonly string[], args: readonly string[]): Promise<string | null>;
};

/** Views in Redis. The connection is the caller's: opened by connectRedis, closed by whoever opened it. */
export class RedisViewStore implements ViewStore {
  private readonly redis: ScriptedRedis;
  private readonly reads: LiveReads;

  constructor(redis: Redis) {
    redis.defineCommand('applyViewBatch', { lua: APPLY_BATCH_LUA });
    redis.defineCommand('promoteView', { lua: PROMOTE_LUA });
    redis.defineCommand('readViewGroups', { lua: READ_GROUPS_LUA, readOnly: true });
    this.redis = redis as ScriptedRedis;
    this.reads = new LiveReads(this.redis);
  }

  async livePosition(view: string): Promise<string | null> {
    return this.reads.position(view);
  }

  async documents<T>(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly (T | null)[]>> {
    if (keys.length === 0) return this.reads.read(view, { ask: () => [], understand: () => [] });
    return this.reads.read(view, {
      ask: (prefix, commands) => [
        commands.documents(keys.map((key) => dataKey(prefix, 'document', tenant, key))),
      ],
      understand: ([texts]) => (texts as (string | null)[]).map((text) => parse(text) as T | null),
    });
  }

  async groups<T>(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly ReadonlyMap<string, T>[]>> {
    if (keys.length === 0) return this.reads.read(view, { ask: () => [], understand: () => [] });
    return this.reads.read<readonly ReadonlyMap<string, T>[]>(view, {
      ask: (prefix, commands) => [commands.groups(keys.map((key) => dataKey(prefix, 'group', tenant, key)))],
      understand: ([texts]) => groupsOf(texts as string[]),
    });
  }

  async entries<T>(
    view: string,
    tenant: string,
    key: string,
    { offset, limit }: ListRange,
  ): Promise<ViewAnswer<readonly T[]>> {
    return this.reads.read<readonly T[]>(view, {
      ask: (prefix) => [this.redis.lrange(dataKey(prefix, 'list', tenant, key), offset, offset + limit - 1)],
      understand: ([texts]) => (texts as string[]).map((text) => JSON.parse(text) as T),
    });
  }

  async members(
    view: string,
    tenant: string,
    index: string,
    range: IndexRange,
  ): Promise<ViewAnswer<readonly string[]>> {
    const { lowest, highest } = lexRange(range);
    return this.reads.read<readonly string[]>(view, {
      ask: (prefix) => {
        const key = dataKey(prefix, 'index', tenant, index);
        return [
          range.order === 'ascending'
            ? this.redis.zrangebylex(key, lowest, highest, 'LIMIT', 0, range.limit)
            : this.redis.zrevrangebylex(key, highest, lowest, 'LIMIT', 0, range.limit),
        ];
      },
      understand: ([members]) => members as string[],
    });
  }

  async counts(view: string, tenant: string): Promise<ViewAnswer<Readonly<Record<string, number>>>> {
    return this.reads.read<Readonly<Record<string, number>>>(view, {
      ask: (prefix) => [this.redis.hgetall(dataKey(prefix, 'counts', tenant))],
      understand: ([counts]) => parseFields<number>(counts as Record<string, string>),
    });
  }

  async live(view: string): Promise<string | null> {
    return guarded(() => this.redis.get(liveKey(view)));
  }

  async promote({ view, generation }: ViewGeneration, expected: string | null): Promise<boolean> {
    const done = await guarded(() => this.redis.promoteView(1, liveKey(view), expected ?? '', generation));
    return done === 1;
  }

  async position(at: ViewGeneration): Promise<string | null> {
    return guarded(() => this.redis.get(positionKey(at)));
  }

  /** The position is read first: what another writer adds in between makes the later apply fail, as it must. */
  async load<T>(
    at: ViewGeneration,
    addresses: readonly ViewAddress[],
  ): Promise<LoadedValues<readonly (T | null)[]>> {
    const prefix = generationPrefix(at);
    const documents = addresses.filter((address) => address.field === undefined);
    const keys = documents.map(({ tenant, key }) => dataKey(prefix, 'document', tenant, key));
    const fields = addresses.flatMap(({ tenant, key, field }) =>
      field === undefined ? [] : [{ key: dataKey(prefix, 'group', tenant, key), field }],
    );
    const [position, documentTexts, fieldTexts] = await guarded(() =>
      Promise.all([
        this.redis.get(positionKey(at)),
        keys.length > 0 ? this.redis.mget(keys) : [],
        Promise.all(fields.map(({ key, field }) => this.redis.hget(key, field))),
      ]),
    );
    const next = { document: documentTexts.values(), field: fieldTexts.values() };
    const value = addresses.map(({ field }) => {
      const text = next[field === undefined ? 'document' : 'field'].next().value ?? null;
      return parse(text) as T | null;
    });
    return { value, position };
  }

  async apply(batch: ViewBatch): Promise<ApplyOutcome> {
    const { keys, args } = encodeBatch(batch);
    const found = await guarded(() => this.redis.applyViewBatch(keys.length, keys, args));
    return found === null ? { applied: true } : { applied: false, position: found === '' ? null : found };
  }

  async drop(at: ViewGeneration): Promise<void> {
    await guarded(() => dropGeneration(this.redis, at));
  }

  digests(at: ViewGeneration): AsyncIterable<{ readonly key: string; readonly hash: string }> {
    return generationDigests(this.redis, at);
  }
}

function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}

function parseFields<T>(fields: Readonly<Record<string, string>>): Readonly<Record<string, T>> {
  const values: Record<string, T> = {};
  for (const field in fields) values[field] = JSON.parse(fields[field] as string) as T;
  return values;
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new ViewStoreUnavailable('Redis did not answer', { cause: error });
  }
}
