import { lookup } from 'node:dns/promises';
import { constants, createSecureServer, createServer, type Http2Session } from 'node:http2';
import type { Http2SecureServer, Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, isIP } from 'node:net';
import { RpcError, unimplemented, unknownError } from '../protocol/rpc-errors.js';
import { EMPTY_RESPONSE_HEADERS, trailersOf } from './call-headers.js';
import { type RequestCheck, ServerCall } from './server-call.js';
import type { Handler, Implementation, MethodDefinition, Respond, ServiceDefinition } from './service.js';

type AnyCall = ServerCall<unknown, unknown>;
type AnyHandler = (call: AnyCall, respond: Respond<unknown>) => void;
type AnyServer = Http2Server | Http2SecureServer;

interface Method {
  readonly definition: MethodDefinition;
  readonly handler: AnyHandler;
}

/** Stands before every call: an error refuses it; else it looks at each request of the call. */
export type CallGuard = (
  path: string,
  call: Pick<AnyCall, 'metadata' | 'getPeer'>,
) => RpcError | RequestCheck | Promise<RpcError | RequestCheck>;

/** How to listen. */
export interface ListenerOptions {
  readonly maxRequestBytes: number;
  /** Certificate chain and private key, in PEM. Without them there is no TLS. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  readonly guard?: CallGuard | undefined;
}

const ANYTHING: RequestCheck = () => undefined;

/** Serves gRPC over HTTP/2. Any number of calls, with messages of any kind, share a connection. */
export class GrpcListener {
  readonly #options: ListenerOptions;
  readonly #methods = new Map<string, Method>();
  readonly #servers: AnyServer[] = [];
  readonly #sessions = new Set<Http2Session>();

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  addService(definition: ServiceDefinition, implementation: Implementation): void {
    for (const [name, method] of Object.entries(definition)) {
      const handler: Handler | undefined = implementation[name];
      if (handler === undefined) throw new TypeError(`There is no handler for ${method.path}.`);
      this.#methods.set(method.path, { definition: method, handler: handler as AnyHandler });
    }
  }

  /**
   * Listens on every address that the host has.
   *
   * @param port 0 picks a free one
   * @returns the port
   */
  async listen(host: string, port: number): Promise<number> {
    const addresses = isIP(host) ? [host] : (await lookup(host, { all: true })).map(({ address }) => address);
    let bound = port;
    let failure: unknown;
    for (const address of new Set(addresses)) {
      try {
        bound = await this.#bind(address, bound);
      } catch (error) {
        failure = error;
      }
    }
    // A host may have addresses that this machine does not: one is enough.
    if (this.#servers.length === 0) throw failure;
    return bound;
  }

  /** Takes no new calls, and waits for those that run. */
  async drain(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const session of this.#sessions) session.close();
    await Promise.all(closed);
  }

  /** Closes all connections. */
  cut(): void {
    // The code takes the place of an error: behind one that is undefined it would be passed over, and what is still
    // open would look broken instead of cancelled.
    for (const session of this.#sessions) session.destroy(constants.NGHTTP2_CANCEL as never);
  }

  #bind(host: string, port: number): Promise<number> {
    const server = this.#createServer();
    server.on('session', (session) => {
      this.#sessions.add(session);
      session.once('close', () => this.#sessions.delete(session));
    });
    server.on('stream', (stream: ServerHttp2Stream, headers) => this.#accept(stream, headers));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, () => {
        server.off('error', reject);
        this.#servers.push(server);
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  #createServer(): AnyServer {
    const { tls } = this.#options;
    // What may be in memory for a client is bounded here by message and by call, not by connection.
    const limits = { maxSessionMemory: Number.MAX_SAFE_INTEGER, maxSendHeaderBlockLength: 2 ** 31 - 1 };
    if (tls === undefined) return createServer(limits);
    const server = createSecureServer({ ...limits, cert: tls.cert, key: tls.key });
    server.on('secureConnection', (socket) => socket.on('error', () => undefined));
    return server;
  }

  #accept(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    // A broken stream is closed as well, and its call is told so.
    stream.on('error', () => undefined);
    if (headers['content-type']?.startsWith('application/grpc') !== true) {
      stream.respond({ ':status': constants.HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE }, { endStream: true });
      return;
    }
    const path = headers[':path'] ?? '';
    const method = this.#methods.get(path);
    if (method === undefined) {
      const trailers = trailersOf(unimplemented(`The server does not implement the method ${path}`));
      stream.respond({ ...EMPTY_RESPONSE_HEADERS, ...trailers }, { endStream: true });
      return;
    }
    const call = new ServerCall(stream, headers, method.definition, this.#options.maxRequestBytes);
    const admitted = this.#options.guard?.(path, call) ?? ANYTHING;
    if (!(admitted instanceof Promise)) return begin(method, call, admitted);
    admitted.then(
      (found) => begin(method, call, found),
      () => call.emit('error', unknownError()),
    );
  }
}

function begin({ definition, handler }: Method, call: AnyCall, admitted: RpcError | RequestCheck): void {
  if (admitted instanceof RpcError) {
    call.emit('error', admitted);
    return;
  }
  if (!call.writable) return;
  if (definition.requestStream) run(handler, call);
  else onceRequested(call, definition.path, () => run(handler, call));
  call.startReading(admitted);
}

/** Waits for the one request of the call. */
function onceRequested(call: AnyCall, path: string, handle: () => void): void {
  let count = 0;
  call.on('data', (request: unknown) => {
    call.request = request;
    count += 1;
    if (count > 1) call.emit('error', unimplemented(`Received a second request message for method ${path}`));
  });
  call.on('end', () => {
    if (count === 1) handle();
    else call.emit('error', unimplemented(`Received no request message for method ${path}`));
  });
}

function run(handler: AnyHandler, call: AnyCall): void {
  try {
    handler(call, (error, response) => {
      if (error !== null) return void call.emit('error', error);
      call.write(response);
      call.end();
    });
  } catch (error) {
    call.emit('error', error);
  }
}
