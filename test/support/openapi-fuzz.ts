import fc from 'fast-check';

/** The words of JSON Schema that the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly example?: unknown;
}

type Schemas = Readonly<Record<string, Schema>>;

/** What breaks programs: other types, edges of numbers, odd texts, names of JavaScript, depth. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    0.5,
    -0,
    1e308,
    Number.MAX_SAFE_INTEGER + 1,
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\u202e',
    '../../etc/passwd',
    "'; drop table orders; --",
    '{{7*7}}',
    '__proto__',
    'constructor',
    'x'.repeat(5000),
    '9'.repeat(400),
    'NaN',
    '2026-02-30T00:00:00Z',
    [],
    {},
    [[[[]]]],
    { toString: 1 },
    { length: 1e9 },
    JSON.parse('{"__proto__":{"polluted":true}}'),
  ),
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A value that fits a schema, mostly; small lists. */
export function valueFrom(schema: Schema, schemas: Schemas, depth = 0): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    const found = schemas[schema.$ref.split('/').at(-1) ?? ''];
    if (found === undefined) throw new Error(`no schema ${schema.$ref}`);
    return valueFrom(found, schemas, depth);
  }
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice !== undefined) return fc.oneof(...choice.map((one) => valueFrom(one, schemas, depth)));
  if (schema.allOf !== undefined) {
    return fc
      .tuple(...schema.allOf.map((one) => valueFrom(one, schemas, depth)))
      .map((parts) => Object.assign({}, ...(parts as object[])) as unknown);
  }
  return ofType(schema, schemas, depth);
}

function ofType(schema: Schema, schemas: Schemas, depth: number): fc.Arbitrary<unknown> {
  const type = Array.isArray(schema.type) ? (schema.type[0] as string) : schema.type;
  switch (type) {
    case 'integer':
      return fc.integer({ min: Math.max(schema.minimum ?? 0, -50), max: Math.min(schema.maximum ?? 50, 50) });
    case 'number':
      return fc.double({ min: schema.minimum ?? 0, max: schema.maximum ?? 1, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return listFrom(schema, schemas, depth);
    case 'object':
      return ofObject(schema, schemas, depth);
    default:
      return textFrom(schema);
  }
}

/** Mostly without repeats, of a value or of a line's id: those are refused soon enough. */
function listFrom(schema: Schema, schemas: Schemas, depth: number): fc.Arbitrary<unknown> {
  const item = valueFrom(schema.items ?? {}, schemas, depth + 1);
  const bounds = { minLength: schema.minItems ?? 0, maxLength: 3 };
  const idOf = (value: unknown): unknown =>
    (value as { readonly lineId?: unknown } | null)?.lineId ?? JSON.stringify(value);
  return fc.oneof(
    { weight: 9, arbitrary: fc.uniqueArray(item, { ...bounds, selector: idOf }) },
    { weight: 1, arbitrary: fc.array(item, bounds) },
  );
}

function ofObject(schema: Schema, schemas: Schemas, depth: number): fc.Arbitrary<unknown> {
  const parts = Object.entries(schema.properties ?? {}).map(([name, part]) => {
    const good = valueFrom(part, schemas, depth + 1);
    // The deeper, the rarer: else hardly any large body would be whole.
    return [name, fc.oneof({ weight: 60, arbitrary: good }, { weight: 1, arbitrary: hostile })] as const;
  });
  const requiredKeys = [...(schema.required ?? [])].filter((name) => schema.properties?.[name] !== undefined);
  return fc.record(Object.fromEntries(parts), { requiredKeys: requiredKeys as never[] });
}

/** Texts from few ids, so that requests meet what earlier ones have made. */
function textFrom({
  pattern,
  format,
  example,
  minLength = 0,
  maxLength = 20,
}: Schema): fc.Arbitrary<unknown> {
  if (format === 'date-time') {
    return fc
      .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((date) => date.toISOString());
  }
  if (pattern === undefined && typeof example === 'string') return fc.constant(example);
  const samples = [
    example,
    'fuzz',
    'web',
    'web~fuzz',
    'web~fuzz-1',
    '1',
    '0',
    'US',
    'USD',
    '"0"',
    '0'.repeat(20),
  ];
  const fitting = samples.filter((text): text is string => typeof text === 'string' && fits(text, pattern));
  if (fitting.length > 0) return fc.constantFrom(...fitting);
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 20)) });
}

function fits(text: string, pattern: string | undefined): boolean {
  return pattern === undefined || new RegExp(pattern, 'u').test(text);
}

/** A body for a schema: whole mostly, then hostile as a whole, or no JSON at all. */
export function bodyFrom(schema: Schema, schemas: Schemas): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: valueFrom(schema, schemas) },
    { weight: 2, arbitrary: hostile },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.constantFrom('{', '[', '"', '{"a":1}{"b":2}', '['.repeat(10_000)) },
  );
}
