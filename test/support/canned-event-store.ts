import { once } from 'node:events';
import { type Http2Server, type ServerHttp2Session, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** An event store for tests that answers every call with the same messages, byte for byte. */
export class CannedEventStore {
  private constructor(
    private readonly server: Http2Server,
    private readonly sessions: ReadonlySet<ServerHttp2Session>,
    readonly connectionString: string,
  ) {}

  /**
   * @param messages each one message of gRPC
   * @param pieceBytes how many bytes are sent at a time
   */
  static async start(
    messages: readonly Uint8Array[],
    { status = 0, pieceBytes = 16_384 } = {},
  ): Promise<CannedEventStore> {
    const body = Buffer.concat(messages.flatMap((message) => [prefixOf(message), message]));
    const server = createServer();
    const sessions = new Set<ServerHttp2Session>();
    server.on('session', (session) => sessions.add(session));
    server.on('stream', (stream) => {
      stream.on('error', () => undefined);
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      for (let at = 0; at < body.length; at += pieceBytes) stream.write(body.subarray(at, at + pieceBytes));
      stream.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return new CannedEventStore(server, sessions, `esdb://127.0.0.1:${port}?tls=false`);
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
