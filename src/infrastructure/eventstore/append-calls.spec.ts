import { EventEmitter } from 'node:events';
import { type EventStoreDBClient, UnavailableError } from '@eventstore/db-client';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendAnswer } from './append-answer.js';
import { AppendCall, NoAnswer } from './append-calls.js';

const TIMES = { timeoutMs: 1_000, graceMs: 200 };
const EVENTS = [{ id: '7f1d5a3c-1111-4222-8333-0123456789ab', type: 'A.v1', data: '{}', metadata: '{}' }];

/** The call of a client: keeps what is written, and says what the test wants. */
class FakeCall extends EventEmitter {
  readonly written: string[] = [];
  isCancelled = false;

  write(message: Buffer): boolean {
    const request = streams.BatchAppendReq.deserializeBinary(message);
    this.written.push(request.getCorrelationId()?.getString() ?? '');
    return true;
  }

  cancel(): void {
    this.isCancelled = true;
  }

  says(answer: Partial<AppendAnswer>): void {
    this.emit('data', { revision: undefined, position: undefined, error: undefined, ...answer });
  }
}

const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve));

/** Long enough for the call to be open. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn += 1) await turnOfTheLoop();
};

/** @param opening fails with this error, when it is given */
function open(opening?: Error) {
  const call = new FakeCall();
  const silences: number[] = [];
  const client = {
    callArguments: () => [{}, {}],
    GRPCStreamCreator: (_client: object, _name: string, creator: (grpc: object) => FakeCall) => async () => {
      await turnOfTheLoop();
      if (opening !== undefined) throw opening;
      return creator({ makeBidiStreamRequest: () => call });
    },
  };
  const appends = new AppendCall(client as unknown as EventStoreDBClient, () => silences.push(Date.now()));
  const append = (stream: string) => appends.append(stream, 'no-stream', EVENTS, TIMES);
  return { appends, append, call, silences };
}

/** What became of each. */
const fates = async (work: readonly Promise<unknown>[]): Promise<readonly unknown[]> =>
  (await Promise.allSettled(work)).map((fate) => (fate.status === 'fulfilled' ? fate.value : fate.reason));

describe('a call that fails', () => {
  it('takes all that it has under way along, and takes no more', async () => {
    const { appends, append, call } = open();
    const [one, other] = [append('a'), append('b')];
    await settled();
    const lost = Object.assign(new Error('14 UNAVAILABLE'), {
      code: 14,
      details: '',
      metadata: { getMap: () => ({}) },
    });
    call.emit('error', lost);

    const [first, second, late] = await fates([one, other, append('c')]);
    expect(first).toBeInstanceOf(UnavailableError);
    expect([second, late]).toEqual([first, first]);
    expect(appends.isOver).toBe(true);
    expect(call.written).toHaveLength(2);
  });

  it('that the server ends in good order is over as well, and let go of', async () => {
    const { appends, append, call } = open();
    const one = append('a');
    await settled();
    call.emit('end');

    await expect(one).rejects.toThrow('the event store ended the stream of appends');
    expect(appends.isOver).toBe(true);
    expect(call.isCancelled).toBe(true);
  });

  it('that cannot be opened leaves nobody waiting', async () => {
    const { appends, append } = open(new Error('no way there'));

    await expect(append('a')).rejects.toThrow('no way there');
    expect(appends.isOver).toBe(true);
  });
});

describe('a call that is silent', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is over when the oldest append has had no answer in its time, and that is told once', async () => {
    const { appends, append, silences } = open();
    const work = fates([append('a'), append('b')]);
    await settled();
    jest.advanceTimersByTime(TIMES.timeoutMs + TIMES.graceMs - 1);
    expect(appends.isOver).toBe(false);
    jest.advanceTimersByTime(1);

    expect(await work).toEqual([new NoAnswer(), new NoAnswer()]);
    expect(appends.isOver).toBe(true);
    expect(silences).toHaveLength(1);
  });

  it('gives each append its whole time', async () => {
    const { appends, append, call, silences } = open();
    const first = append('a');
    await settled();
    jest.advanceTimersByTime(1_000);
    const second = append('b');
    call.says({ correlationId: call.written[0] ?? '', revision: 0n });
    expect(await first).toEqual({ revision: 0n, position: undefined });
    jest.advanceTimersByTime(1_000);
    expect(appends.isOver).toBe(false);
    jest.advanceTimersByTime(200);

    await expect(second).rejects.toThrow(NoAnswer);
    expect(silences).toHaveLength(1);
  });

  it('with nothing under way is not', async () => {
    const { appends, append, call, silences } = open();
    const first = append('a');
    await settled();
    call.says({ correlationId: call.written[0] ?? '', revision: 0n });
    await first;
    jest.advanceTimersByTime(60_000);

    expect(appends.isOver).toBe(false);
    expect(silences).toEqual([]);
  });
});

describe('an append', () => {
  it('waits for the call to be open, and is told its own answer, in whatever order they come', async () => {
    const { append, call } = open();
    const work = [append('a'), append('b'), append('c')];
    expect(call.written).toEqual([]);
    await settled();
    const [a = '', b = '', c = ''] = call.written;
    expect(new Set([a, b, c]).size).toBe(3);
    call.says({ correlationId: c, revision: 3n, position: 30n });
    call.says({ correlationId: a, error: new Error('the server says no') });
    call.says({ correlationId: b, revision: 2n, position: 20n });
    call.says({ correlationId: b, revision: 9n, position: 90n });
    call.says({ correlationId: 'of nobody', revision: 9n, position: 90n });

    expect(await fates(work)).toEqual([
      new Error('the server says no'),
      { revision: 2n, position: 20n },
      { revision: 3n, position: 30n },
    ]);
  });
});
