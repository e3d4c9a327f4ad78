import { once } from 'node:events';
import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2';
import { framed } from '../../src/transport/message-reader.js';

/** What a call came to: as headers and trailers have it. */
export interface Answer {
  readonly httpStatus: number | undefined;
  readonly code: number | undefined;
  readonly message: string | undefined;
  readonly body: string;
}

/** A client of HTTP/2 alone: it sends what it is told to. */
export class Http2Caller {
  readonly #session: ClientHttp2Session;

  constructor(port: number) {
    this.#session = connect(`http://127.0.0.1:${port}`);
    this.#session.on('error', () => undefined);
  }

  open(path: string, headers: OutgoingHttpHeaders = {}) {
    return this.#session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
  }

  /** Makes a whole call. */
  async call(path: string, body: Uint8Array, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    const stream = this.open(path, headers);
    let found: OutgoingHttpHeaders = {};
    stream.on('response', (received) => {
      found = { ...found, ...received };
    });
    stream.on('trailers', (received) => {
      found = { ...found, ...received };
    });
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.end(body);
    await once(stream, 'close');
    const code = found['grpc-status'];
    return {
      httpStatus: Number(found[':status']),
      code: code === undefined ? undefined : Number(code),
      message: found['grpc-message'] as string | undefined,
      body: Buffer.concat(chunks).toString('latin1'),
    };
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#session.close(resolve));
  }
}

/** Messages as a client sends them. */
export function messagesOf(...texts: readonly string[]): Buffer {
  const messages = texts.map((text) => Buffer.from(text));
  return framed(
    messages,
    messages.reduce((sum, { length }) => sum + length, 0),
  );
}

/** A message of which the byte in front says that it is compressed. */
export function compressedMessage(content: Uint8Array): Buffer {
  const message = framed([content], content.length);
  message[0] = 1;
  return message;
}
