import { ProblemError } from '../errors/problem.js';
import { hashRequest, IdempotencyWindow } from './idempotency.js';

const done = (): Promise<string> => Promise.resolve('done');

async function codeOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
  return 'none';
}

describe('keys lately used', () => {
  it('refuse another body, also after the first has failed', async () => {
    const window = new IdempotencyWindow();
    await expect(window.run('a', 'one', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await codeOf(window.run('a', 'two', done))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await codeOf(window.run('a', 'one', done))).toBe('none');
  });

  it('refuse the same body only while the first is in progress', async () => {
    const window = new IdempotencyWindow();
    let finish = (): void => undefined;
    const first = window.run('a', 'one', () => new Promise<void>((resolve) => (finish = resolve)));
    expect(await codeOf(window.run('a', 'one', done))).toBe('IDEMPOTENCY_IN_PROGRESS');
    expect(await codeOf(window.run('a', 'two', done))).toBe('IDEMPOTENCY_KEY_REUSED');
    finish();
    await first;
    expect(await codeOf(window.run('a', 'one', done))).toBe('none');
  });

  it('do not stay with a request that turned out to be another one: the right one may come after it', async () => {
    const window = new IdempotencyWindow();
    const isOther = (result: string): boolean => result === 'other';
    await window.run('key', 'wrong', async () => 'other', isOther);
    expect(await window.run('key', 'right', async () => 'first', isOther)).toBe('first');
    await expect(window.run('key', 'wrong', async () => 'other', isOther)).rejects.toThrow('another address');
  });

  it('are forgotten oldest first, but never while in progress', async () => {
    const window = new IdempotencyWindow(2);
    let finish = (): void => undefined;
    const first = window.run('a', 'one', () => new Promise<void>((resolve) => (finish = resolve)));
    for (const key of ['b', 'c', 'd']) await window.run(key, 'one', done);
    expect(await codeOf(window.run('a', 'one', done))).toBe('IDEMPOTENCY_IN_PROGRESS');
    expect(await codeOf(window.run('b', 'two', done))).toBe('none');
    finish();
    await first;
  });
});

describe('the hash of a request', () => {
  it('knows the address and what the body says, not the order in which it says it', () => {
    const hash = hashRequest('/v1/orders', { a: 1, b: { c: [1, 2], d: null } });
    expect(hashRequest('/v1/orders', { b: { d: null, c: [1, 2] }, a: 1 })).toBe(hash);
    expect(hashRequest('/v1/other', { a: 1, b: { c: [1, 2], d: null } })).not.toBe(hash);
    expect(hashRequest('/v1/orders', { a: 1, b: { c: [2, 1], d: null } })).not.toBe(hash);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
