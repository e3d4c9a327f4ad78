import { once } from 'node:events';
import { type Http2Server, type ServerHttp2Session, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** An event store for tests that answers every call with the same messages, byte for byte. */
export class CannedEventStore {
  private constructor(
    private readonly server: Http2Server,
    /** What was asked, byte for byte, in the order of the calls. */
    readonly requests: readonly Buffer[],
    private readonly sessions: ReadonlySet<ServerHttp2Session>,
    readonly connectionString: string,
  ) {}

  /**
   * @param messages each one message of gRPC
   * @param options pieceBytes: how many bytes are sent at a time; isEndless: the answer does not end
   */
  static async start(
    messages: readonly Uint8Array[],
    { status = 0, pieceBytes = 16_384, isEndless = false } = {},
  ): Promise<CannedEventStore> {
    const body = Buffer.concat(messages.flatMap((message) => [prefixOf(message), message]));
    const server = createServer();
    const requests: Buffer[] = [];
    const sessions = new Set<ServerHttp2Session>();
    server.on('session', (session) => sessions.add(session));
    server.on('stream', (stream) => {
      stream.on('error', () => undefined);
      const place = requests.push(Buffer.alloc(0)) - 1;
      stream.on('data', (bytes: Buffer) => {
        requests[place] = Buffer.concat([requests[place] ?? bytes.subarray(0, 0), bytes]);
      });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      for (let at = 0; at < body.length; at += pieceBytes) stream.write(body.subarray(at, at + pieceBytes));
      if (!isEndless) stream.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return new CannedEventStore(server, requests, sessions, `esdb://127.0.0.1:${port}?tls=false`);
  }

  stop(): void {
    this.server.close();
    for (const session of this.sessions) session.destroy();
  }
}

/** Not compressed, and so many bytes. */
function prefixOf({ length }: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(length, 1);
  return prefix;
}
