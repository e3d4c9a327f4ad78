import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';

type Record = ReadResp.ReadEvent.RecordedEvent;

const ID = 'c7d9a8f0-0d6c-4a0e-9b1f-0a1b2c3d4e5f';
/** The greatest number of the protocol. */
export const MOST = '18446744073709551615';
export const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));
interface Content {
  readonly type?: string;
  readonly contentType?: string;
  readonly created?: string;
  readonly stream?: string;
  readonly position?: string;
  readonly revision?: string;
  readonly data?: Uint8Array;
  readonly metadata?: Uint8Array;
}

function record(content: Content = {}): Record {
  const {
    type = 'OrderPlaced.v1',
    contentType = 'application/json',
    created = '17000000000000001',
  } = content;
  const made = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(ID))
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(text(content.stream ?? 'order-main:1')))
    .setStreamRevision(content.revision ?? '7')
    .setCommitPosition(content.position ?? '4096')
    .setPreparePosition(content.position ?? '4096')
    .setData(content.data ?? text('{"sku":"a-1","quantity":3}'))
    .setCustomMetadata(content.metadata ?? text('{"tenant":"main","$correlationId":"c"}'));
  for (const [key, value] of Object.entries({ type, 'content-type': contentType, created }))
    made.getMetadataMap().set(key, value);
  return made;
}

function response(event?: Record, link?: Record, commitPosition: string | null = '4096'): ReadResp {
  const read = new streams.ReadResp.ReadEvent();
  if (event !== undefined) read.setEvent(event);
  if (link !== undefined) read.setLink(link);
  if (commitPosition === null) read.setNoPosition(new shared.Empty());
  else read.setCommitPosition(commitPosition);
  return new streams.ReadResp().setEvent(read);
}

/** The message of an event. */
export const event = (content: Content = {}): Uint8Array => response(record(content)).serializeBinary();

function changed(change: (made: Record) => void): Uint8Array {
  const made = record();
  change(made);
  return response(made).serializeBinary();
}

/** A message within a message, by the number of its field. */
function field(number: number, content: Uint8Array): Buffer {
  const length = Buffer.from([(content.length & 0x7f) | 0x80, content.length >> 7]);
  return Buffer.concat([Buffer.from([number * 8 + 2]), length, content]);
}

const UNKNOWN = Buffer.from([0x7a, 2, 1, 2]);
const LATER_TAG = Buffer.from([0x82, 0x7d, 1, 1]);

/** Messages of events of every kind that a server may send, and some that it may not; each by its name. */
export const EVENTS: readonly (readonly [string, Uint8Array])[] = [
  ['an event of the engine', event()],
  ['letters of several bytes', event({ type: 'Größe', stream: 'order-é:你好', data: text('{"a":"🚚 é"}') })],
  ['no data', event({ data: new Uint8Array() })],
  ['no metadata', event({ metadata: new Uint8Array() })],
  ['metadata with every kind of value', event({ metadata: text('{"":null,"a b":[1,{"$x":true}],"é":"ü"}') })],
  ['metadata that is no JSON', event({ metadata: new Uint8Array([0, 255, 128]) })],
  ['data that is no JSON', event({ data: text('{"sku":') })],
  ['data that is no UTF-8', event({ data: new Uint8Array([123, 255, 128]) })],
  ['data that is a number', event({ data: text('3') })],
  ['bytes', event({ contentType: 'application/octet-stream', data: new Uint8Array([0, 255, 128]) })],
  ['a kind of content that nobody knows', event({ contentType: '' })],
  ['no type', changed((made) => made.getMetadataMap().del('type'))],
  ['an empty type', event({ type: '' })],
  ['no kind of content', changed((made) => made.getMetadataMap().del('content-type'))],
  ['no time', changed((made) => made.getMetadataMap().del('created'))],
  ['a time that is none', event({ created: 'soon' })],
  ['more that the server says', changed((made) => made.getMetadataMap().set('region', 'eu'))],
  ['an event of the server', event({ type: '$metadata', stream: '$$order-main:1', data: text('{"$tb":3}') })],
  ['a tombstone', event({ type: '$streamDeleted', revision: '9223372036854775807' })],
  ['the first revision', event({ revision: '0', position: '0' })],
  ['the last exact number', event({ revision: '562949953421311', position: '562949953421312' })],
  ['numbers beyond exact ones', event({ revision: '9007199254740993', position: '9007199254740995' })],
  ['the greatest numbers', event({ revision: MOST, position: MOST })],
  ['an id of two halves', changed((made) => made.setId(halves()))],
  [
    'a link and its event',
    response(record(), record({ type: '$>', data: text('7@order-main:1') })).serializeBinary(),
  ],
  ['a link to nothing', response(undefined, record({ type: '$>' })).serializeBinary()],
  ['no position', response(record(), undefined, null).serializeBinary()],
  ['a greatest position', response(record(), undefined, MOST).serializeBinary()],
  ['more than a megabyte', event({ data: text(JSON.stringify({ text: 'xé'.repeat(700_000) })) })],
  ['an unknown field of the answer', Buffer.concat([event(), UNKNOWN])],
  ['an unknown field of two bytes', Buffer.concat([event(), LATER_TAG])],
  ['an unknown field of the event', field(1, Buffer.concat([field(1, record().serializeBinary()), UNKNOWN]))],
  [
    'an unknown field of the record',
    field(1, field(1, Buffer.concat([record().serializeBinary(), UNKNOWN]))),
  ],
  ['no position said', field(1, field(1, record().serializeBinary()))],
  [
    'fields twice',
    field(
      1,
      field(
        1,
        Buffer.concat([record().serializeBinary(), record({ type: 'B', data: text('2') }).serializeBinary()]),
      ),
    ),
  ],
];

function halves() {
  const structured = new shared.UUID.Structured()
    .setMostSignificantBits('-4046017041244861938')
    .setLeastSignificantBits('-7269080161730081185');
  return new shared.UUID().setStructured(structured);
}

/** A message of every kind that is no event; the confirmation of a subscription first. */
export function signals(): Uint8Array[] {
  const { ReadResp: Response } = streams;
  const all = new shared.AllStreamPosition().setCommitPosition('9').setPreparePosition('9');
  return [
    new Response().setConfirmation(new Response.SubscriptionConfirmation().setSubscriptionId('s')),
    new Response().setCaughtUp(new Response.CaughtUp()),
    new Response().setCheckpoint(new Response.Checkpoint().setCommitPosition(MOST).setPreparePosition(MOST)),
    new Response().setFellBehind(new Response.FellBehind()),
    new Response().setFirstStreamPosition('3'),
    new Response().setLastStreamPosition(MOST),
    new Response().setLastAllStreamPosition(all),
    new Response(),
  ].map((message) => message.serializeBinary());
}
