import { connect } from 'node:http2';
import type { Appends } from './client-load.js';
import { shared, streams } from './package-modules.js';
import { EVENT_TYPE, idOf, PAYLOAD_BYTES, STREAMS } from './payload.js';

const ID_LENGTH = 36;
/** gRPC puts a flag and the length before each message. */
const PREFIX_LENGTH = 5;
/** An answer begins with its correlation id: tag, length, tag, length, then the text. */
const ANSWER_ID_AT = PREFIX_LENGTH + 4;
const STREAM_PREFIX = 'bench-';
/** Field 4 of the options, with nothing in it: the append expects any revision. */
const ANY_REVISION = Uint8Array.of(0x22, 0);

/** The bytes of one append; its ids and its stream are overwritten in place before each use. */
class AppendBytes {
  readonly #bytes: Buffer;
  readonly #eventAt: number;
  readonly #streamAt: number;

  constructor(slot: number) {
    const event = idOf(0xffff_ffff);
    const message = encodedAppend(idOf(slot), event);
    this.#bytes = Buffer.concat([Buffer.alloc(PREFIX_LENGTH), message]);
    this.#bytes.writeUInt32BE(message.length, 1);
    this.#eventAt = this.#bytes.indexOf(event);
    this.#streamAt = this.#bytes.indexOf(`${STREAM_PREFIX}0000`) + STREAM_PREFIX.length;
  }

  /** A copy, because the transport may hold it for a while. */
  of(number: number): Buffer {
    this.#bytes.write(idOf(number), this.#eventAt, 'latin1');
    this.#bytes.write(String(number % STREAMS).padStart(4, '0'), this.#streamAt, 'latin1');
    return Buffer.from(this.#bytes);
  }
}

function encodedAppend(correlation: string, event: string): Uint8Array {
  const stream = new shared.StreamIdentifier().setStreamName(Buffer.from(`${STREAM_PREFIX}0000`));
  const options = streams.BatchAppendReq.Options.deserializeBinary(ANY_REVISION).setStreamIdentifier(stream);
  const message = new streams.BatchAppendReq.ProposedMessage().setData(PAYLOAD_BYTES);
  message.setId(new shared.UUID().setString(event));
  message.getMetadataMap().set('type', EVENT_TYPE).set('content-type', 'application/json');
  const request = new streams.BatchAppendReq().setOptions(options).setIsFinal(true);
  request.setCorrelationId(new shared.UUID().setString(correlation)).addProposedMessages(message);
  return request.serializeBinary();
}

/** Cuts the bytes of a stream into messages and tells the number in the correlation id of each. */
function answerReader(onAnswer: (slot: number) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= PREFIX_LENGTH) {
      const length = PREFIX_LENGTH + rest.readUInt32BE(1);
      if (rest.length < length) return;
      onAnswer(
        Number.parseInt(rest.toString('latin1', ANSWER_ID_AT + ID_LENGTH - 4, ANSWER_ID_AT + ID_LENGTH), 16),
      );
      rest = rest.subarray(length);
    }
  };
}

let lastNumber = 0;

/**
 * Appends single events by the bytes of the protocol alone, so many in flight, for so long. It costs a small part of
 * what the official client does, so that what it measures is the server.
 */
export async function wireAppends(port: number, inFlight: number, forMs: number): Promise<Appends> {
  const session = connect(`http://127.0.0.1:${port}`);
  const call = session.request({
    ':method': 'POST',
    ':path': '/event_store.client.streams.Streams/BatchAppend',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const appends = Array.from({ length: inFlight }, (_, slot) => new AppendBytes(slot));
  const sentAt = new Float64Array(inFlight);
  const latencies: number[] = [];
  const begin = performance.now();
  await new Promise<void>((resolve, reject) => {
    let open = 0;
    const send = (slot: number): void => {
      open += 1;
      lastNumber += 1;
      sentAt[slot] = performance.now();
      call.write(appends[slot]?.of(lastNumber));
    };
    const read = answerReader((slot) => {
      const now = performance.now();
      latencies.push(now - (sentAt[slot] ?? 0));
      open -= 1;
      if (now - begin < forMs) send(slot);
      else if (open === 0) resolve();
    });
    call.on('data', read).on('error', reject);
    session.on('error', reject);
    for (const slot of appends.keys()) send(slot);
  });
  const elapsedMs = performance.now() - begin;
  call.end();
  call.resume();
  await new Promise<void>((resolve) => session.close(resolve));
  return { count: latencies.length, elapsedMs, latencies };
}
