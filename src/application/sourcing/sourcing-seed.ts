/**
 * The seed that breaks ties in a sourcing run: the same for the same order, round and purpose on every machine, and
 * different between orders, so that equal nodes share the work.
 */
export function sourcingSeed(orderId: string, round: number, replaces: string | undefined): number {
  const text = `${orderId}#${round}#${replaces ?? ''}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}
