import { sumBySku, totalUnits } from './quantities.js';
import { canonicalJson, sameJson } from './same-json.js';
import { addSeconds, isBefore } from './time.js';

describe('two JSON values', () => {
  it('are not the same when anything in them differs', () => {
    expect(sameJson({ a: 1 }, { a: 2 })).toBe(false);
    expect(sameJson({ a: 1 }, { a: 1, b: null })).toBe(false);
    expect(sameJson([1, 2], [2, 1])).toBe(false);
    expect(sameJson([1], { 0: 1 })).toBe(false);
    expect(sameJson([], {})).toBe(false);
    expect(sameJson(null, {})).toBe(false);
    expect(sameJson([12], [1, 2])).toBe(false);
  });

  it.each<[unknown, unknown]>([
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{}, null],
    [{}, 5],
    [{}, 'text'],
    ['1', 1],
    [0, false],
    [null, 0],
    [[1], [1, null]],
    [{ a: { b: [1] } }, { a: { b: [2] } }],
  ])('are not the same, whichever is named first: %j and %j', (one, other) => {
    expect([sameJson(one, other), sameJson(other, one)]).toEqual([false, false]);
  });

  it.each([null, true, 0, '', 'text', [], {}, [1, [2]]])('are the same when both are %j', (value) => {
    expect(sameJson(value, structuredClone(value))).toBe(true);
  });

  it('are the same in whatever order an object names its keys, at any depth', () => {
    expect(sameJson({ a: 1, b: { c: [1], d: 2 } }, { b: { d: 2, c: [1] }, a: 1 })).toBe(true);
  });

  it('are the same when one says undefined where the other says nothing', () => {
    expect(sameJson({ b: 1, a: undefined }, { b: 1 })).toBe(true);
    expect(sameJson({ b: 1 }, { b: 1, a: undefined })).toBe(true);
  });
});

describe('the text of a JSON value', () => {
  it('has the keys in order, and lists as they are', () => {
    expect(canonicalJson({ b: [2, 1], a: null, c: { z: 'x', y: true } })).toBe(
      '{"a":null,"b":[2,1],"c":{"y":true,"z":"x"}}',
    );
    expect(canonicalJson({ '10': 1, b: 2, '9': 3 })).toBe('{"10":1,"9":3,"b":2}');
  });

  it('leaves out what is undefined', () => {
    expect(canonicalJson({ a: undefined, b: { c: undefined } })).toBe('{"b":{}}');
  });

  it('says null for nothing', () => {
    expect(canonicalJson(undefined)).toBe('null');
    expect(canonicalJson([undefined, 1])).toBe('[null,1]');
  });
});

describe('units', () => {
  const line = (lineId: string, sku: string, quantity: number) => ({ lineId, sku, quantity });

  it('of one sku are summed over all lines that name it, in order of first appearance', () => {
    const lines = [line('1', 'TABLE', 2), line('2', 'CHAIR', 1), line('3', 'TABLE', 3)];
    expect([...sumBySku(lines)]).toEqual([
      ['TABLE', 5],
      ['CHAIR', 1],
    ]);
    expect(totalUnits(lines)).toBe(6);
  });

  it('of nothing are none', () => {
    expect([...sumBySku([])]).toEqual([]);
    expect(totalUnits([])).toBe(0);
  });
});

describe('instants', () => {
  it('are never before themselves, whatever offset they are written with', () => {
    expect(isBefore('2026-03-02T10:00:00.000Z', '2026-03-02T10:00:00.000Z')).toBe(false);
    expect(isBefore('2026-03-02T10:00:00.000Z', '2026-03-02T11:00:00.000+01:00')).toBe(false);
    expect(isBefore('2026-03-02T10:00:00.000Z', '2026-03-02T10:00:00.001Z')).toBe(true);
  });

  it('move by seconds, over the end of a day', () => {
    expect(addSeconds('2026-03-02T23:59:30.000Z', 45)).toBe('2026-03-03T00:00:15.000Z');
    expect(addSeconds('2026-03-02T00:00:00.000Z', -1)).toBe('2026-03-01T23:59:59.000Z');
  });
});
