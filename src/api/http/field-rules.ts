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

/** Makes of the text of a query what the rule of the field is about. */
export type QueryReading = (value: unknown) => unknown;

const READINGS = new WeakMap<object, Map<string, QueryReading>>();
const RULES = new WeakMap<object, Map<string, FieldRule>>();

/** Remembers the rule of a property of a class. */
export function rememberRule(rule: FieldRule): PropertyDecorator {
  return remember(RULES, rule);
}

/** Remembers how a property of a query is read. */
export function rememberReading(reading: QueryReading): PropertyDecorator {
  return remember(READINGS, reading);
}

/** The rules of a class and of those that it extends. */
export function rulesOf(type: FieldClass): ReadonlyMap<string, FieldRule> {
  return inherited(RULES, type);
}

/** The readings of a class and of those that it extends. */
export function readingsOf(type: FieldClass): ReadonlyMap<string, QueryReading> {
  return inherited(READINGS, type);
}

function remember<T>(all: WeakMap<object, Map<string, T>>, about: T): PropertyDecorator {
  return (prototype, property) => {
    const own = all.get(prototype) ?? new Map<string, T>();
    own.set(String(property), about);
    all.set(prototype, own);
  };
}

function inherited<T>(remembered: WeakMap<object, Map<string, T>>, type: FieldClass): ReadonlyMap<string, T> {
  const all = new Map<string, T>();
  let prototype: object | null = type.prototype as object;
  while (prototype !== null) {
    for (const [property, about] of remembered.get(prototype) ?? []) {
      if (!all.has(property)) all.set(property, about);
    }
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return all;
}
