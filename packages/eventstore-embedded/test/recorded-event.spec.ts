import { streams } from '../src/protocol/generated.js';
import { dataOfRecord, encodeRecord, idOfRecord } from '../src/protocol/recorded-event.js';
import { eventFrame, linkFrame } from '../src/protocol/read-frames.js';
import { TOMBSTONE_REVISION } from '../src/storage/stored-event.js';
import { storedEvent } from './support/stored-events.js';

const { RecordedEvent } = streams.ReadResp.ReadEvent;

const fields = {
  id: '0f8fad5b-d9cb-469f-a165-70867728950e',
  streamName: 'Bestellung-東京',
  revision: 5,
  position: 300,
  type: 'Straße geändert',
  contentType: 'application/json',
  createdMs: 1_700_000_000_123,
  customMetadata: Buffer.from('{"a":1}'),
  data: Buffer.from('{"b":2}'),
};

function encodedByGeneratedClasses(values: typeof fields, revision: string): Buffer {
  const event = new RecordedEvent();
  event.setId(RecordedEvent.deserializeBinary(encodeRecord(values)).getId());
  event.setStreamIdentifier(RecordedEvent.deserializeBinary(encodeRecord(values)).getStreamIdentifier());
  event.setStreamRevision(revision);
  event.setPreparePosition(`${values.position}`);
  event.setCommitPosition(`${values.position}`);
  event.getMetadataMap().set('type', values.type);
  event.getMetadataMap().set('content-type', values.contentType);
  event.getMetadataMap().set('created', `${BigInt(values.createdMs) * 10_000n}`);
  event.setCustomMetadata(values.customMetadata);
  event.setData(values.data);
  return Buffer.from(event.serializeBinary());
}

describe('encoding of a recorded event', () => {
  it.each([
    ['in the middle of its stream', {}],
    ['first of its stream', { revision: 0 }],
    ['at a great position', { position: 2 ** 45 + 7, revision: 2 ** 33 }],
    ['without data and metadata', { customMetadata: Buffer.alloc(0), data: Buffer.alloc(0) }],
    ['with much data', { data: Buffer.alloc(100_000, 7) }],
    ['of 127 bytes of data, the last one-byte length', { data: Buffer.alloc(127, 1) }],
    ['of 128 bytes of data, the first two-byte length', { data: Buffer.alloc(128, 1) }],
  ])('is that of the generated classes: %s', (_, change) => {
    const values = { ...fields, ...change };
    const decode = (record: Buffer) => RecordedEvent.deserializeBinary(record).toObject();
    const expected = encodedByGeneratedClasses(values, `${values.revision}`);
    expect(decode(encodeRecord(values))).toEqual(decode(expected));
    expect(encodeRecord(values)).toHaveLength(expected.length);
  });

  it('writes a tombstone at the greatest signed revision', () => {
    const record = encodeRecord({ ...fields, revision: TOMBSTONE_REVISION });
    expect(RecordedEvent.deserializeBinary(record).getStreamRevision()).toBe('9223372036854775807');
  });

  it('names id and stream', () => {
    const decoded = RecordedEvent.deserializeBinary(encodeRecord(fields));
    expect(decoded.getId()?.getString()).toBe(fields.id);
    expect(Buffer.from(decoded.getStreamIdentifier()!.getStreamName_asU8()).toString()).toBe(
      fields.streamName,
    );
  });

  it('gives the id without being decoded, and the data', () => {
    const record = encodeRecord(fields);
    expect(idOfRecord(record)).toBe(fields.id);
    expect(Buffer.from(dataOfRecord(record)).toString()).toBe('{"b":2}');
  });
});

describe('frame of an event', () => {
  const event = storedEvent({ position: 9, revision: 3 });
  const decode = (frame: Buffer) => streams.ReadResp.deserializeBinary(frame).getEvent();

  it('carries the record and its place in the log', () => {
    const read = decode(eventFrame(event, 'text'));
    expect(read?.getCommitPosition()).toBe('9');
    expect(read?.hasLink()).toBe(false);
    expect(read?.getEvent()?.toObject()).toEqual(RecordedEvent.deserializeBinary(event.record).toObject());
  });

  it('gives ids in two halves to those who ask for it', () => {
    const id = decode(eventFrame(event, 'halves'))?.getEvent()?.getId()?.getStructured();
    expect(id?.toObject()).toEqual({
      mostSignificantBits: '16384',
      leastSignificantBits: '-9223372036854775799',
    });
  });

  it('carries a link beside its event, or alone', () => {
    const link = storedEvent({ position: 12, stream: 2, revision: 0 });
    const resolved = decode(linkFrame(event, link, 'text'));
    expect(resolved?.getCommitPosition()).toBe('12');
    expect(resolved?.getEvent()?.getStreamRevision()).toBe('3');
    expect(resolved?.getLink()?.getPreparePosition()).toBe('12');
    const dangling = decode(linkFrame(undefined, link, 'text'));
    expect(dangling?.hasEvent()).toBe(false);
    expect(dangling?.hasLink()).toBe(true);
  });
});
