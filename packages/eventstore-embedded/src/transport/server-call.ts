import { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Metadata } from '@grpc/grpc-js';
import { deadlineExceeded, internalError, RpcError, unknownError } from '../protocol/rpc-errors.js';
import { metadataOf, timeoutMsOf } from './call-headers.js';
import { decompressed } from './decompression.js';
import { MessageReader } from './message-reader.js';
import { ResponseQueue } from './response-queue.js';
import type { MethodDefinition } from './service.js';

/** Looks at a request before the handler gets it; an error ends the call. */
export type RequestCheck = (request: unknown) => RpcError | undefined;

/**
 * One call, seen from the server. It tells `data` (a request), `end` (there are no more), `drain` (the client takes
 * responses again), `cancelled` (nobody waits for the answer any more) and `close`. To emit `error` with an
 * {@link RpcError} ends the call with that status, after the responses that were written before.
 */
export class ServerCall<Request, Response> extends EventEmitter {
  readonly metadata: Metadata;
  /** Instant, in milliseconds since 1970, at which the caller gives up; Infinity if never. */
  readonly deadlineMs: number;
  /** The request of a method that takes only one. */
  request!: Request;
  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;
  readonly #method: MethodDefinition;
  readonly #maxRequestBytes: number;
  readonly #responses: ResponseQueue;
  #isFinished = false;
  #isCancelled = false;
  #deadlineTimer: NodeJS.Timeout | undefined;

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    method: MethodDefinition,
    maxRequestBytes: number,
  ) {
    super();
    this.#stream = stream;
    this.#headers = headers;
    this.#method = method;
    this.#maxRequestBytes = maxRequestBytes;
    this.#responses = new ResponseQueue(stream, () => this.emit('drain'));
    this.metadata = metadataOf(headers);
    this.on('error', (error: unknown) => this.#finish(error instanceof RpcError ? error : unknownError()));
    stream.once('close', () => this.#close());
    const timeoutMs = timeoutMsOf(headers);
    this.deadlineMs = timeoutMs === undefined ? Infinity : Date.now() + timeoutMs;
    if (Number.isNaN(timeoutMs)) this.#finish(internalError('Invalid grpc-timeout'));
    else if (timeoutMs !== undefined) this.#watchDeadline(timeoutMs);
  }

  /** Nobody waits for the answer any more. */
  get cancelled(): boolean {
    return this.#isCancelled;
  }

  /** False once the call has a status or is gone. */
  get writable(): boolean {
    return !this.#isFinished;
  }

  /** Address of the other side. */
  getPeer(): string {
    const { remoteAddress, remotePort } = this.#stream.session?.socket ?? {};
    return remoteAddress === undefined ? 'unknown' : `${remoteAddress}:${remotePort}`;
  }

  /** Name by which the caller has got here. */
  getHost(): string {
    return this.#headers[':authority'] ?? this.#headers.host ?? '';
  }

  /** Requests are read, and told, from now on. */
  startReading(check: RequestCheck): void {
    const reader = new MessageReader(this.#maxRequestBytes);
    const take = (message: Buffer, isCompressed: boolean) => {
      if (!this.#isFinished) this.#take(message, isCompressed, check);
    };
    this.#stream.on('data', (chunk: Buffer) => this.#attempt(() => reader.push(chunk, take)));
    this.#stream.on('end', () => {
      // A stream that the client has reset comes to an end as well, but nothing of it is complete.
      if (!this.#stream.closed) this.#attempt(() => this.emit('end'));
    });
  }

  /** Reads no further; what has come in already is still told. */
  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  /** @returns false when the client should be given time, until `drain` */
  write(response: Response): boolean {
    return this.#isFinished || this.#responses.write(this.#method.responseSerialize(response as never));
  }

  /** Ends the call well. */
  end(): this {
    this.#finish(undefined);
    return this;
  }

  #take(message: Buffer, isCompressed: boolean, check: RequestCheck): void {
    const encoding = isCompressed ? String(this.#headers['grpc-encoding'] ?? 'identity') : 'identity';
    const request = this.#parsed(decompressed(message, encoding, this.#maxRequestBytes));
    const refusal = check(request);
    if (refusal === undefined) this.emit('data', request);
    else this.#finish(refusal);
  }

  #parsed(message: Buffer): unknown {
    try {
      return this.#method.requestDeserialize(message);
    } catch {
      throw internalError('Error deserializing request');
    }
  }

  /** An error in a step is the end of this call, and of no other. */
  #attempt(step: () => void): void {
    if (this.#isFinished) return;
    try {
      step();
    } catch (error) {
      this.emit('error', error);
    }
  }

  #watchDeadline(timeoutMs: number): void {
    this.#deadlineTimer = setTimeout(() => {
      this.emit('error', deadlineExceeded());
      this.#cancel();
    }, timeoutMs);
  }

  #finish(error: RpcError | undefined): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    clearTimeout(this.#deadlineTimer);
    this.#responses.end(error);
    // Nobody looks at what the client still sends, but it must be able to send it.
    this.#stream.resume();
  }

  #close(): void {
    if (!this.#isFinished) this.#cancel();
    this.#isFinished = true;
    clearTimeout(this.#deadlineTimer);
    this.emit('close');
  }

  #cancel(): void {
    this.#isCancelled = true;
    this.emit('cancelled');
  }
}
