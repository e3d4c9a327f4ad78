import type { OpenAPIObject } from '@nestjs/swagger';

/** JSON Schema of 3.1 knows no `nullable`: null is a type, or one of several schemas. */
export function withNullTypes(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withNullTypes);
  if (typeof part !== 'object' || part === null) return part;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, name === 'example' ? value : withNullTypes(value)]),
  );
  if (nullable !== true) return nullable === undefined || nullable === false ? rest : { ...rest, nullable };
  return orNull(rest);
}

function orNull(schema: Readonly<Record<string, unknown>>): object {
  const { type, description, ...rest } = schema;
  if (typeof type === 'string') return { ...schema, type: [type, 'null'] };
  const about = description === undefined ? {} : { description };
  return {
    ...about,
    anyOf: [...((rest['allOf'] as readonly unknown[] | undefined) ?? [rest]), { type: 'null' }],
  };
}

/** An error that many routes can answer with stands in the document once; the routes refer to it. */
export function withSharedExamples(document: OpenAPIObject): OpenAPIObject {
  const shared: Record<string, unknown> = {};
  const hoist = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(hoist);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([name, value]) => [
        name,
        name === 'examples' ? refer(value as Examples) : hoist(value),
      ]),
    );
  };
  const refer = (examples: Examples): object =>
    Object.fromEntries(
      Object.entries(examples).map(([code, example]) => [code, { $ref: share(shared, code, example) }]),
    );
  const paths = hoist(document.paths) as OpenAPIObject['paths'];
  return { ...document, paths, components: { ...document.components, examples: shared as never } };
}

type Examples = Readonly<Record<string, { readonly value?: { readonly status?: number } }>>;

/** The same code may have another status with another resource: then it is another example. */
function share(shared: Record<string, unknown>, code: string, example: Examples[string]): string {
  const isTaken = code in shared && JSON.stringify(shared[code]) !== JSON.stringify(example);
  const name = isTaken ? `${code}.${example.value?.status ?? 0}` : code;
  shared[name] = example;
  return `#/components/examples/${name}`;
}
