import { status } from '@grpc/grpc-js';
import type { BatchAppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { shared, streams } from '../src/protocol/generated.js';
import { startEmbedded } from '../src/index.js';
import type { EmbeddedEventStore } from '../src/index.js';
import { answers, ending, piece, rawClient, summary } from './support/raw-client.js';
import { idAt } from './support/stored-events.js';

const FIRST = '11111111-1111-4111-8111-11111111111a';
const SECOND = '11111111-1111-4111-8111-11111111111b';

/** What only a client without the official one's manners sends. */
describe('protocol', () => {
  let server: EmbeddedEventStore;
  let client: ReturnType<typeof rawClient>;
  beforeAll(async () => {
    server = await startEmbedded({ inMemory: true, maxAppendBytes: 16 * 1024 * 1024 });
    client = rawClient(server.port);
  });
  afterAll(async () => {
    client.close();
    await server.stop();
  });
  const isWritten = (stream: string) =>
    new Promise<boolean>((resolve) => {
      const read = client.read(readRequest({ stream }));
      read.on('data', (response: ReadResp) => resolve(!response.hasStreamNotFound()));
    });

  it('tells appends apart whose pieces come mixed', async () => {
    const call = client.batchAppend();
    const answered = answers(call, 2);
    call.write(piece({ correlationId: FIRST, stream: 'mixed-a', eventIds: [idAt(1)] }));
    call.write(piece({ correlationId: SECOND, stream: 'mixed-b', eventIds: [idAt(2)] }));
    call.write(piece({ correlationId: SECOND, eventIds: [idAt(3)], isFinal: true }));
    call.write(piece({ correlationId: FIRST, eventIds: [idAt(4), idAt(5)], isFinal: true }));
    expect((await answered).sort()).toEqual(['a mixed-a 2', 'b mixed-b 1']);
    call.cancel();
  });

  it('ends an append whose rest never comes at its deadline', async () => {
    const call = client.batchAppend();
    const answered = answers(call, 1);
    call.write(
      piece({ correlationId: FIRST, stream: 'rest', eventIds: [idAt(6)], deadlineMs: Date.now() + 50 }),
    );
    expect(await answered).toEqual(['a rest Timeout']);
    call.write(piece({ correlationId: FIRST, eventIds: [idAt(7)], isFinal: true }));
    call.write(piece({ correlationId: SECOND, stream: 'after', eventIds: [idAt(8)], isFinal: true }));
    expect(await answers(call, 1)).toEqual(['b after 0']);
    expect(await isWritten('rest')).toBe(false);
    call.cancel();
  });

  it('does not begin an append that is late already', async () => {
    const call = client.batchAppend();
    const answered = answers(call, 1);
    call.write(
      piece({ correlationId: FIRST, stream: 'late', eventIds: [idAt(9)], deadlineMs: 1_000, isFinal: true }),
    );
    expect(await answered).toEqual(['a late Timeout']);
    expect(await isWritten('late')).toBe(false);
    call.cancel();
  });

  it.each([
    ['names no stream', { stream: '', eventIds: [idAt(20)] }, 'a  BadRequest'],
    [
      'expects nothing',
      { stream: 'bad', withoutExpectation: true, eventIds: [idAt(20)] },
      'a bad BadRequest',
    ],
    ['has an event without an id', { stream: 'bad', eventIds: ['no uuid'] }, 'a bad BadRequest'],
    ['has an event without a type', { stream: 'bad', type: '', eventIds: [idAt(20)] }, 'a bad BadRequest'],
  ])('answers an append that %s, and goes on', async (_, values, answer) => {
    const call = client.batchAppend();
    const answered = answers(call, 1);
    call.write(piece({ correlationId: FIRST, isFinal: true, ...values }));
    expect(await answered).toEqual([answer]);
    const next = answers(call, 1);
    call.write(piece({ correlationId: SECOND, stream: 'good', eventIds: [idAt(21)], isFinal: true }));
    expect(await next).toEqual(['b good 0']);
    call.cancel();
  });

  it('answers everything before it ends a stream that the client has ended', async () => {
    const call = client.batchAppend();
    const found: string[] = [];
    call.on('data', (response: BatchAppendResp) => found.push(summary(response)));
    call.write(piece({ correlationId: FIRST, stream: 'ended', eventIds: [idAt(30)], isFinal: true }));
    call.write(piece({ correlationId: SECOND, stream: 'ended', eventIds: [idAt(31)], isFinal: true }));
    call.end();
    expect(await ending(call)).toBeUndefined();
    expect(found).toEqual(['a ended 0', 'b ended 1']);
  });

  it('takes messages of sixteen megabytes', async () => {
    const call = client.batchAppend();
    const answered = answers(call, 1);
    const dataBytes = 16 * 1024 * 1024 - 1_000;
    call.write(
      piece({ correlationId: FIRST, stream: 'big', eventIds: [idAt(40)], dataBytes, isFinal: true }),
    );
    expect(await answered).toEqual(['a big 0']);
    call.cancel();
  });

  it('answers an append of more than it takes, and does not write it', async () => {
    const call = client.batchAppend();
    const answered = answers(call, 1);
    const dataBytes = 9 * 1024 * 1024;
    call.write(piece({ correlationId: FIRST, stream: 'too-big', eventIds: [idAt(41)], dataBytes }));
    call.write(piece({ correlationId: FIRST, eventIds: [idAt(42)], dataBytes, isFinal: true }));
    expect(await answered).toEqual(['a too-big MaximumAppendSizeExceeded']);
    expect(await isWritten('too-big')).toBe(false);
    call.cancel();
  });

  it('gives ids in two halves to those who ask for it', async () => {
    const call = client.batchAppend();
    call.write(piece({ correlationId: FIRST, stream: 'halves', eventIds: [idAt(50)], isFinal: true }));
    await answers(call, 1);
    const read = client.read(readRequest({ stream: 'halves', structuredIds: true }));
    const response = await new Promise<ReadResp>((resolve) => read.on('data', resolve));
    expect(response.getEvent()?.getEvent()?.getId()?.hasStructured()).toBe(true);
    call.cancel();
  });

  it.each([
    ['has no options', new streams.ReadReq()],
    ['names no stream', readRequest({})],
    ['names a stream without a name', readRequest({ stream: '' })],
    ['has no count', readRequest({ stream: 'x', count: false })],
    ['subscribes backwards', readRequest({ stream: 'x', subscription: true, backwards: true })],
    ['filters a stream', readRequest({ stream: 'x', regex: 'y' })],
    ['has a filter that is no pattern', readRequest({ all: true, regex: '(' })],
    [
      'has a checkpoint interval of 0',
      readRequest({ all: true, subscription: true, regex: 'x', interval: 0 }),
    ],
  ])('refuses a read that %s', async (_, request) => {
    const read = client.read(request);
    read.resume();
    expect((await ending(read))?.code).toBe(status.INVALID_ARGUMENT);
  });
});

interface ReadValues {
  readonly stream?: string;
  readonly all?: boolean;
  readonly count?: boolean;
  readonly subscription?: boolean;
  readonly backwards?: boolean;
  readonly structuredIds?: boolean;
  readonly regex?: string;
  readonly interval?: number;
}

function readRequest(values: ReadValues) {
  const { Options } = streams.ReadReq;
  const options = new Options();
  if (values.stream !== undefined) {
    const name = new shared.StreamIdentifier().setStreamName(Buffer.from(values.stream));
    options.setStream(new Options.StreamOptions().setStreamIdentifier(name).setStart(new shared.Empty()));
  }
  if (values.all) options.setAll(new Options.AllOptions().setStart(new shared.Empty()));
  if (values.subscription) options.setSubscription(new Options.SubscriptionOptions());
  else if (values.count !== false) options.setCount('10');
  if (values.backwards) options.setReadDirection(Options.ReadDirection.BACKWARDS);
  const uuidOption = new Options.UUIDOption();
  if (values.structuredIds) uuidOption.setStructured(new shared.Empty());
  else uuidOption.setString(new shared.Empty());
  options.setUuidOption(uuidOption);
  if (values.regex !== undefined) {
    const filter = new Options.FilterOptions().setEventType(
      new Options.FilterOptions.Expression().setRegex(values.regex),
    );
    options.setFilter(filter.setMax(10).setCheckpointintervalmultiplier(values.interval ?? 1));
  }
  return new streams.ReadReq().setOptions(options);
}
