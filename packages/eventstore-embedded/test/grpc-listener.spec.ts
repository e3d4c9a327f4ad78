import { EventEmitter, once } from 'node:events';
import { constants } from 'node:http2';
import { deflateSync, gzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { RpcError } from '../src/protocol/rpc-errors.js';
import { GrpcListener } from '../src/transport/grpc-listener.js';
import type { ServerCall } from '../src/transport/server-call.js';
import type { Respond, ServiceDefinition } from '../src/transport/service.js';
import { compressedMessage, Http2Caller, messagesOf } from './support/http2-caller.js';

type Call = ServerCall<string, string>;

function method(path: string, requestStream: boolean, responseStream: boolean) {
  const requestDeserialize = (bytes: Buffer): string => {
    if (bytes.toString() === 'nonsense') throw new RangeError('not a message');
    return bytes.toString();
  };
  return {
    path: `/test/${path}`,
    requestStream,
    responseStream,
    requestDeserialize,
    responseSerialize: (text: string) => Buffer.from(text),
  };
}

const DEFINITION: ServiceDefinition = {
  echo: method('Echo', false, false),
  fail: method('Fail', false, false),
  break: method('Break', false, false),
  never: method('Never', false, false),
  each: method('Each', true, true),
};

describe('the transport', () => {
  const cancelled: string[] = [];
  const calls = new EventEmitter();
  let listener: GrpcListener;
  let caller: Http2Caller;
  let open: Call | undefined;
  beforeEach(async () => {
    listener = new GrpcListener({
      maxRequestBytes: 1_000,
      guard: (_path, { metadata }) => (metadata.get('who')[0] === 'nobody' ? refusal : () => undefined),
    });
    listener.addService(DEFINITION, {
      echo: (call: Call, respond: Respond<string>) => respond(null, `<${call.request}>`),
      fail: (_call: Call, respond: Respond<string>) => respond(new RpcError(status.NOT_FOUND, 'weg – fort')),
      break: () => {
        throw new TypeError('nobody has thought of this');
      },
      never: (call: Call) => {
        calls.emit('never', call);
        call.on('cancelled', () => cancelled.push(call.request));
      },
      each: (call: Call) => {
        open = call;
        call.on('data', (request: string) => call.write(`<${request}>`));
        call.on('end', () => call.end());
      },
    });
    caller = new Http2Caller(await listener.listen('127.0.0.1', 0));
  });
  afterEach(async () => {
    cancelled.length = 0;
    listener.cut();
    await listener.drain();
  });
  const refusal = new RpcError(status.PERMISSION_DENIED, 'not you');

  it.each([
    ['of a method that is not there', '/test/Other', messagesOf('a'), {}, status.UNIMPLEMENTED],
    ['without a request', '/test/Echo', Buffer.alloc(0), {}, status.UNIMPLEMENTED],
    ['with one request too many', '/test/Echo', messagesOf('a', 'b'), {}, status.UNIMPLEMENTED],
    ['with a request that is no message', '/test/Echo', messagesOf('nonsense'), {}, status.INTERNAL],
    [
      'with a request that is too large',
      '/test/Echo',
      messagesOf('a'.repeat(1_001)),
      {},
      status.RESOURCE_EXHAUSTED,
    ],
    [
      'with a time-out that is none',
      '/test/Echo',
      messagesOf('a'),
      { 'grpc-timeout': 'soon' },
      status.INTERNAL,
    ],
    ['that its handler breaks at', '/test/Break', messagesOf('a'), {}, status.UNKNOWN],
    ['that the guard refuses', '/test/Echo', messagesOf('a'), { who: 'nobody' }, status.PERMISSION_DENIED],
    [
      'whose compression is unknown',
      '/test/Echo',
      compressedMessage(Buffer.from('a')),
      { 'grpc-encoding': 'snappy' },
      status.UNIMPLEMENTED,
    ],
    [
      'that is not compressed as it says',
      '/test/Echo',
      compressedMessage(Buffer.from('a')),
      { 'grpc-encoding': 'gzip' },
      status.INTERNAL,
    ],
    [
      'that is too large once it is not compressed any more',
      '/test/Echo',
      compressedMessage(gzipSync('a'.repeat(1_001))),
      { 'grpc-encoding': 'gzip' },
      status.RESOURCE_EXHAUSTED,
    ],
  ])('refuses a call %s, and serves the next', async (_, path, body, headers, code) => {
    expect((await caller.call(path, body, headers)).code).toBe(code);
    expect(await caller.call('/test/Echo', messagesOf('next'))).toMatchObject({ code: status.OK });
  });

  it('answers what is no gRPC with the status of HTTP', async () => {
    const { httpStatus } = await caller.call('/test/Echo', messagesOf('a'), { 'content-type': 'text/plain' });
    expect(httpStatus).toBe(415);
  });

  it('sends the text of an error so that every header can carry it', async () => {
    const { code, message } = await caller.call('/test/Fail', messagesOf('a'));
    expect([code, message]).toEqual([status.NOT_FOUND, encodeURI('weg – fort')]);
  });

  it('ends a call at the time its caller gave it, and tells the handler', async () => {
    const { code } = await caller.call('/test/Never', messagesOf('late'), { 'grpc-timeout': '20m' });
    expect([code, cancelled]).toEqual([status.DEADLINE_EXCEEDED, ['late']]);
  });

  it('tells the handler that nobody waits any more', async () => {
    const begun = once(calls, 'never');
    const stream = caller.open('/test/Never');
    stream.end(messagesOf('a'));
    const [call] = (await begun) as [Call];
    const told = once(call, 'cancelled');
    stream.close(constants.NGHTTP2_CANCEL);
    await told;
    expect([call.cancelled, call.writable, call.write('lost')]).toEqual([true, false, true]);
  });

  it.each([
    ['gzip', gzipSync('packed')],
    ['deflate', deflateSync('packed')],
    ['identity', Buffer.from('packed')],
  ])('understands messages of encoding %s', async (encoding, content) => {
    const { body } = await caller.call('/test/Echo', compressedMessage(content), {
      'grpc-encoding': encoding,
    });
    expect(body).toBe(messagesOf('<packed>').toString('latin1'));
  });

  it('sends what was answered before the status, in order', async () => {
    const { code, body } = await caller.call('/test/Each', messagesOf('a', 'b', 'c'));
    expect([code, body]).toEqual([status.OK, messagesOf('<a>', '<b>', '<c>').toString('latin1')]);
  });

  it('says when a client does not take its answers, and when it takes them again', async () => {
    const stream = caller.open('/test/Each');
    stream.write(messagesOf('a'));
    await once(stream, 'data');
    stream.pause();
    const call = open as Call;
    let written = 0;
    while (call.write('x'.repeat(10_000))) written += 1;
    expect(written).toBeLessThan(200);
    const drained = once(call, 'drain');
    stream.resume();
    await drained;
    expect(call.write('more')).toBe(true);
    stream.close(constants.NGHTTP2_CANCEL);
  });

  it('lets open calls end before it stops, and takes no others', async () => {
    const stream = caller.open('/test/Each');
    stream.write(messagesOf('a'));
    await once(stream, 'data');
    const drained = listener.drain();
    stream.end(messagesOf('last'));
    const [last] = (await once(stream, 'data')) as [Buffer];
    stream.resume();
    await drained;
    expect(last.toString('latin1')).toBe(messagesOf('<last>').toString('latin1'));
  });

  it('says at once which method has no handler', () => {
    expect(() => listener.addService(DEFINITION, {})).toThrow('/test/Echo');
  });

  it('says that it cannot listen', async () => {
    const port = await new GrpcListener({ maxRequestBytes: 1 }).listen('localhost', 0);
    await expect(new GrpcListener({ maxRequestBytes: 1 }).listen('localhost', port)).rejects.toThrow(
      'EADDRINUSE',
    );
  });
});
