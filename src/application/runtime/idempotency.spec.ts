import { contextOf } from '../../../test/support/runner-fixture.js';
import type { CommandResult } from './command-result.js';
import { IdempotencyRegistry } from './idempotency.js';

const DONE: CommandResult = { outcome: 'unchanged', stream: 's', revision: 0n, reason: 'as it was' };

function refused(code: string, detail: string): CommandResult {
  return { outcome: 'rejected', stream: '', revision: null, code, detail, allowed: [] };
}

describe('commands with an Idempotency-Key', () => {
  const context = contextOf('mine', { bodyHash: 'one' });
  let finish: (result: CommandResult) => void;
  let started: number;
  const slow = (): Promise<CommandResult> => {
    started += 1;
    return new Promise((resolve) => {
      finish = resolve;
    });
  };

  beforeEach(() => {
    started = 0;
  });

  it('are refused while the same one is in progress, and never start', async () => {
    const registry = new IdempotencyRegistry();
    const first = registry.run(context, slow);

    expect(await registry.run(context, slow)).toEqual(
      refused(
        'IDEMPOTENCY_IN_PROGRESS',
        'the first request with this Idempotency-Key is still being worked on',
      ),
    );
    expect(started).toBe(1);
    finish(DONE);
    expect(await first).toBe(DONE);
  });

  it('are refused as reused when one with another body is in progress', async () => {
    const registry = new IdempotencyRegistry();
    const first = registry.run(context, slow);

    expect(await registry.run({ ...context, bodyHash: 'two' }, slow)).toEqual(
      refused('IDEMPOTENCY_KEY_REUSED', 'this Idempotency-Key came before with another body'),
    );
    finish(DONE);
    await first;
  });

  it('are free again after a failure', async () => {
    const registry = new IdempotencyRegistry();
    await expect(registry.run(context, () => Promise.reject(new Error('no')))).rejects.toThrow('no');

    expect(registry.size).toBe(0);
    expect(await registry.run(context, async () => DONE)).toBe(DONE);
  });

  it('of different tenants do not meet', async () => {
    const registry = new IdempotencyRegistry();
    const first = registry.run(context, slow);

    expect(await registry.run({ ...context, tenant: 'other' }, async () => DONE)).toBe(DONE);
    finish(DONE);
    await first;
  });
});

describe('commands without a key', () => {
  it('run side by side', async () => {
    const registry = new IdempotencyRegistry();
    const context = contextOf('mine');

    const results = await Promise.all([1, 2].map(() => registry.run(context, async () => DONE)));

    expect(results).toEqual([DONE, DONE]);
  });
});
