import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { CHANNEL_PATTERN, EXTERNAL_ID_PATTERN } from '../../domain/shared/ids.js';
import {
  type FieldClass,
  type FieldRule,
  type QueryReading,
  rememberReading,
  rememberRule,
} from './field-rules.js';
import { parseInstant } from './instant.js';

/*
 * One decorator a kind of field: what is accepted and what the OpenAPI document says stand in one place and cannot
 * part. Every rule reads as the end of a sentence that begins with the field.
 */

/** What a field says about itself in the document. */
export interface FieldOptions {
  readonly description?: string;
  readonly example?: unknown;
  /** May be left out; null is not the same as left out and is refused. */
  readonly optional?: boolean;
}

type Decorator = PropertyDecorator;

/** Largest quantity of one line or stock movement. */
export const MAX_QUANTITY = 1_000_000;
/** Largest amount in minor units that keeps sums of a whole order exact. */
export const MAX_AMOUNT_MINOR = 1_000_000_000_000;

/** An id of the outside world: order, line, sku, node. */
export function IdField(options: FieldOptions = {}): Decorator {
  const schema = {
    type: 'string',
    pattern: EXTERNAL_ID_PATTERN.source,
    minLength: 1,
    maxLength: 64,
  } as const;
  return field(schema, options, 'must be 1 to 64 of A–Z a–z 0–9 . _ ~ -', matches(EXTERNAL_ID_PATTERN));
}

/** A channel code, or the `also` values beside it. */
export function ChannelField(options: FieldOptions & { readonly also?: string } = {}): Decorator {
  const { also, ...rest } = options;
  const pattern = also === undefined ? CHANNEL_PATTERN : /^(?:\*|[A-Za-z0-9._-]{1,32})$/;
  const schema = { type: 'string', pattern: pattern.source, minLength: 1, maxLength: 32 } as const;
  const rule = `must be 1 to 32 of A–Z a–z 0–9 . _ -${also === undefined ? '' : ` or ${also}`}`;
  return field(schema, rest, rule, matches(pattern));
}

/** Text that fits a pattern. */
export function PatternField(
  pattern: RegExp,
  rule: string,
  options: FieldOptions & { readonly maxLength?: number } = {},
): Decorator {
  const { maxLength = 64, ...rest } = options;
  return field(
    { type: 'string', pattern: pattern.source, maxLength },
    rest,
    rule,
    matches(pattern, maxLength),
  );
}

/** One line of text for people: no control characters, not blank. */
export function TextField(maxLength: number, options: FieldOptions = {}): Decorator {
  const schema = { type: 'string', minLength: 1, maxLength } as const;
  return field(schema, options, `must be a line of 1 to ${maxLength} characters`, (value) =>
    isLine(value, maxLength),
  );
}

/** A whole number within bounds. */
export function IntegerField(minimum: number, maximum: number, options: FieldOptions = {}): Decorator {
  const schema = { type: 'integer', minimum, maximum } as const;
  const rule = `must be a whole number from ${minimum} to ${maximum}`;
  return field(
    schema,
    options,
    rule,
    (value) => Number.isSafeInteger(value) && within(value, minimum, maximum),
  );
}

/** A quantity of at least `minimum` units. */
export function QuantityField(minimum: 0 | 1, options: FieldOptions = {}): Decorator {
  return IntegerField(minimum, MAX_QUANTITY, { description: 'Sales units.', example: 2, ...options });
}

/** A number within bounds, fractions allowed. */
export function NumberField(minimum: number, maximum: number, options: FieldOptions = {}): Decorator {
  const schema = { type: 'number', minimum, maximum } as const;
  const rule = `must be a number from ${minimum} to ${maximum}`;
  return field(schema, options, rule, (value) => Number.isFinite(value) && within(value, minimum, maximum));
}

export function BooleanField(options: FieldOptions = {}): Decorator {
  return field({ type: 'boolean' }, options, 'must be true or false', (value) => typeof value === 'boolean');
}

/** One of a closed set of words. */
export function WordField(words: readonly string[], options: FieldOptions = {}): Decorator {
  const schema = { type: 'string', enum: [...words] } as const;
  return field(schema, options, `must be one of ${words.join(', ')}`, (value) =>
    words.includes(value as string),
  );
}

/** An RFC 3339 date-time with an offset; the engine sees it in UTC. */
export function InstantField(options: FieldOptions = {}): Decorator {
  return applyDecorators(
    // The validated value replaces the text; what is no instant stays as it is and fails the rule.
    Transform(({ value }) =>
      typeof value === 'string' ? (parseInstant(value) ?? value) : (value as unknown),
    ),
    field(
      { type: 'string', format: 'date-time', maxLength: 40 },
      { example: '2026-03-01T09:30:00Z', ...options },
      'must be an RFC 3339 date-time with an offset, e.g. 2026-03-01T09:30:00Z',
      (value) => typeof value === 'string' && parseInstant(value) !== null,
      { become: (value) => parseInstant(value as string) },
    ),
  );
}

/** A list of words or short texts, each at most once. */
export function TextListField(
  itemPattern: RegExp,
  itemRule: string,
  options: FieldOptions & { readonly min?: number; readonly max: number; readonly words?: readonly string[] },
): Decorator {
  const { min = 0, max, words, ...rest } = options;
  const items =
    words === undefined
      ? { type: 'string', pattern: itemPattern.source }
      : { type: 'string', enum: [...words] };
  const schema = {
    type: 'array',
    items,
    minItems: min,
    maxItems: max,
    uniqueItems: true,
  } as ApiPropertyOptions;
  const holds = (value: unknown): boolean =>
    isList(value, min, max) && value.every(matches(itemPattern)) && new Set(value).size === value.length;
  return field(schema, rest, `must be a list of ${min} to ${max} different values, each ${itemRule}`, holds);
}

/** A list of whole numbers within bounds, each at most once. */
export function IntegerListField(
  minimum: number,
  maximum: number,
  options: FieldOptions & { readonly max: number },
): Decorator {
  const { max, ...rest } = options;
  const items = { type: 'integer', minimum, maximum };
  const schema = {
    type: 'array',
    items,
    minItems: 0,
    maxItems: max,
    uniqueItems: true,
  } as ApiPropertyOptions;
  const rule = `must be a list of 0 to ${max} different whole numbers from ${minimum} to ${maximum}`;
  const holds = (value: unknown): boolean =>
    isList(value, 0, max) &&
    value.every((item) => Number.isSafeInteger(item) && within(item, minimum, maximum)) &&
    new Set(value).size === value.length;
  return field(schema, rest, rule, holds);
}

/** An object of its own kind. */
export function ObjectField(type: () => FieldClass, options: FieldOptions = {}): Decorator {
  return applyDecorators(
    Type(type),
    ValidateNested(),
    // After the transformation an object is an instance, a list of objects is a list: which ValidateNested would take.
    // Swagger knows a lazy type by the name of its function, `type`.
    field({ type: () => type() }, options, 'must be an object', (value) => value instanceof type(), {
      nested: { type, list: false },
    }),
  );
}

/** A list of objects of one kind. */
export function ListField(
  type: () => FieldClass,
  options: FieldOptions & { readonly min?: number; readonly max: number; readonly uniqueBy?: string },
): Decorator {
  const { min = 1, max, uniqueBy, ...rest } = options;
  const schema = { type: () => [type()], minItems: min, maxItems: max } as unknown as ApiPropertyOptions;
  const different = uniqueBy === undefined ? '' : `, each with its own ${uniqueBy}`;
  const holds = (value: unknown): boolean =>
    isList(value, min, max) &&
    value.every((item) => item instanceof type()) &&
    (uniqueBy === undefined || isUnique(value as readonly Record<string, unknown>[], uniqueBy));
  return applyDecorators(
    Type(type),
    ValidateNested({ each: true }),
    field(schema, rest, `must be a list of ${min} to ${max} objects${different}`, holds, {
      nested: { type, list: true },
    }),
  );
}

/** Reads the text of a query before the rule of the field looks at it. What cannot be read stays as it is. */
export function ReadAs(reading: QueryReading): Decorator {
  return applyDecorators(
    Transform(({ value }) => reading(value)),
    rememberReading(reading),
  );
}

/** A list whose items are checked one by one later, so that one that is wrong harms no other. */
export function RawListField(items: object, options: FieldOptions & { readonly max: number }): Decorator {
  const { max, ...rest } = options;
  const schema = { type: 'array', items, minItems: 1, maxItems: max } as ApiPropertyOptions;
  return field(schema, rest, `must be a list of 1 to ${max} objects`, (value) => isList(value, 1, max));
}

function field(
  schema: ApiPropertyOptions,
  { optional = false, ...about }: FieldOptions,
  rule: string,
  holds: (value: unknown) => boolean,
  how: Pick<FieldRule, 'become' | 'nested'> = {},
): Decorator {
  return applyDecorators(
    rememberRule({ optional, holds, ...how }),
    ApiProperty({ ...schema, ...about, required: !optional } as ApiPropertyOptions),
    ValidateBy({ name: 'rule', validator: { validate: holds, defaultMessage: () => rule } }),
    ...(optional ? [ValidateIf((_object: unknown, value: unknown) => value !== undefined)] : []),
  );
}

function matches(pattern: RegExp, maxLength = 64): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && value.length <= maxLength && pattern.test(value);
}

function within(value: unknown, minimum: number, maximum: number): boolean {
  return (value as number) >= minimum && (value as number) <= maximum;
}

function isLine(value: unknown, maxLength: number): boolean {
  if (typeof value !== 'string' || value.length > maxLength || value.trim() === '') return false;
  // Lone surrogates (Cs) and control characters (Cc, and the line separators) survive no round trip unharmed.
  return !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(value);
}

function isList(value: unknown, min: number, max: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length >= min && value.length <= max;
}

function isUnique(items: readonly Record<string, unknown>[], by: string): boolean {
  return new Set(items.map((item) => item[by])).size === items.length;
}
