import type { IndexRange, ListRange, ViewAddress, ViewChange } from '../../application/ports/view-store.js';
import { SortedStrings } from './sorted-strings.js';
import { digestOf, groupParts } from './view-digest.js';

/** All that one generation of one view holds. */
export class MemoryViewGeneration {
  position: string | null = null;
  private readonly documents = new Map<string, string>();
  private readonly groups = new Map<string, Map<string, string>>();
  private readonly lists = new Map<string, string[]>();
  private readonly indexes = new Map<string, SortedStrings>();
  private readonly counted = new Map<string, Map<string, number>>();

  value({ tenant, key, field }: ViewAddress): unknown {
    const name = nameOf(tenant, key);
    const text = field === undefined ? this.documents.get(name) : this.groups.get(name)?.get(field);
    return text === undefined ? null : JSON.parse(text);
  }

  document(tenant: string, key: string): string | null {
    return this.documents.get(nameOf(tenant, key)) ?? null;
  }

  group(tenant: string, key: string): string | null {
    const fields = this.groups.get(nameOf(tenant, key));
    if (fields === undefined) return null;
    return [...fields].map(([field, text]) => `,${JSON.stringify(field)},${text}`).join('');
  }

  list(tenant: string, key: string, { offset, limit }: ListRange): readonly string[] {
    return (this.lists.get(nameOf(tenant, key)) ?? []).slice(offset, offset + limit);
  }

  members(tenant: string, index: string, range: IndexRange): readonly string[] {
    const sorted = this.indexes.get(nameOf(tenant, index));
    if (!sorted) return [];
    return range.order === 'ascending' ? ascending(sorted, range) : descending(sorted, range);
  }

  counts(tenant: string): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counted.get(tenant) ?? []);
  }

  apply(change: ViewChange): void {
    switch (change.kind) {
      case 'put':
        return this.put(change.at, JSON.stringify(change.value));
      case 'remove':
        return this.remove(change.at);
      case 'append':
        return this.append(nameOf(change.tenant, change.key), change.entries);
      case 'index':
        return this.index(change);
      case 'unindex':
        return this.unindex(change);
    }
  }

  *digests(): Iterable<{ readonly key: string; readonly hash: string }> {
    for (const [key, text] of this.documents) yield { key: `document:${key}`, hash: digestOf([text]) };
    for (const [key, group] of this.groups) yield { key: `group:${key}`, hash: digestOf(groupParts(group)) };
    for (const [key, list] of this.lists) yield { key: `list:${key}`, hash: digestOf(list) };
    for (const [key, index] of this.indexes) {
      yield { key: `index:${key}`, hash: digestOf([...index.ascending()]) };
    }
    for (const [tenant, counts] of this.counted) {
      const parts = [...counts].map(([index, count]): [string, string] => [index, String(count)]);
      yield { key: `counts:${tenant}`, hash: digestOf(groupParts(parts)) };
    }
  }

  private put({ tenant, key, field }: ViewAddress, text: string): void {
    const name = nameOf(tenant, key);
    if (field === undefined) this.documents.set(name, text);
    else entryOf(this.groups, name, () => new Map<string, string>()).set(field, text);
  }

  private remove({ tenant, key, field }: ViewAddress): void {
    const name = nameOf(tenant, key);
    if (field === undefined) {
      this.documents.delete(name);
      return;
    }
    const group = this.groups.get(name);
    group?.delete(field);
    if (group?.size === 0) this.groups.delete(name);
  }

  private append(name: string, entries: readonly unknown[]): void {
    const list = entryOf(this.lists, name, (): string[] => []);
    for (const entry of entries) list.push(JSON.stringify(entry));
  }

  private index({ tenant, index, member, counted }: IndexChange): void {
    const added = entryOf(this.indexes, nameOf(tenant, index), () => new SortedStrings()).add(member);
    if (added && counted) this.count(tenant, index, 1);
  }

  private unindex({ tenant, index, member, counted }: IndexChange): void {
    const name = nameOf(tenant, index);
    const removed = this.indexes.get(name)?.delete(member) ?? false;
    if (removed && counted) this.count(tenant, index, -1);
    if (this.indexes.get(name)?.size === 0) this.indexes.delete(name);
  }

  /** A count of nothing is no count, as an empty index is no index: what is left must not depend on the way there. */
  private count(tenant: string, index: string, step: 1 | -1): void {
    const counts = entryOf(this.counted, tenant, () => new Map<string, number>());
    const count = (counts.get(index) ?? 0) + step;
    if (count === 0) counts.delete(index);
    else counts.set(index, count);
    if (counts.size === 0) this.counted.delete(tenant);
  }
}

type IndexChange = Extract<ViewChange, { readonly index: string }>;

function nameOf(tenant: string, key: string): string {
  return `${tenant}:${key}`;
}

function entryOf<V>(map: Map<string, V>, key: string, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}

function ascending(sorted: SortedStrings, range: IndexRange): readonly string[] {
  const from = larger(range.from ?? '', range.after ?? '');
  const found: string[] = [];
  for (const member of sorted.ascending(from)) {
    if (found.length >= range.limit || (range.until !== undefined && member >= range.until)) break;
    if (member !== range.after) found.push(member);
  }
  return found;
}

function descending(sorted: SortedStrings, range: IndexRange): readonly string[] {
  const found: string[] = [];
  for (const member of sorted.descending(smaller(range.until, range.after))) {
    if (found.length >= range.limit || (range.from !== undefined && member < range.from)) break;
    found.push(member);
  }
  return found;
}

function larger(left: string, right: string): string {
  return left > right ? left : right;
}

function smaller(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return left < right ? left : right;
}
