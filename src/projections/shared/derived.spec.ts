import { Derived } from './derived.js';

const made: (string | null)[] = [];
const make = (from: string | null): string => {
  made.push(from);
  return `<${from}>`;
};

beforeEach(() => {
  made.length = 0;
});

it('never answers with what was made of another text', () => {
  const texts = new Derived<string>();
  const answers = ['a', 'b', 'a', null, 'a'].map((from) => texts.of('x', from, make));
  expect(answers).toEqual(['<a>', '<b>', '<a>', '<null>', '<a>']);
  expect(made).toEqual(['a', 'b', 'a', null, 'a']);
});

it('keeps names apart, also where their texts are the same', () => {
  const texts = new Derived<string>();
  expect(texts.of('x', 'a', make)).toBe('<a>');
  expect(texts.of('y', 'a', (from) => `[${from}]`)).toBe('[a]');
});

it('makes the same of the same once', () => {
  const texts = new Derived<string>();
  for (let at = 0; at < 3; at += 1) expect(texts.of('x', 'a', make)).toBe('<a>');
  expect(made).toEqual(['a']);
});

it('stays within its budget, and forgets what was used longest ago', () => {
  // A name, a text and what is made of it: 1 + 1 + 3 characters each.
  const texts = new Derived<string>(10);
  for (const name of ['x', 'y', 'x', 'z', 'x', 'y']) texts.of(name, name, make);
  expect(made).toEqual(['x', 'y', 'z', 'y']);
});

it('answers what is greater than its budget, and keeps nothing of it', () => {
  const texts = new Derived<string>(10);
  const long = 'l'.repeat(20);
  for (let at = 0; at < 2; at += 1) expect(texts.of('x', long, make)).toBe(`<${long}>`);
  expect(made).toEqual([long, long]);
});

it('gives back what a text that is gone took up', () => {
  const texts = new Derived<string>(10);
  for (let at = 0; at < 50; at += 1) texts.of('x', String(at % 10), make);
  made.length = 0;
  texts.of('y', 'y', make);
  texts.of('x', '9', make);
  texts.of('y', 'y', make);
  expect(made).toEqual(['y']);
});
