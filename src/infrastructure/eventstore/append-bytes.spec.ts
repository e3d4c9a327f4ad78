import streams from '@eventstore/db-client/generated/streams_pb.js';
import { decodeAppendsNatively } from './append-bytes.js';

const { ProposedMessage } = streams.BatchAppendReq;
const original = Object.getOwnPropertyDescriptors(ProposedMessage.prototype);
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

function bytesOf(data: string | Uint8Array, metadata: string | Uint8Array): Uint8Array {
  const message = new ProposedMessage();
  message.setData(data);
  message.setCustomMetadata(metadata);
  return message.serializeBinary();
}

afterEach(() => {
  Object.defineProperties(ProposedMessage.prototype, original);
});

describe('a client that is made otherwise', () => {
  it('is left as it is', () => {
    const reads = (): Uint8Array => new Uint8Array(1);
    const prototype = { getData_asU8: reads };

    decodeAppendsNatively(prototype);

    expect(prototype).toEqual({ getData_asU8: reads });
  });
});

describe('an append', () => {
  it.each([
    ['no text', '', ''],
    ['every length of padding', 'a', 'ab'],
    ['text of JSON', JSON.stringify({ sku: 'a-1', quantity: 3 }), '{}'],
    ['letters of several bytes', 'Grüße, 你好, 🚚', 'é'],
    ['more than a pool of buffers', 'x'.repeat(100_001), 'y'.repeat(9_000)],
  ])('goes over the wire with the same bytes as without the change: %s', (_, data, metadata) => {
    const before = bytesOf(base64(data), base64(metadata));

    decodeAppendsNatively();

    expect(Buffer.from(bytesOf(base64(data), base64(metadata)))).toEqual(Buffer.from(before));
  });

  it('keeps bytes that were given as bytes', () => {
    const given = new Uint8Array([0, 255, 128]);
    const before = bytesOf(given, given);

    decodeAppendsNatively();

    expect(Buffer.from(bytesOf(given, given))).toEqual(Buffer.from(before));
  });
});
