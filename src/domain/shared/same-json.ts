type Parts = Readonly<Record<string, unknown>>;

/**
 * True when two JSON values say the same. The order of an object's keys does not matter; that of a list's items does.
 * A key with undefined is as good as absent.
 */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  return Array.isArray(one) === Array.isArray(other) && hasSameParts(one as Parts, other as Parts);
}

function hasSameParts(one: Parts, other: Parts): boolean {
  for (const key in one) if (!sameJson(one[key], other[key])) return false;
  for (const key in other) if (one[key] === undefined && other[key] !== undefined) return false;
  return true;
}

/** JSON text with the keys of every object in order, so that equal values give equal text. Absent and undefined are the same. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const parts = value as Parts;
  const entries = Object.keys(parts)
    .filter((key) => parts[key] !== undefined)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(parts[key])}`);
  return `{${entries.join(',')}}`;
}
