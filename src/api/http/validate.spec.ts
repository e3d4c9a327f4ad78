import 'reflect-metadata';
import { ProblemError, type FieldError } from '../errors/problem.js';
import {
  IdField,
  InstantField,
  ListField,
  NumberField,
  ObjectField,
  QuantityField,
  TextField,
  TextListField,
  WordField,
} from './fields.js';
import { MAX_DEPTH } from './input-guard.js';
import { validInput } from './validate.js';

class Point {
  @NumberField(-90, 90) latitude!: number;
}

class Line {
  @IdField() lineId!: string;
  @QuantityField(1) quantity!: number;
}

class Sample {
  @IdField() id!: string;
  @ListField(() => Line, { max: 3, uniqueBy: 'lineId' }) lines!: Line[];
  @ObjectField(() => Point, { optional: true }) point?: Point;
  @InstantField({ optional: true }) at?: string;
  @TextField(10, { optional: true }) note?: string;
  @WordField(['ship', 'pickup'], { optional: true }) method?: string;
  @TextListField(/^[a-z]+$/, 'a word', { max: 2, optional: true }) tags?: string[];
}

const good = { id: 'a', lines: [{ lineId: '1', quantity: 2 }] };

function errorsOf(input: unknown): readonly FieldError[] {
  try {
    validInput(Sample, input);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.errors ?? [];
    throw error;
  }
  return [];
}

const quantityRule = 'must be a whole number from 1 to 1000000';
const linesRule = 'must be a list of 1 to 3 objects, each with its own lineId';
const instantRule = 'must be an RFC 3339 date-time with an offset, e.g. 2026-03-01T09:30:00Z';

describe('input that breaks a rule is refused with the field and the rule', () => {
  const line = (quantity: unknown): object => ({ ...good, lines: [{ lineId: '1', quantity }] });
  const cases: readonly [what: string, input: unknown, errors: readonly FieldError[]][] = [
    ['a text instead of an object', 'x', [{ field: 'body', rule: 'must be a JSON object' }]],
    ['a list instead of an object', [good], [{ field: 'body', rule: 'must be a JSON object' }]],
    ['null', null, [{ field: 'body', rule: 'must be a JSON object' }]],
    ['a negative quantity', line(-1), [{ field: 'lines[0].quantity', rule: quantityRule }]],
    ['a quantity of zero', line(0), [{ field: 'lines[0].quantity', rule: quantityRule }]],
    ['half a unit', line(1.5), [{ field: 'lines[0].quantity', rule: quantityRule }]],
    ['a number as text', line('2'), [{ field: 'lines[0].quantity', rule: quantityRule }]],
    ['not a number', line(Number.NaN), [{ field: 'lines[0].quantity', rule: quantityRule }]],
    ['infinity', line(Number.POSITIVE_INFINITY), [{ field: 'lines[0].quantity', rule: quantityRule }]],
    ['too many units', line(1_000_001), [{ field: 'lines[0].quantity', rule: quantityRule }]],
    [
      'no quantity',
      { ...good, lines: [{ lineId: '1' }] },
      [{ field: 'lines[0].quantity', rule: quantityRule }],
    ],
    ['an unknown field', { ...good, color: 1 }, [{ field: 'color', rule: 'is not known here' }]],
    [
      'an unknown field inside',
      { ...good, lines: [{ lineId: '1', quantity: 1, color: 1 }] },
      [{ field: 'lines[0].color', rule: 'is not known here' }],
    ],
    ['no lines', { ...good, lines: [] }, [{ field: 'lines', rule: linesRule }]],
    ['lines that are an object', { ...good, lines: { length: 1 } }, [{ field: 'lines', rule: linesRule }]],
    ['a line that is null', { ...good, lines: [null] }, [{ field: 'lines', rule: linesRule }]],
    ['a list within the list', { ...good, lines: [good.lines] }, [{ field: 'lines', rule: linesRule }]],
    [
      'the same line id twice',
      { ...good, lines: [...good.lines, ...good.lines] },
      [{ field: 'lines', rule: linesRule }],
    ],
    [
      'null for an optional object',
      { ...good, point: null },
      [{ field: 'point', rule: 'must be an object' }],
    ],
    [
      'a list for an object',
      { ...good, point: [{ latitude: 1 }] },
      [{ field: 'point', rule: 'must be an object' }],
    ],
    [
      'null for an optional text',
      { ...good, note: null },
      [{ field: 'note', rule: 'must be a line of 1 to 10 characters' }],
    ],
    [
      'a blank text',
      { ...good, note: '   ' },
      [{ field: 'note', rule: 'must be a line of 1 to 10 characters' }],
    ],
    [
      'a line break',
      { ...good, note: 'a\nb' },
      [{ field: 'note', rule: 'must be a line of 1 to 10 characters' }],
    ],
    [
      'half a character',
      { ...good, note: 'a\ud800' },
      [{ field: 'note', rule: 'must be a line of 1 to 10 characters' }],
    ],
    [
      'a word of another set',
      { ...good, method: 'fly' },
      [{ field: 'method', rule: 'must be one of ship, pickup' }],
    ],
    ['a date without time', { ...good, at: '2026-03-01' }, [{ field: 'at', rule: instantRule }]],
    ['a number for a date', { ...good, at: 1 }, [{ field: 'at', rule: instantRule }]],
    [
      'a tag twice',
      { ...good, tags: ['a', 'a'] },
      [{ field: 'tags', rule: 'must be a list of 0 to 2 different values, each a word' }],
    ],
    [
      'a tag that is an object',
      { ...good, tags: [{}] },
      [{ field: 'tags', rule: 'must be a list of 0 to 2 different values, each a word' }],
    ],
    [
      'an id with a separator',
      { ...good, id: 'a:b' },
      [{ field: 'id', rule: 'must be 1 to 64 of A–Z a–z 0–9 . _ ~ -' }],
    ],
    [
      'a name of JavaScript',
      JSON.parse('{"__proto__":{"id":"a"}}'),
      [{ field: '__proto__', rule: 'is a reserved name' }],
    ],
    [
      'the constructor',
      { ...good, constructor: { prototype: {} } },
      [{ field: 'constructor', rule: 'is a reserved name' }],
    ],
    [
      'a method of every object',
      { ...good, toString: 1 },
      [{ field: 'toString', rule: 'is a reserved name' }],
    ],
  ];
  it.each(cases)('%s', (_what, input, errors) => {
    expect(errorsOf(input)).toEqual(errors);
  });

  it('a document nested deeper than the limit, however deep', () => {
    const deep = (levels: number): unknown => JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels));
    expect(errorsOf(deep(100_000))[0]?.rule).toBe(`must not be nested deeper than ${MAX_DEPTH}`);
    expect(errorsOf(deep(MAX_DEPTH))[0]?.rule).toBe('is not known here');
  });

  it('a document of very many parts', () => {
    expect(errorsOf({ ...good, lines: Array(100_001).fill(1) })).toEqual([
      { field: 'body', rule: 'must not have more than 100000 parts' },
    ]);
  });
});

describe('input that keeps the rules', () => {
  it('becomes an instance with nothing added', () => {
    expect(JSON.parse(JSON.stringify(validInput(Sample, good)))).toEqual(good);
  });

  it('speaks of instants in UTC, whatever their offset', () => {
    expect(validInput(Sample, { ...good, at: '2026-03-01T09:30:00.5+02:00' }).at).toBe(
      '2026-03-01T07:30:00.500Z',
    );
  });
});
