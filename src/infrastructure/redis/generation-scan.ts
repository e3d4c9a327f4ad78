import type { ChainableCommander, Redis } from 'ioredis';
import { cellsOf, type ViewGeneration } from '../../application/ports/view-store.js';
import { digestOf, groupParts } from '../memory/view-digest.js';
import { generationPrefix, type KeyKind, parseDataKey, positionKey } from './view-keys.js';

type DigestedKind = Exclude<KeyKind, 'places'>;

/** Keys looked at by one SCAN; large enough to be few round trips, small enough not to hold up other clients. */
const SCAN_COUNT = 1_000;

/**
 * Deletes every key of a generation, a few at a time. The position goes first: nobody reads or feeds what is half gone,
 * even if the rest of it stays.
 */
export async function dropGeneration(redis: Redis, at: ViewGeneration): Promise<void> {
  await redis.unlink(positionKey(at));
  for await (const keys of keysOf(redis, at)) if (keys.length > 0) await redis.unlink(...keys);
}

/** The hash of what each key of a generation holds; equal to those of the twin in memory. */
export async function* generationDigests(
  redis: Redis,
  at: ViewGeneration,
): AsyncIterable<{ readonly key: string; readonly hash: string }> {
  const prefix = generationPrefix(at);
  const seen = new Set<string>();
  for await (const keys of keysOf(redis, at)) {
    // SCAN may hand out a key twice.
    const fresh = keys.filter((key) => !seen.has(key) && seen.add(key));
    const parsed = fresh.flatMap(
      (
        full,
      ): {
        readonly full: string;
        readonly kind: DigestedKind;
        readonly tenant: string;
        readonly key: string;
      }[] => {
        const parts = parseDataKey(prefix, full);
        // Where the fields of a group stand depends on how they came there.
        return parts === null || parts.kind === 'places' ? [] : [{ full, ...parts, kind: parts.kind }];
      },
    );
    const pipeline = redis.pipeline();
    for (const { full, kind } of parsed) ask[kind](pipeline, full);
    const replies = parsed.length > 0 ? await run(pipeline) : [];
    for (const [at, { kind, tenant, key }] of parsed.entries()) {
      yield { key: nameOf(kind, tenant, key), hash: digestOf(partsOf(kind, replies[at])) };
    }
  }
}

async function* keysOf(redis: Redis, at: ViewGeneration): AsyncIterable<string[]> {
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${generationPrefix(at)}*`, 'COUNT', SCAN_COUNT);
    cursor = next;
    yield keys;
  } while (cursor !== '0');
}

const ask: Readonly<Record<DigestedKind, (pipeline: ChainableCommander, key: string) => unknown>> = {
  document: (pipeline, key) => pipeline.get(key),
  group: (pipeline, key) => pipeline.get(key),
  list: (pipeline, key) => pipeline.lrange(key, 0, -1),
  index: (pipeline, key) => pipeline.zrange(key, '0', '-1'),
  counts: (pipeline, key) => pipeline.hgetall(key),
};

function partsOf(kind: DigestedKind, reply: unknown): readonly string[] {
  if (kind === 'document') return [reply as string];
  if (kind === 'list' || kind === 'index') return reply as string[];
  if (kind === 'group') return groupParts(fieldsOf(reply as string));
  return groupParts(Object.entries(reply as Record<string, string>));
}

function* fieldsOf(group: string): Iterable<readonly [string, string]> {
  const cells = cellsOf(group);
  for (let at = 0; at < cells.length; at += 2) yield [cells[at] as string, JSON.stringify(cells[at + 1])];
}

function nameOf(kind: DigestedKind, tenant: string, key: string): string {
  return kind === 'counts' ? `${kind}:${tenant}` : `${kind}:${tenant}:${key}`;
}

/** The replies of a pipeline, or the first error. */
async function run(pipeline: ChainableCommander): Promise<unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}
