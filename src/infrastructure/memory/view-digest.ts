import { createHash } from 'node:crypto';

/** Hash of the texts that one key of a view generation holds, in the order given. */
export function digestOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}\n`);
  return hash.digest('hex');
}

/** Fields and values of a group in an order that does not depend on how they were written. */
export function groupParts(group: Iterable<readonly [string, string]>): string[] {
  return [...group].sort(([left], [right]) => (left < right ? -1 : 1)).flat();
}
