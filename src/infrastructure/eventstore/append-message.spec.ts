import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type AppendRequest, appendMessage } from './append-message.js';

const ID = '7f1d5a3c-1111-4222-8333-0123456789ab';

const REQUEST: AppendRequest = {
  correlationId: '0a1b2c3d-4e5f-4a6b-8c7d-000000000001',
  stream: 'order-main:web~1',
  expected: 'no-stream',
  deadlineMs: 1_790_000_000_123,
  events: [{ id: ID, type: 'OrderPlaced.v1', data: '{"a":1}', metadata: '{"tenant":"main"}' }],
};

const uuid = (text: string) => new shared.UUID().setString(text);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The client's own class of instants is to be had from a message that holds one. */
function instant(ms: number) {
  const holder = streams.BatchAppendReq.Options.deserializeBinary(Uint8Array.of(0x32, 0));
  return holder
    .getDeadline()
    ?.setSeconds(Math.floor(ms / 1_000))
    .setNanos((ms % 1_000) * 1_000_000);
}

/** The same request by the generated classes, field by field. */
function generated({ correlationId, stream, expected, deadlineMs, events }: AppendRequest): Buffer {
  const options = new streams.BatchAppendReq.Options()
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(base64(stream)))
    .setDeadline(instant(deadlineMs));
  if (expected === 'no-stream') options.setNoStream(new shared.Empty());
  else options.setStreamPosition(String(expected));
  const request = new streams.BatchAppendReq().setCorrelationId(uuid(correlationId)).setOptions(options);
  for (const { id, type, data, metadata } of events) {
    const message = new streams.BatchAppendReq.ProposedMessage().setId(uuid(id));
    message.getMetadataMap().set('type', type);
    message.getMetadataMap().set('content-type', 'application/json');
    request.addProposedMessages(message.setCustomMetadata(base64(metadata)).setData(base64(data)));
  }
  return Buffer.from(request.setIsFinal(true).serializeBinary());
}

describe('a request to append', () => {
  const [event] = REQUEST.events;
  const withData = (data: string): AppendRequest => ({
    ...REQUEST,
    events: [{ id: ID, type: 'OrderPlaced.v1', data, metadata: '{}' }],
  });

  it.each<[string, AppendRequest]>([
    ['of a new stream', REQUEST],
    ['at the first revision', { ...REQUEST, expected: 0n }],
    ['at a revision of several bytes', { ...REQUEST, expected: 123_456_789_012n }],
    ['with a deadline on the full second', { ...REQUEST, deadlineMs: 1_790_000_000_000 }],
    ['with a deadline that 32 bits do not hold', { ...REQUEST, deadlineMs: 4_990_000_000_999 }],
    ['of several events', { ...REQUEST, events: event ? [event, event, { ...event, data: '{}' }] : [] }],
    ['to a stream with letters of several bytes', { ...REQUEST, stream: 'order-main:größe~你好' }],
    ['of letters of several bytes', withData('{"name":"Grüße, 你好, 🚚"}')],
    ['of letters of one byte that are no ASCII', withData('{"name":"é"}')],
    ['of half a pair of letters', withData('{"name":"\ud83d"}')],
    ['of an event whose length takes two bytes', withData(`{"a":"${'x'.repeat(200)}"}`)],
    ['of a large event', withData(`{"a":"${'x'.repeat(300_000)}"}`)],
  ])('%s is, byte for byte, that of the generated classes', (_, request) => {
    expect(appendMessage(request).toString('hex')).toBe(generated(request).toString('hex'));
  });
});
