import { FakeClock, settled } from '../../../test/support/fake-clock.js';
import { Gate } from '../../../test/support/saga-fixture.js';
import { KeyLanes, type LaneTask } from './key-lanes.js';

describe('lanes by key', () => {
  const clock = new FakeClock();
  let log: string[];

  beforeEach(() => {
    log = [];
  });

  const lanes = (concurrency = 4, capacity = 100): KeyLanes => new KeyLanes(clock, { concurrency, capacity });
  const quick =
    (name: string): LaneTask =>
    () => {
      log.push(name);
      return undefined;
    };
  const gated =
    (name: string, gate: Gate): LaneTask =>
    async () => {
      log.push(`${name} begins`);
      await gate.passed;
      log.push(`${name} ends`);
      return undefined;
    };

  it('a task that throws does not stop its lane', async () => {
    const running = lanes();
    running.submit('a', async () => {
      throw new Error('against the contract');
    });
    running.submit('a', quick('a2'));
    await settled();
    expect([log, running.size]).toEqual([['a2'], 0]);
  });

  it('a key that pauses holds back only itself, and gives its place away', async () => {
    const running = lanes(1);
    let tries = 0;
    running.submit('a', async () => {
      tries += 1;
      log.push(`a1 try ${tries}`);
      return tries < 3 ? 1_000 : undefined;
    });
    running.submit('a', quick('a2'));
    running.submit('b', quick('b1'));
    await settled();
    expect(log).toEqual(['a1 try 1', 'b1']);
    await clock.advance(1_000);
    expect(log).toEqual(['a1 try 1', 'b1', 'a1 try 2']);
    await clock.advance(1_000);
    expect(log).toEqual(['a1 try 1', 'b1', 'a1 try 2', 'a1 try 3', 'a2']);
    expect(running.size).toBe(0);
  });

  it('keeps the order within a key and runs keys side by side, no more than allowed', async () => {
    const running = lanes(2);
    const [a, b, c] = [new Gate(), new Gate(), new Gate()];
    running.submit('a', gated('a1', a));
    running.submit('a', quick('a2'));
    running.submit('b', gated('b1', b));
    running.submit('c', gated('c1', c));
    await settled();
    expect(log).toEqual(['a1 begins', 'b1 begins']);
    b.open();
    await settled();
    expect(log).toEqual(['a1 begins', 'b1 begins', 'b1 ends', 'c1 begins']);
    a.open();
    c.open();
    await settled();
    expect(log.slice(4).sort()).toEqual(['a1 ends', 'a2', 'c1 ends']);
  });

  it('a busy key lets others in between its tasks', async () => {
    const running = lanes(1);
    const gates = [new Gate(), new Gate()];
    running.submit('a', gated('a1', gates[0]!));
    running.submit('a', gated('a2', gates[1]!));
    running.submit('b', quick('b1'));
    for (const gate of gates) gate.open();
    await settled();
    expect(log).toEqual(['a1 begins', 'a1 ends', 'b1', 'a2 begins', 'a2 ends']);
  });

  it('holds up the reader when full, and until half of it is free', async () => {
    const running = lanes(10, 4);
    const gates = Array.from({ length: 4 }, () => new Gate());
    for (const [index, gate] of gates.entries()) running.submit(`k${index}`, gated(`t${index}`, gate));
    expect(running.isFull).toBe(true);
    let hasRoom = false;
    void running.whenRoom().then(() => {
      hasRoom = true;
    });
    gates[0]!.open();
    await settled();
    expect(hasRoom).toBe(false);
    gates[1]!.open();
    await settled();
    expect([hasRoom, running.isFull]).toEqual([true, false]);
  });

  it('closing finishes what runs, and starts nothing that waits or pauses', async () => {
    const running = lanes(1);
    const gate = new Gate();
    running.submit('p', async () => {
      log.push('p1');
      return 1_000;
    });
    await settled();
    running.submit('a', gated('a1', gate));
    running.submit('a', quick('a2'));
    running.submit('b', quick('b1'));
    await settled();
    let isClosed = false;
    const closing = running.close().then(() => {
      isClosed = true;
    });
    await settled();
    expect(isClosed).toBe(false);
    gate.open();
    await closing;
    await clock.advance(10_000);
    running.submit('c', quick('c1'));
    await settled();
    expect(log).toEqual(['p1', 'a1 begins', 'a1 ends']);
  });

  it('thousands of keys that are done at once do not pile up on the stack', async () => {
    const running = lanes(1, 100_000);
    const gate = new Gate();
    running.submit('first', gated('first', gate));
    for (let index = 0; index < 50_000; index += 1) running.submit(`k${index}`, () => undefined);
    gate.open();
    await settled();
    expect(running.size).toBe(0);
  });
});
