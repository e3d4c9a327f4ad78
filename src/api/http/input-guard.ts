import type { FieldError } from '../errors/problem.js';

/** Deepest nesting that any document of this api has, with room to grow. */
export const MAX_DEPTH = 16;
/** Names and elements of one document: far more than the largest valid body has. */
export const MAX_PARTS = 100_000;

interface Part {
  readonly value: object;
  readonly path: string;
  readonly depth: number;
}

/**
 * What must hold before anything looks at a parsed document: bounded depth and size, and no name that means something
 * to JavaScript itself (`__proto__`, `constructor`, `toString`, …). Walks without recursion, so that no nesting can
 * exhaust the stack. Null when all is well.
 */
export function guardDocument(document: unknown): FieldError | null {
  if (typeof document !== 'object' || document === null) return null;
  const open: Part[] = [{ value: document, path: '', depth: 1 }];
  let parts = 0;
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (part.depth > MAX_DEPTH)
      return { field: shorten(part.path), rule: `must not be nested deeper than ${MAX_DEPTH}` };
    const inList = Array.isArray(part.value);
    for (const name of Object.keys(part.value)) {
      parts += 1;
      if (parts > MAX_PARTS) return { field: 'body', rule: `must not have more than ${MAX_PARTS} parts` };
      const path = inList ? `${part.path}[${name}]` : join(part.path, name);
      if (!inList && isReserved(name)) return { field: shorten(path), rule: 'is a reserved name' };
      const value = (part.value as Record<string, unknown>)[name];
      if (typeof value === 'object' && value !== null) open.push({ value, path, depth: part.depth + 1 });
    }
  }
  return null;
}

function isReserved(name: string): boolean {
  return name in Object.prototype || name === 'prototype';
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** A path is echoed to the caller: never more than a line of it. */
export function shorten(path: string): string {
  return path.length <= 120 ? path : `${path.slice(0, 117)}...`;
}
