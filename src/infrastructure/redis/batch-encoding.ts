import {
  cellText,
  type ViewAddress,
  type ViewBatch,
  type ViewChange,
} from '../../application/ports/view-store.js';
import { dataKey, generationPrefix, GROUP_LAYOUT, layoutKey, positionKey } from './view-keys.js';

/** A batch as the script takes it: see apply-batch.lua.ts for the operations. */
export interface EncodedBatch {
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** Puts a batch into the form of the script. Values become JSON text here. */
export function encodeBatch(batch: ViewBatch): EncodedBatch {
  const target: Target = {
    prefix: generationPrefix(batch.at),
    keys: [positionKey(batch.at), layoutKey(batch.at)],
    args: [batch.base ?? '', batch.position, GROUP_LAYOUT],
  };
  for (const change of batch.changes) encodeChange(target, change);
  return target;
}

interface Target {
  readonly prefix: string;
  readonly keys: string[];
  readonly args: string[];
}

function encodeChange(target: Target, change: ViewChange): void {
  switch (change.kind) {
    case 'put':
      return put(target, change.at, change.value);
    case 'remove':
      return remove(target, change.at);
    case 'append':
      return append(target, dataKey(target.prefix, 'list', change.tenant, change.key), change.entries);
    case 'index':
    case 'unindex':
      return index(target, change);
  }
}

/** What one command of a script may take without running out of its stack. */
const ENTRIES_AT_ONCE = 1_000;

function append({ keys, args }: Target, key: string, entries: readonly unknown[]): void {
  for (let from = 0; from < entries.length; from += ENTRIES_AT_ONCE) {
    const some = entries.slice(from, from + ENTRIES_AT_ONCE);
    keys.push(key);
    args.push('R', String(some.length));
    for (const entry of some) args.push(JSON.stringify(entry));
  }
}

function put({ prefix, keys, args }: Target, { tenant, key, field }: ViewAddress, value: unknown): void {
  if (field === undefined) {
    keys.push(dataKey(prefix, 'document', tenant, key));
    args.push('S', JSON.stringify(value));
  } else {
    keys.push(dataKey(prefix, 'group', tenant, key), dataKey(prefix, 'places', tenant, key));
    args.push('H', field, cellText(field, value));
  }
}

function remove({ prefix, keys, args }: Target, { tenant, key, field }: ViewAddress): void {
  if (field === undefined) {
    keys.push(dataKey(prefix, 'document', tenant, key));
    args.push('D');
  } else {
    keys.push(dataKey(prefix, 'group', tenant, key), dataKey(prefix, 'places', tenant, key));
    args.push('X', field);
  }
}

function index(
  { prefix, keys, args }: Target,
  change: Extract<ViewChange, { readonly index: string }>,
): void {
  const adds = change.kind === 'index';
  keys.push(dataKey(prefix, 'index', change.tenant, change.index));
  if (!change.counted) {
    args.push(adds ? 'Z' : 'Y', change.member);
    return;
  }
  keys.push(dataKey(prefix, 'counts', change.tenant));
  args.push(adds ? 'C' : 'U', change.index, change.member);
}
