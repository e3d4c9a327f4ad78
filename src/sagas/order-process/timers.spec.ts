import { FakeClock, settled } from '../../../test/support/fake-clock.js';
import { type IndexChange, ProcessIndexUnavailable } from '../../application/ports/process-index.js';
import { MemoryProcessIndex } from '../../infrastructure/memory/memory-process-index.js';
import type { SagaPump } from '../runtime/saga-pump.js';
import { DeadlineLoop } from './deadlines.worker.js';
import type { DeadlinePayload } from './index-changes.worker.js';
import type { InstructionRunner } from './instruction-runner.worker.js';
import type { Deadline, Instruction } from './order-process.types.js';
import type { OrderProcessWorker } from './order-process.worker.js';
import { Sweeper } from './sweeper.worker.js';

const START = '2026-03-01T09:00:00.000Z';
const LATER = '2026-03-01T09:00:00.001Z';
const parkedKeys = new Set<string>();

/** A pump that runs what is submitted at once, unless the key is parked. */
const pump = {
  submit: (key: string, work: () => Promise<void>, done: (error?: unknown) => void) => {
    const run = async (): Promise<void> => {
      try {
        await work();
        done();
      } catch (error) {
        done(error);
      }
    };
    if (parkedKeys.has(key)) done(null);
    else void run();
  },
} as unknown as SagaPump;

class BrokenIndex extends MemoryProcessIndex {
  isDown = false;
  override async dueDeadlines(...args: Parameters<MemoryProcessIndex['dueDeadlines']>) {
    if (this.isDown) throw new ProcessIndexUnavailable('down');
    return super.dueDeadlines(...args);
  }
  override async quietOrders(...args: Parameters<MemoryProcessIndex['quietOrders']>) {
    if (this.isDown) throw new ProcessIndexUnavailable('down');
    return super.quietOrders(...args);
  }
}

let clock: FakeClock;
let index: BrokenIndex;
let troubles: string[];
const onTrouble = (part: string, error: unknown): void => {
  troubles.push(`${part}: ${error instanceof Error ? error.message : String(error)}`);
};
beforeEach(() => {
  clock = new FakeClock(START);
  index = new BrokenIndex();
  troubles = [];
  parkedKeys.clear();
});
const apply = (...changes: readonly IndexChange[]) => index.apply({ after: null, position: 1n, changes });
const pass = async (milliseconds: number): Promise<void> => {
  await settled();
  await clock.advance(milliseconds);
};

describe('due deadlines', () => {
  let fired: { command: unknown; seed: string }[];
  let failures: number;
  /** What the clock says when a deadline's turn has come. */
  let now: () => string;
  beforeEach(() => {
    fired = [];
    failures = 0;
    now = () => clock.now();
  });

  const deadlineOf = (n: number): Deadline => ({
    dueAt: START,
    id: `accept:web~${n}-1`,
    instruction: {
      key: `deadline:accept:web~${n}-1`,
      kind: 'fulfillment',
      command: { type: 'TimeOutFulfillment', data: { fulfillmentId: `web~${n}-1`, at: START } },
    },
  });
  const set = (n: number, dueAt = START): IndexChange => {
    const deadline = deadlineOf(n);
    const payload: DeadlinePayload = { deadline, orderId: `web~${n}`, correlationId: 'c', causationId: 'e' };
    return {
      kind: 'deadline-set',
      position: 1n,
      tenant: 'main',
      id: `main:${deadline.id}`,
      dueAt,
      payload,
    };
  };
  const loop = (): DeadlineLoop => {
    const instructions = {
      run: async ([instruction]: readonly Instruction[], { seed }: { seed: string }) => {
        if (failures-- > 0) throw new Error('down');
        fired.push({ command: (instruction as { command: unknown }).command, seed });
      },
    } as unknown as InstructionRunner;
    const worker = { contextFor: () => ({ now: now() }) } as unknown as OrderProcessWorker;
    const made = new DeadlineLoop(
      { index, clock, pump, worker, instructions, onTrouble },
      { pollMs: 1_000, limit: 10 },
    );
    made.start();
    return made;
  };

  it('that fail are tried again, and leave the index only when they are answered', async () => {
    await apply(set(1));
    failures = 2;
    const running = loop();
    await pass(2_000);
    expect([troubles, fired]).toEqual([['deadlines: down', 'deadlines: down'], []]);
    expect(await index.dueDeadlines(clock.now(), 10)).toHaveLength(1);
    await pass(1_000);
    expect(fired).toHaveLength(1);
    expect(await index.dueDeadlines(clock.now(), 10)).toEqual([]);
    running.stop();
  });

  it('of a parked key wait until it is free, and hold up no other', async () => {
    await apply(set(1), set(2));
    parkedKeys.add('main:web~1');
    const running = loop();
    await pass(3_000);
    expect(fired.map(({ seed }) => seed)).toEqual(['order-process:main:accept:web~2-1']);
    parkedKeys.clear();
    await pass(1_000);
    expect(fired).toHaveLength(2);
    running.stop();
  });

  it('that cannot be answered leave room for those behind them, however many they are', async () => {
    const stuck = Array.from({ length: 25 }, (_, n) => n + 1);
    for (const n of stuck) parkedKeys.add(`main:web~${n}`);
    await apply(...stuck.map((n) => set(n)), set(99, LATER));
    const running = loop();
    await pass(4_000);
    expect(fired.map(({ seed }) => seed)).toEqual(['order-process:main:accept:web~99-1']);
    running.stop();
  });

  it('stay when the clock goes back before their turn: the node has time again, and nobody else would ask', async () => {
    await apply(set(1));
    now = () => '2026-03-01T08:59:59.999Z';
    const running = loop();
    await pass(1_000);
    expect(fired).toEqual([]);
    now = () => clock.now();
    await pass(1_000);
    expect(fired).toHaveLength(1);
    running.stop();
  });

  it('are looked for again when the index was out of reach', async () => {
    await apply(set(1));
    index.isDown = true;
    const running = loop();
    await pass(1_000);
    expect(troubles).toEqual(['deadlines: down']);
    index.isDown = false;
    await pass(1_000);
    expect(fired).toHaveLength(1);
    running.stop();
  });

  it('become a command that says when it was noticed, once', async () => {
    await apply(set(1));
    const running = loop();
    await pass(5_000);
    expect(fired).toEqual([
      {
        command: {
          type: 'TimeOutFulfillment',
          data: { fulfillmentId: 'web~1-1', at: '2026-03-01T09:00:01.000Z' },
        },
        seed: 'order-process:main:accept:web~1-1',
      },
    ]);
    running.stop();
    expect(clock.pending).toBe(0);
  });
});

describe('the sweep', () => {
  let asked: string[];
  let answer: (orderId: string) => 'owed' | 'nothing';
  beforeEach(() => {
    asked = [];
    answer = () => 'nothing';
  });
  const open = (n: number): IndexChange => {
    const orderId = `web~${n}`;
    return { kind: 'order-opened', position: 1n, tenant: 'main', orderId, priority: 0, at: START };
  };
  const sweeper = (limit = 10): Sweeper => {
    const worker = {
      sweep: async (_tenant: string, orderId: string) => {
        asked.push(orderId);
        return answer(orderId);
      },
    } as unknown as OrderProcessWorker;
    const options = { everyMs: 10_000, quietSeconds: 60, idleSeconds: 600, limit };
    const made = new Sweeper(
      { index, clock, pump, worker, verifyIndex: async () => undefined, onTrouble },
      options,
    );
    made.start();
    return made;
  };

  it('that an order fails does not keep the others from their turn', async () => {
    await apply(open(1), open(2));
    answer = (orderId) => {
      if (orderId === 'web~1') throw new Error('down');
      return 'nothing';
    };
    const running = sweeper(1);
    await pass(3_000);
    expect(asked).toEqual(['web~1', 'web~2']);
    expect(troubles).toEqual(['sweep: down']);
    running.stop();
  });

  it('leaves out orders whose key is parked, and goes on with the others', async () => {
    await apply(open(1), open(2));
    parkedKeys.add('main:web~1');
    const running = sweeper(1);
    await pass(3_000);
    expect([asked, troubles]).toEqual([['web~2'], []]);
    running.stop();
  });

  it('goes on when the index was out of reach', async () => {
    await apply(open(1));
    index.isDown = true;
    const running = sweeper();
    await pass(10_000);
    index.isDown = false;
    await pass(10_000);
    expect(asked).toEqual(['web~1']);
    running.stop();
  });

  it('asks every open order at the start, then only those that have been quiet', async () => {
    await apply(open(1));
    answer = () => 'owed';
    const running = sweeper();
    await pass(0);
    expect(asked).toEqual(['web~1']);
    await pass(50_000);
    expect(asked).toHaveLength(1);
    await pass(20_000);
    expect(asked).toHaveLength(2);
    running.stop();
  });

  it('leaves an order that owes nothing alone for longer', async () => {
    await apply(open(1));
    const running = sweeper();
    await pass(590_000);
    expect(asked).toHaveLength(1);
    await pass(30_000);
    expect(asked).toHaveLength(2);
    running.stop();
    expect(clock.pending).toBe(0);
  });
});
