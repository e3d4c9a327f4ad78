import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DemoClient, expectOk } from '../../scripts/demo/client.js';

/** What the double does with one request. */
type Deed =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection ends before the answer begins. */
  | 'reset'
  /** The connection ends in the middle of the answer. */
  | 'cut off';

/** Stands for the engine: does what is written for each request, the last of it for all that follow. */
class EngineDouble {
  readonly heard: { readonly request: string; readonly key: unknown; readonly body: string }[] = [];
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  constructor(private readonly deeds: readonly Deed[]) {}

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method, url, headers, socket } = request;
    this.heard.push({ request: `${method} ${url}`, key: headers['idempotency-key'], body });
    const deed = this.deeds[Math.min(this.heard.length, this.deeds.length) - 1] as Deed;
    if (deed === 'reset') return void socket.resetAndDestroy();
    if (deed === 'cut off') {
      response.writeHead(201, { 'content-length': '100' });
      response.write('{"outcome":', () => socket.resetAndDestroy());
      return;
    }
    const text = typeof deed.body === 'string' ? deed.body : JSON.stringify(deed.body ?? {});
    response.writeHead(deed.status, { ...deed.headers }).end(text);
  }
}

/** Time passes where the client waits, and nowhere else. */
class WaitedTime {
  readonly pauses: number[] = [];
  private passed = 0;

  now = (): number => this.passed;

  pause = async (ms: number): Promise<void> => {
    this.pauses.push(ms);
    this.passed += ms;
  };
}

const TAKEN: Deed = { status: 201, body: { outcome: 'accepted' } };
const problem = (status: number, code: string, headers = {}): Deed => ({
  status,
  body: { status, code },
  headers,
});
const IN_PROGRESS = problem(409, 'IDEMPOTENCY_IN_PROGRESS');
const UNAVAILABLE = problem(503, 'EVENT_STORE_UNAVAILABLE', { 'retry-after': '1' });
/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';

let time: WaitedTime;
let opened: (() => Promise<void>)[];
beforeEach(() => {
  time = new WaitedTime();
  opened = [];
});
afterEach(async () => {
  for (const close of opened) await close();
});

async function clientOf(...deeds: readonly Deed[]): Promise<{ client: DemoClient; double: EngineDouble }> {
  const double = new EngineDouble(deeds);
  return { double, client: clientAt(await double.start(), () => double.stop()) };
}

function clientAt(url: string, close: () => Promise<void> = async () => undefined): DemoClient {
  const client = new DemoClient(url, time);
  opened.push(async () => {
    client.close();
    await close();
  });
  return client;
}

const place = (client: DemoClient) => client.command('/v1/orders', 'order:1', { externalId: '1' });
const PLACED = { request: 'POST /v1/orders', key: 'order:1', body: '{"externalId":"1"}' };

describe('what was answered for good is not sent again', () => {
  it.each([
    ['a request that makes no sense', problem(400, 'VALIDATION_FAILED')],
    ['something that is not there', problem(404, 'NOT_FOUND')],
    ['a rule that says no', problem(409, 'ORDER_CLOSED')],
    ['a key that was used for another request', problem(422, 'IDEMPOTENCY_KEY_REUSED')],
    ['a defect of the engine', problem(500, 'INTERNAL_ERROR')],
    ['a wait for the views that was too long', problem(504, 'WAIT_TIMED_OUT', { 'retry-after': '1' })],
  ])('%s', async (_what, deed) => {
    const { client, double } = await clientOf(deed, TAKEN);
    const answer = await place(client);
    expect(answer).toEqual({
      status: (deed as { status: number }).status,
      body: (deed as { body: object }).body,
    });
    expect([double.heard, time.pauses, client.requests, client.retries]).toEqual([[PLACED], [], 1, 0]);
    expect(() => expectOk(answer, 'order 1')).toThrow(
      `order 1: ${answer.status} ${JSON.stringify(answer.body)}`,
    );
  });

  it('an answer that is not JSON, which no engine gives', async () => {
    const { client, double } = await clientOf({ status: 200, body: '<html>' }, TAKEN);
    await expect(place(client)).rejects.toThrow('POST /v1/orders: the answer is not JSON: <html>');
    expect([double.heard, time.pauses]).toEqual([[PLACED], []]);
  });
});

describe('what was not decided is sent again as it was', () => {
  it.each<readonly [string, Deed, readonly number[]]>([
    ['the first request with the key is still under way', IN_PROGRESS, [50, 100, 200]],
    ['the connection is reset', 'reset', [50, 100, 200]],
    ['the connection is cut off in the middle of the answer', 'cut off', [50, 100, 200]],
    ['too many requests', problem(429, 'TOO_MANY'), [50, 100, 200]],
    ['the engine is not able to, and says when', UNAVAILABLE, [1000, 1000, 1000]],
    ['it is told to wait longer', problem(503, 'BUSY', { 'retry-after': '7' }), [7000, 7000, 7000]],
    ['it is told to wait less than it would', problem(503, 'BUSY', { 'retry-after': '0' }), [50, 100, 200]],
    ['it does not understand how long', problem(503, 'BUSY', { 'retry-after': 'soon' }), [50, 100, 200]],
  ])('when %s', async (_when, deed, pauses) => {
    const { client, double } = await clientOf(deed, deed, deed, TAKEN);
    expect(expectOk(await place(client), 'order 1')).toEqual({ outcome: 'accepted' });
    expect(double.heard).toEqual([PLACED, PLACED, PLACED, PLACED]);
    expect([time.pauses, client.requests, client.retries]).toEqual([pauses, 4, 3]);
  });

  it('whatever each try failed of, with pauses that grow up to a second', async () => {
    const deeds: readonly Deed[] = [
      'reset',
      IN_PROGRESS,
      'reset',
      UNAVAILABLE,
      IN_PROGRESS,
      'reset',
      IN_PROGRESS,
    ];
    const { client } = await clientOf(...deeds, TAKEN);
    expect((await place(client)).status).toBe(201);
    expect(time.pauses).toEqual([50, 100, 200, 1000, 800, 1000, 1000]);
  });

  it('a read, too', async () => {
    const { client, double } = await clientOf(UNAVAILABLE, { status: 200, body: { items: [] } });
    expect(await client.get('/v1/parked')).toEqual({ status: 200, body: { items: [] } });
    const read = { request: 'GET /v1/parked', key: undefined, body: '' };
    expect(double.heard).toEqual([read, read]);
  });
});

describe('after two minutes it is given up', () => {
  /** 50, 100, 200, 400, 800 and then a second each, for as long as the next try is not too late. */
  const TRIES = 5 + 118 + 1;

  it('with the last answer, when there is one', async () => {
    const { client, double } = await clientOf(IN_PROGRESS);
    expect(await place(client)).toEqual({
      status: 409,
      body: { status: 409, code: 'IDEMPOTENCY_IN_PROGRESS' },
    });
    expect([double.heard.length, client.requests, client.retries]).toEqual([TRIES, TRIES, TRIES - 1]);
    expect(time.now()).toBeLessThanOrEqual(120_000);
  });

  it('with the error, when there is nobody to answer', async () => {
    const client = clientAt(NOWHERE);
    await expect(place(client)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect([client.requests, client.retries]).toEqual([TRIES, TRIES - 1]);
  });

  it('and at once when the engine says that it will be later than that', async () => {
    const { client, double } = await clientOf(problem(503, 'BUSY', { 'retry-after': '121' }), TAKEN);
    expect((await place(client)).status).toBe(503);
    expect([double.heard.length, time.pauses, client.retries]).toEqual([1, [], 0]);
  });
});
