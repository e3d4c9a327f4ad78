/** True when two JSON values say the same. The order of an object's keys does not matter; that of a list's items does. */
export function sameJson(one: unknown, other: unknown): boolean {
  // Nearly always they do, and then no text needs to be made of them.
  return isAlike(one, other) || canonicalJson(one) === canonicalJson(other);
}

/** True only for values that say the same. */
function isAlike(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => isAlike(item, other[index]));
  }
  return hasSameParts(one as Parts, other as Parts);
}

type Parts = Readonly<Record<string, unknown>>;

/** Absent and undefined are the same. */
function hasSameParts(one: Parts, other: Parts): boolean {
  let parts = 0;
  for (const key in one) {
    if (one[key] === undefined) continue;
    if (!isAlike(one[key], other[key])) return false;
    parts += 1;
  }
  for (const key in other) if (other[key] !== undefined) parts -= 1;
  return parts === 0;
}

/** JSON text with the keys of every object in order, so that equal values give equal text. Absent and undefined are the same. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`);
  return `{${entries.join(',')}}`;
}
