import { EventLog } from '../src/log/event-log.js';
import { prefixFilter } from '../src/log/event-filter.js';
import { AllSubscription } from '../src/server/all-subscription.js';
import { ResponseSink } from '../src/server/response-sink.js';
import { StreamSubscription } from '../src/server/stream-subscription.js';
import { SqliteStorage } from '../src/storage/sqlite-storage.js';
import { FakeCall } from './support/fake-call.js';
import { idAt } from './support/stored-events.js';

const revisions = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, step) => `${from + step}`);

const live = { from: 'start', resolveLinks: false, uuidForm: 'text' } as const;

const subscriptions = [
  {
    what: 'one stream',
    follow: (log: EventLog, sink: ResponseSink) =>
      new StreamSubscription(log, { kind: 'subscribe-to-stream', streamName: 's', ...live }, sink),
  },
  {
    what: 'all streams',
    follow: (log: EventLog, sink: ResponseSink) =>
      new AllSubscription(log, { kind: 'subscribe-to-all', filter: undefined, ...live }, sink),
  },
];

describe.each(subscriptions)('subscriber of $what', ({ follow }) => {
  let storage: SqliteStorage;
  let log: EventLog;
  let ids = 0;
  beforeEach(() => {
    storage = new SqliteStorage(':memory:');
    log = new EventLog(storage, () => undefined);
  });
  afterEach(() => storage.close());

  const append = (count: number, dataBytes = 10) => {
    for (let i = 0; i < count; i += 1) {
      ids += 1;
      const proposed = {
        id: idAt(ids),
        type: 'Happened',
        contentType: 'application/octet-stream',
        customMetadata: new Uint8Array(),
        data: new Uint8Array(dataBytes),
      };
      log.write(
        { kind: 'append', streamName: 's', expected: 'any', deadlineMs: Infinity, events: [proposed] },
        () => undefined,
      );
      // Each in a commit of its own.
      void log.flush();
    }
  };
  const start = (call: FakeCall) => follow(log, new ResponseSink(call)).run('id');

  it('gets what is stored, then what is committed', async () => {
    append(3);
    const call = new FakeCall();
    const running = start(call);
    await call.until(() => call.received.includes('caught up'));
    append(2);
    await call.until(() => call.received.includes('4'));
    expect(call.received).toEqual(['confirmed', '0', '1', '2', 'caught up', '3', '4']);
    call.cancel();
    await running;
  });

  it('who is slow is sent no more than the transport takes, and everything in the end', async () => {
    const call = new FakeCall(10);
    const running = start(call);
    await call.until(() => call.received.includes('caught up'));
    append(5_000);
    await call.until(() => call.received.length === 10);
    append(1_000);
    expect(call.received).toHaveLength(10);
    call.drain();
    await call.until(() => call.received.includes('5999'));
    expect(call.received.filter((name) => /^\d+$/.test(name))).toEqual(revisions(0, 5_999));
    call.cancel();
    await running;
  });

  it('who is slower than memory is long falls back to storage, and says so', async () => {
    const call = new FakeCall(4);
    const running = start(call);
    await call.until(() => call.received.includes('caught up'));
    append(60, 1_000_000);
    await call.until(() => call.received.length === 4);
    call.drain();
    await call.until(() => call.received.filter((name) => name === 'caught up').length === 2);
    append(1);
    await call.until(() => call.received.includes('60'));
    expect(call.received.filter((name) => /^\d+$/.test(name))).toEqual(revisions(0, 60));
    expect(call.received.slice(-2)).toEqual(['caught up', '60']);
    expect(call.received.filter((name) => name === 'fell behind')).toHaveLength(1);
    call.cancel();
    await running;
  });

  it('who goes away while waiting, or while slow, leaves nothing running', async () => {
    const waiting = new FakeCall();
    const runningWaiting = start(waiting);
    await waiting.until(() => waiting.received.includes('caught up'));
    waiting.cancel();
    await runningWaiting;
    append(5);
    const slow = new FakeCall(3);
    const runningSlow = start(slow);
    await slow.until(() => slow.received.length === 3);
    slow.cancel();
    await runningSlow;
    append(1);
    expect(slow.received).toHaveLength(3);
    expect(waiting.received).toEqual(['confirmed', 'caught up']);
  });
});

describe('checkpoints of a filtered subscriber', () => {
  it('come every so many events looked at, and when it goes live, but never twice', async () => {
    const storage = new SqliteStorage(':memory:');
    const log = new EventLog(storage, () => undefined);
    const write = (streamName: string, id: number) => {
      const proposed = {
        id: idAt(id),
        type: 't',
        contentType: '',
        customMetadata: new Uint8Array(),
        data: new Uint8Array(),
      };
      log.write(
        { kind: 'append', streamName, expected: 'any', deadlineMs: Infinity, events: [proposed] },
        () => undefined,
      );
      void log.flush();
    };
    for (let id = 1; id <= 10; id += 1) write(id % 3 === 0 ? 'wanted' : 'other', id);
    const call = new FakeCall();
    const filter = { matches: prefixFilter('streamName', ['wanted']), checkpointInterval: 4 };
    const running = new AllSubscription(
      log,
      { kind: 'subscribe-to-all', filter, ...live },
      new ResponseSink(call),
    ).run('id');
    await call.until(() => call.received.includes('caught up'));
    for (let id = 11; id <= 18; id += 1) write(id % 3 === 0 ? 'wanted' : 'other', id);
    await call.until(() => call.received.includes('checkpoint 18'));
    const stored = ['0', 'checkpoint 4', '1', 'checkpoint 8', '2', 'checkpoint 10', 'caught up'];
    const afterwards = ['3', 'checkpoint 14', '4', '5', 'checkpoint 18'];
    expect(call.received).toEqual(['confirmed', ...stored, ...afterwards]);
    call.cancel();
    await running;
    storage.close();
  });
});
