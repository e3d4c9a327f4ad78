/** A class of fields. */
export type FieldClass = new () => object;

/** What is accepted for one field, in a form that a check can be made of ahead of time. */
export interface FieldRule {
  readonly optional: boolean;
  readonly holds: (value: unknown) => boolean;
  /** What the accepted value becomes; it stays as it is when left out. Called only after `holds`. */
  readonly become?: (value: unknown) => unknown;
  /** For an object, or for each item of a list. */
  readonly nested?: { readonly type: () => FieldClass; readonly list: boolean };
}

const RULES = new WeakMap<object, Map<string, FieldRule>>();

/** Remembers the rule of a property of a class. */
export function rememberRule(rule: FieldRule): PropertyDecorator {
  return (prototype, property) => {
    const rules = RULES.get(prototype) ?? new Map<string, FieldRule>();
    rules.set(String(property), rule);
    RULES.set(prototype, rules);
  };
}

/** The rules of a class and of those that it extends. */
export function rulesOf(type: FieldClass): ReadonlyMap<string, FieldRule> {
  const all = new Map<string, FieldRule>();
  let prototype: object | null = type.prototype as object;
  while (prototype !== null) {
    for (const [property, rule] of RULES.get(prototype) ?? []) {
      if (!all.has(property)) all.set(property, rule);
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return all;
}
