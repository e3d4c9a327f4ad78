import type { Redis } from 'ioredis';
import {
  type ApplyOutcome,
  cellsOf,
  groupOf,
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
import { PROMOTE_LUA } from './promote.lua.js';
import { READ_CELLS_LUA } from './read-cells.lua.js';
import { dataKey, generationPrefix, liveKey, positionKey } from './view-keys.js';

/** `null` when applied, else the position found; the script is sent by its hash and loaded when Redis does not know it. */
type ScriptedRedis = Redis & {
  readViewCells(
    keyCount: number,
    keys: readonly string[],
    fields: readonly string[],
  ): Promise<readonly (string | null)[]>;
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
    redis.defineCommand('readViewCells', { lua: READ_CELLS_LUA, readOnly: true });
    this.redis = redis as ScriptedRedis;
    this.reads = new LiveReads(this.redis);
  }

  livePosition(view: string): Promise<string | null> {
    return this.reads.position(view);
  }

  documents<T>(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly (T | null)[]>> {
    return this.reads.read(view, {
      keys: (prefix) => keys.map((key) => dataKey(prefix, 'document', tenant, key)),
      understand: (texts) => texts.map((text) => parse(text) as T | null),
    });
  }

  documentTexts(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly (string | null)[]>> {
    return this.reads.read(view, {
      keys: (prefix) => keys.map((key) => dataKey(prefix, 'document', tenant, key)),
      understand: (texts) => texts,
    });
  }

  async groups<T>(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly ReadonlyMap<string, T>[]>> {
    const { value, position } = await this.groupTexts(view, tenant, keys);
    return { value: value.map((text) => groupOf<T>(text)), position };
  }

  groupTexts(
    view: string,
    tenant: string,
    keys: readonly string[],
  ): Promise<ViewAnswer<readonly (string | null)[]>> {
    return this.reads.read(view, {
      keys: (prefix) => keys.map((key) => dataKey(prefix, 'group', tenant, key)),
      areGroups: true,
      understand: (texts) => texts,
    });
  }

  async entries<T>(
    view: string,
    tenant: string,
    key: string,
    range: ListRange,
  ): Promise<ViewAnswer<readonly T[]>> {
    const { value, position } = await this.entryTexts(view, tenant, key, range);
    return { value: value.map((text) => JSON.parse(text) as T), position };
  }

  entryTexts(
    view: string,
    tenant: string,
    key: string,
    { offset, limit }: ListRange,
  ): Promise<ViewAnswer<readonly string[]>> {
    return this.reads.command(view, {
      ask: (prefix) => this.redis.lrange(dataKey(prefix, 'list', tenant, key), offset, offset + limit - 1),
      understand: (texts: readonly string[]) => texts,
    });
  }

  async members(
    view: string,
    tenant: string,
    index: string,
    range: IndexRange,
  ): Promise<ViewAnswer<readonly string[]>> {
    const { lowest, highest } = lexRange(range);
    return this.reads.command(view, {
      ask: (prefix) => {
        const key = dataKey(prefix, 'index', tenant, index);
        return range.order === 'ascending'
          ? this.redis.zrangebylex(key, lowest, highest, 'LIMIT', 0, range.limit)
          : this.redis.zrevrangebylex(key, highest, lowest, 'LIMIT', 0, range.limit);
      },
      understand: (members: readonly string[]) => members,
    });
  }

  async counts(view: string, tenant: string): Promise<ViewAnswer<Readonly<Record<string, number>>>> {
    return this.reads.command(view, {
      ask: (prefix) => this.redis.hgetall(dataKey(prefix, 'counts', tenant)),
      understand: (counts: Readonly<Record<string, string>>) => parseFields<number>(counts),
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
    const cellKeys: string[] = [];
    const fields: string[] = [];
    for (const { tenant, key, field } of addresses) {
      if (field === undefined) continue;
      cellKeys.push(dataKey(prefix, 'group', tenant, key), dataKey(prefix, 'places', tenant, key));
      fields.push(field);
    }
    const [position, documentTexts, cellTexts] = await guarded(() =>
      Promise.all([
        this.redis.get(positionKey(at)),
        keys.length > 0 ? this.redis.mget(keys) : [],
        fields.length > 0 ? this.redis.readViewCells(cellKeys.length, cellKeys, fields) : [],
      ]),
    );
    const next = { document: documentTexts.values(), cell: cellTexts.values() };
    const value = addresses.map(({ field }) =>
      field === undefined
        ? (parse(next.document.next().value ?? null) as T | null)
        : ((cellsOf(next.cell.next().value ?? null)[1] ?? null) as T | null),
    );
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
