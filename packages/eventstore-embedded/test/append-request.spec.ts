import timestampPb from 'google-protobuf/google/protobuf/timestamp_pb.js';
import fc from 'fast-check';
import type { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import { readAppendPiece, readBatchAppendPiece } from '../src/protocol/append-request.js';
import { shared, streams } from '../src/protocol/generated.js';
import { uuidText } from '../src/protocol/uuid.js';

const runs = { seed: 20_261_122, numRuns: 300 };
const text = fc.string({ unit: 'binary', maxLength: 40 });
const bytes = fc.uint8Array({ maxLength: 300 });
const uuid = fc.oneof(
  fc.uuid().map((id) => new shared.UUID().setString(id)),
  fc.string().map((id) => new shared.UUID().setString(id)),
  fc.constant(new shared.UUID()),
  fc
    .tuple(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n))
    .map(([most, least]) => {
      const halves = new shared.UUID.Structured().setMostSignificantBits(`${most}`);
      return new shared.UUID().setStructured(halves.setLeastSignificantBits(`${least}`));
    }),
);
const expected = fc.oneof(
  fc.constantFrom('any', 'no_stream', 'stream_exists', undefined),
  fc.bigInt(0n, 2n ** 64n - 1n),
);
const deadlineMs = fc.option(fc.integer({ min: -8_640_000_000, max: 8_640_000_000_000 }));
/** What the message of a later version may have besides: a number, eight bytes, four bytes, content, a group. */
const unknownFields = fc.constantFrom(
  [],
  [0x78, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
  [0x79, 1, 2, 3, 4, 5, 6, 7, 8],
  [0x7d, 1, 2, 3, 4],
  [0x7a, 3, 10, 200, 10],
  [0x7b, 0x08, 1, 0x0b, 0x0c, 0x7c],
);

type ProposedMessage = BatchAppendReq.ProposedMessage;

const message = fc
  .record({
    uuid: fc.option(uuid),
    type: fc.option(text),
    contentType: fc.option(text),
    data: bytes,
    meta: bytes,
  })
  .map(({ uuid: id, type, contentType, data, meta }) => {
    const proposed = new streams.BatchAppendReq.ProposedMessage().setData(data).setCustomMetadata(meta);
    if (id !== null) proposed.setId(id);
    if (type !== null) proposed.getMetadataMap().set('type', type);
    if (contentType !== null) proposed.getMetadataMap().set('content-type', contentType).set('other', 'x');
    return proposed;
  });

const options = fc.record({ name: text, expected, deadlineMs }).map((values) => {
  const name = new shared.StreamIdentifier().setStreamName(Buffer.from(values.name));
  const made = new streams.BatchAppendReq.Options().setStreamIdentifier(name);
  if (typeof values.expected === 'bigint') made.setStreamPosition(`${values.expected}`);
  const Empty = shared.Empty as never as new () => never;
  if (values.expected === 'any') made.setAny(new Empty());
  if (values.expected === 'no_stream') made.setNoStream(new Empty());
  if (values.expected === 'stream_exists') made.setStreamExists(new Empty());
  if (values.deadlineMs !== null) {
    made.setDeadline(timestampPb.Timestamp.fromDate(new Date(values.deadlineMs)));
  }
  return { made, expected: values.expected };
});

function withoutDeadline(given: BatchAppendReq.Options): Uint8Array {
  given.clearDeadline();
  return given.serializeBinary();
}

function plainMessage(
  proposed: Pick<ProposedMessage, 'getId' | 'getMetadataMap' | 'getData_asU8' | 'getCustomMetadata_asU8'>,
) {
  return {
    id: uuidText(proposed.getId()),
    type: proposed.getMetadataMap().get('type'),
    contentType: proposed.getMetadataMap().get('content-type'),
    customMetadata: Buffer.from(proposed.getCustomMetadata_asU8()),
    data: Buffer.from(proposed.getData_asU8()),
  };
}

describe('requests to append', () => {
  it('are read as the generated classes read them', () => {
    const request = fc.record({
      correlation: fc.option(uuid),
      options: fc.option(options),
      messages: fc.array(message, { maxLength: 3 }),
      isFinal: fc.boolean(),
      unknown: unknownFields,
    });
    fc.assert(
      fc.property(request, (values) => {
        const made = new streams.BatchAppendReq().setIsFinal(values.isFinal);
        if (values.correlation !== null) made.setCorrelationId(values.correlation);
        if (values.options !== null) made.setOptions(values.options.made);
        made.setProposedMessagesList(values.messages);
        const sent = Buffer.concat([Uint8Array.from(values.unknown), made.serializeBinary()]);
        const known = streams.BatchAppendReq.deserializeBinary(sent);
        const read = readBatchAppendPiece(sent);
        const knownOptions = known.getOptions();
        expect(read).toEqual({
          correlation:
            values.correlation === null ? undefined : Buffer.from(values.correlation.serializeBinary()),
          correlationId: uuidText(known.getCorrelationId()) ?? '',
          options: knownOptions && {
            streamName: Buffer.from(
              knownOptions.getStreamIdentifier()?.getStreamName_asU8() ?? [],
            ).toString(),
            expected: values.options?.expected,
            deadlineMs: knownOptions.getDeadline()?.toDate().getTime() ?? Infinity,
          },
          messages: known.getProposedMessagesList().map(plainMessage),
          isFinal: known.getIsFinal(),
        });
      }),
      runs,
    );
  });

  it('are read as the generated classes read them, also where each is a call of its own', () => {
    fc.assert(
      fc.property(fc.oneof(message, options), unknownFields, (part, unknown) => {
        const made = new streams.AppendReq();
        if ('made' in part) {
          made.setOptions(streams.AppendReq.Options.deserializeBinary(withoutDeadline(part.made)));
        } else {
          made.setProposedMessage(
            streams.AppendReq.ProposedMessage.deserializeBinary(part.serializeBinary()),
          );
        }
        const sent = Buffer.concat([made.serializeBinary(), Uint8Array.from(unknown)]);
        const known = streams.AppendReq.deserializeBinary(sent);
        const knownOptions = known.getOptions();
        const proposed = known.getProposedMessage();
        const name = knownOptions?.getStreamIdentifier()?.getStreamName_asU8() ?? [];
        expect(readAppendPiece(sent)).toEqual({
          options: knownOptions && {
            streamName: Buffer.from(name).toString(),
            expected: 'made' in part ? part.expected : undefined,
            deadlineMs: Infinity,
          },
          message: proposed && plainMessage(proposed),
        });
      }),
      runs,
    );
  });

  it('are refused wherever a field of them is cut off', () => {
    const proposed = new streams.BatchAppendReq.ProposedMessage().setData(Uint8Array.of(1, 2, 3));
    proposed.setId(new shared.UUID().setString('00000000-0000-4000-8000-000000000001'));
    proposed.getMetadataMap().set('type', 'Happened');
    const request = new streams.BatchAppendReq().setProposedMessagesList([proposed]);
    const whole = Buffer.from(request.serializeBinary());
    for (let length = 1; length < whole.length; length += 1) {
      expect(() => readBatchAppendPiece(whole.subarray(0, length))).toThrow(RangeError);
    }
  });

  it.each([
    ['a number that does not end', [0x20, ...Array.from({ length: 11 }, () => 0xff)]],
    ['a length beyond all messages', [0x1a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]],
    ['a group that ends as another', [0x7b, 0x08, 1, 0x74]],
    ['a group that does not end', [0x7b, 0x08, 1]],
    ['the end of a group that never began', [0x7c]],
    ['a field of no known type', [0x7e]],
    ['eight bytes of which some are missing', [0x79, 1, 2]],
    ['a nested message that is longer than its own length', [0x12, 2, 0x0a, 5]],
  ])('are refused with %s', (_, content) => {
    expect(() => readBatchAppendPiece(Buffer.from(content))).toThrow(RangeError);
  });
});
