import { ApiProperty } from '@nestjs/swagger';

/*
 * Fields of answers, for the OpenAPI document alone: what goes out is typed by the compiler and needs no check.
 */

interface OutOptions {
  readonly description?: string;
  readonly example?: unknown;
  readonly nullable?: boolean;
  /** Left out when there is nothing to say. */
  readonly optional?: boolean;
}

type Reference = new () => object;

function out(schema: object, { optional = false, ...rest }: OutOptions): PropertyDecorator {
  return ApiProperty({ ...schema, ...rest, required: !optional });
}

export const OutText = (options: OutOptions = {}): PropertyDecorator => out({ type: 'string' }, options);
export const OutInteger = (options: OutOptions = {}): PropertyDecorator => out({ type: 'integer' }, options);
export const OutFlag = (options: OutOptions = {}): PropertyDecorator => out({ type: 'boolean' }, options);
export const OutInstant = (options: OutOptions = {}): PropertyDecorator =>
  out({ type: 'string', format: 'date-time' }, { example: '2026-03-01T09:30:00.000Z', ...options });
export const OutPosition = (options: OutOptions = {}): PropertyDecorator =>
  out({ type: 'string', pattern: '^\\d{20}$' }, { example: '00000000000000004711', ...options });
export const OutWord = (words: readonly string[], options: OutOptions = {}): PropertyDecorator =>
  out({ type: 'string', enum: [...words] }, options);
export const OutTexts = (options: OutOptions = {}): PropertyDecorator =>
  out({ type: 'array', items: { type: 'string' } }, options);
export const OutObject = (type: () => Reference, options: OutOptions = {}): PropertyDecorator =>
  out({ type: () => type() }, options);
export const OutList = (type: () => Reference, options: OutOptions = {}): PropertyDecorator =>
  out({ type: () => [type()] }, options);
/** Named figures, as many as there are. */
export const OutFigures = (options: OutOptions = {}): PropertyDecorator =>
  out({ type: 'object', additionalProperties: { type: 'integer' } }, options);
/** A record whose inside is described elsewhere. */
export const OutRecord = (options: OutOptions = {}): PropertyDecorator =>
  out({ type: 'object', additionalProperties: true }, options);

/** `nextCursor` of every page. */
export const OutCursor = (): PropertyDecorator =>
  OutText({
    nullable: true,
    description: 'Give it back as `cursor` for the next page; null on the last one.',
    example: null,
  });
