import type { Person } from '../../../src/application/ports/person-vault.js';
import type { Chance } from '../kernel/chance.js';

/** Stands in every word of every recipient, and by its apostrophe in nothing that a machine makes. */
const MARK = "qu'xv";
/** The same for telephone numbers: five digits between hyphens are in no id and no instant. */
const PHONE_MARK = '-90817-';

/** A recipient like no other, whose every word can be told wherever it turns up. */
export function somebody(chance: Chance): Person {
  const own = chance.below(1_000_000).toString(36);
  const whole: Person = {
    name: `Ada Qu'xv ${own}`,
    street: `${chance.between(1, 99)} Qu'xv-${own} Street`,
    email: `${own}.qu'xv@example.com`,
    phone: `+1-800${PHONE_MARK}${own}`,
  };
  return chance.happens(0.25) ? { name: whole.name } : whole;
}

/** True when a text holds a personal word of anybody. */
export function speaksOfSomebody(text: string): boolean {
  return text.includes(PHONE_MARK) || text.toLowerCase().includes(MARK);
}

/** Looks through all that an object holds, of whatever kind. The path to a personal word, or null. */
export function whereSomebodyIs(root: object): string | null {
  const seen = new Set<object>();
  const waiting: (readonly [value: unknown, path: string])[] = [[root, '']];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, path] = next;
    if (typeof value === 'string' && speaksOfSomebody(value)) return `${path}: ${value.slice(0, 200)}`;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const part of partsOf(value)) waiting.push([part[1], `${path}/${String(part[0])}`.slice(-200)]);
  }
  return null;
}

function partsOf(value: object): Iterable<readonly [unknown, unknown]> {
  if (value instanceof Map)
    return [...value].flatMap(
      ([key, item]) =>
        [
          ['key', key],
          [key, item],
        ] as const,
    );
  if (value instanceof Set) return [...value].map((item, index) => [index, item] as const);
  return Object.entries(value);
}
