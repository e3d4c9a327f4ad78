import { connect } from 'node:net';
import { VaultUnavailable } from '../../src/application/ports/person-vault.js';
import { type Answer, ApiFixture, nodeBody, orderBody } from '../support/api-fixture.js';

const api = new ApiFixture();
beforeAll(async () => {
  await api.start();
  await api.post('/v1/orders', orderBody('there'));
  await api.post('/v1/nodes', nodeBody('dc-1'));
});
afterAll(() => api.stop());

/** The answer to a request that must not change anything. */
async function refused(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const log = await api.log();
  const answer = await api.send(method, url, body, headers);
  expect(await api.log()).toEqual(log);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.body.status).toBe(answer.status);
  expect(answer.body.type).toBe(
    `urn:wayfill:problem:${String(answer.body.code).toLowerCase().replaceAll('_', '-')}`,
  );
  expect(answer.text).not.toMatch(/node_modules|\.ts:|\.js:|FST_|at .+\(/);
  return answer;
}

const order = (changes: object): Record<string, unknown> => orderBody('new', changes);
const [line] = orderBody('new')['lines'] as Record<string, unknown>[];

describe('a body that breaks a rule is refused with 400, names field and rule, and changes nothing', () => {
  const whole = 'must be a whole number from 1 to 1000000';
  const instant = 'must be an RFC 3339 date-time with an offset, e.g. 2026-03-01T09:30:00Z';
  const lines = 'must be a list of 1 to 500 objects, each with its own lineId';
  it.each<readonly [string, string, unknown, string, string]>([
    [
      'a negative quantity',
      '/v1/orders',
      order({ lines: [{ ...line, quantity: -1 }] }),
      'lines[0].quantity',
      whole,
    ],
    [
      'a quantity as text',
      '/v1/orders',
      order({ lines: [{ ...line, quantity: '1' }] }),
      'lines[0].quantity',
      whole,
    ],
    ['no lines', '/v1/orders', order({ lines: [] }), 'lines', lines],
    ['the same line id twice', '/v1/orders', order({ lines: [line, line] }), 'lines', lines],
    [
      'too many lines',
      '/v1/orders',
      order({ lines: Array.from({ length: 501 }, (_, at) => ({ ...line, lineId: `${at}` })) }),
      'lines',
      lines,
    ],
    ['an unknown field', '/v1/orders', order({ colour: 'red' }), 'colour', 'is not known here'],
    [
      'an unknown field inside',
      '/v1/orders',
      order({ lines: [{ ...line, discount: 1 }] }),
      'lines[0].discount',
      'is not known here',
    ],
    [
      'a day that does not exist',
      '/v1/orders',
      order({ placedAt: '2026-02-30T00:00:00Z' }),
      'placedAt',
      instant,
    ],
    ['a date without a time', '/v1/orders', order({ placedAt: '2026-02-01' }), 'placedAt', instant],
    [
      'null for a field that may be left out',
      '/v1/orders',
      order({ priority: null }),
      'priority',
      'must be a whole number from -100 to 100',
    ],
    [
      'a country in words',
      '/v1/orders',
      order({ destination: { country: 'Germany' } }),
      'destination.country',
      'must be an ISO 3166-1 alpha-2 code',
    ],
    [
      'a place beyond the pole',
      '/v1/orders',
      order({ destination: { country: 'DE', coordinates: { latitude: 91, longitude: 0 } } }),
      'destination.coordinates.latitude',
      'must be a number from -90 to 90',
    ],
    [
      'a separator in an id',
      '/v1/orders',
      order({ externalId: 'a:b' }),
      'externalId',
      'must be 1 to 64 of A–Z a–z 0–9 . _ ~ -',
    ],
    ['a list for an object', '/v1/orders', order({ promise: [] }), 'promise', 'must be an object'],
    ['a list for the body', '/v1/orders', [order({})], 'body', 'must be a JSON object'],
    [
      'a name of JavaScript',
      '/v1/orders',
      '{"__proto__":{"channel":"web"}}',
      '__proto__',
      'is a reserved name',
    ],
    [
      'a constructor',
      '/v1/orders',
      '{"constructor":{"prototype":{"admin":true}}}',
      'constructor',
      'is a reserved name',
    ],
    [
      'nesting without end',
      '/v1/orders',
      '['.repeat(200_000) + ']'.repeat(200_000),
      expect.any(String) as never,
      'must not be nested deeper than 16',
    ],
    [
      'a number beyond all bounds',
      '/v1/orders',
      '{"priority":1e999}',
      'priority',
      'must be a whole number from -100 to 100',
    ],
    [
      'an unknown hold',
      '/v1/orders/web~there/hold',
      { holdType: 'mood', reason: 'x' },
      'holdType',
      'must be one of fraud, address, payment, manual',
    ],
    ['no reason', '/v1/orders/web~there/cancel', {}, 'reason', 'must be a line of 1 to 200 characters'],
    [
      'a reason of two lines',
      '/v1/orders/web~there/cancel',
      { reason: 'a\nb' },
      'reason',
      'must be a line of 1 to 200 characters',
    ],
    [
      'something for a command that takes nothing',
      '/v1/orders/web~there/retry',
      { now: true },
      'now',
      'is not known here',
    ],
    [
      'no units to receive',
      '/v1/stock/receive',
      { sku: 'a', nodeId: 'dc-1', quantity: 0 },
      'quantity',
      whole,
    ],
    [
      'half a unit less',
      '/v1/stock/adjust',
      { sku: 'a', nodeId: 'dc-1', delta: -0.5, reason: 'x' },
      'delta',
      'must be a whole number from -1000000 to 1000000',
    ],
    [
      'too many skus',
      '/v1/availability/query',
      { skus: Array.from({ length: 201 }, (_, at) => `s${at}`) },
      'skus',
      'must be a list of 1 to 200 different values, each 1 to 64 of A–Z a–z 0–9 . _ ~ -',
    ],
    [
      'a method that there is not',
      '/v1/nodes',
      nodeBody('dc-2', { methods: ['drone'] }),
      'methods',
      'must be a list of 1 to 3 different values, each one of ship, drop-ship, pickup',
    ],
    [
      'a negative capacity',
      '/v1/nodes',
      nodeBody('dc-2', { capacity: -1 }),
      'capacity',
      'must be a whole number from 0 to 1000000',
    ],
    ['a batch without rows', '/v1/stock/batch', { rows: [] }, 'rows', 'must be a list of 1 to 1000 objects'],
  ])('%s', async (_what, url, body, field, rule) => {
    const answer = await refused('POST', url, body);
    expect([answer.status, answer.body.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(answer.body.errors).toContainEqual({ field, rule });
  });
});

describe('an address or header that breaks a rule is refused, and named', () => {
  it.each<readonly [string, string, string, Record<string, string>, number, string]>([
    ['an order id without a channel', 'GET', '/v1/orders/abc', {}, 400, 'orderId'],
    ['a fulfillment id without a number', 'GET', '/v1/fulfillments/web~a', {}, 400, 'fulfillmentId'],
    ['a version that is no number', 'GET', '/v1/policies/default/versions/one', {}, 400, 'version'],
    ['a page of nothing', 'GET', '/v1/orders?limit=0', {}, 400, 'limit'],
    ['a page of half an order', 'GET', '/v1/orders?limit=1.5', {}, 400, 'limit'],
    ['two limits', 'GET', '/v1/orders?limit=1&limit=2', {}, 400, 'limit'],
    ['an unknown condition', 'GET', '/v1/orders?colour=red', {}, 400, 'colour'],
    ['an unknown status', 'GET', '/v1/orders?status=lost', {}, 400, 'status'],
    ['a made-up cursor', 'GET', '/v1/orders?cursor=nonsense', {}, 400, 'cursor'],
    ['a short position', 'GET', '/v1/orders/web~there?waitFor=7', {}, 400, 'waitFor'],
    ['a reserved name in the query', 'GET', '/v1/orders?__proto__=1', {}, 400, '__proto__'],
    ['availability of nothing', 'GET', '/v1/availability', {}, 400, 'sku'],
    [
      'a tenant with a separator',
      'GET',
      '/v1/orders',
      { 'x-wayfill-tenant': 'a:b' },
      400,
      'X-Wayfill-Tenant',
    ],
    [
      'a correlation id with blanks',
      'GET',
      '/v1/orders',
      { 'x-correlation-id': 'a b' },
      400,
      'X-Correlation-Id',
    ],
    ['an address of endless length', 'GET', `/v1/orders/${'x'.repeat(300)}`, {}, 414, 'path'],
    ['an address that is malformed', 'GET', '/v1/orders/%zz', {}, 400, 'request'],
  ])('%s', async (_what, method, url, headers, status, field) => {
    const answer = await refused(method, url, undefined, headers);
    expect(answer.status).toBe(status);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });
});

describe('what is not there is answered with 404', () => {
  it.each([
    ['GET', '/v1/orders/web~nobody'],
    ['GET', '/v1/orders/web~nobody/timeline'],
    ['GET', '/v1/orders/web~nobody/decisions'],
    ['GET', '/v1/orders/web~there/decisions/0/explanation'],
    ['GET', '/v1/fulfillments/web~nobody-1'],
    ['GET', '/v1/nodes/nowhere'],
    ['GET', '/v1/policies/nothing'],
    ['GET', '/v1/policies/nothing/versions/1'],
    ['POST', '/v1/orders/web~nobody/retry'],
    ['POST', '/v1/fulfillments/web~nobody-1/accept'],
    ['POST', '/v1/nodes/nowhere/resume'],
    ['POST', '/v1/policies/nothing/versions/1/activate'],
    ['POST', '/v1/operations/parked-work/6f1c1a52-7d0f-5b0e-9d43-8d9a2d3b6a10/replay'],
    ['GET', '/v1/nothing'],
    ['GET', '/'],
  ])('%s %s', async (method, url) => {
    expect((await refused(method, url)).status).toBe(404);
  });
});

describe('the body', () => {
  it.each([
    ['text that is no JSON', '{"a":', {}, 400, 'MALFORMED_JSON'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), {}, 400, 'MALFORMED_JSON'],
    ['a form', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['plain text', 'hello', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'lines of JSON where one document is wanted',
      '{}\n',
      { 'content-type': 'application/x-ndjson' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['more than a mebibyte', ' '.repeat(1024 * 1024 + 1), {}, 413, 'PAYLOAD_TOO_LARGE'],
  ])('is refused when it is %s', async (_what, body, headers, status, code) => {
    const answer = await refused('POST', '/v1/orders', body, headers);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.errors).toHaveLength(1);
  });

  it('may be left out where a command needs none', async () => {
    expect((await api.post('/v1/nodes/dc-1/resume')).status).toBe(200);
  });

  it('is not repeated in the answer to a fault in it', async () => {
    const answer = await refused('POST', '/v1/orders', '{"recipient":{"name":"Jane Secret"');
    expect(answer.text).not.toContain('Jane');
  });
});

describe('a method that an address does not take', () => {
  it('is no route with a slash behind it: 404, not a 405 that names the very method', async () => {
    for (const url of ['/v1/orders/', '/v1/orders/web~there/', '/v1/orders/web~there/timeline/']) {
      const answer = await refused('GET', url);
      expect([url, answer.status, answer.body.code]).toEqual([url, 404, 'ROUTE_NOT_FOUND']);
    }
  });

  it('is refused with 415 for a compressed body, which it would call broken otherwise', async () => {
    for (const [url, type] of [
      ['/v1/orders', 'application/json'],
      ['/v1/orders/bulk', 'application/x-ndjson'],
    ] as const) {
      const headers = { 'content-type': type, 'content-encoding': 'gzip' };
      const answer = await refused('POST', url, 'compressed', headers);
      expect([answer.status, answer.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
      expect(answer.body.errors).toEqual([
        { field: 'Content-Encoding', rule: 'must be identity, or left out' },
      ]);
    }
  });

  it('is refused with 405, and the answer says which it takes', async () => {
    const answer = await refused('DELETE', '/v1/orders/web~there');
    expect([answer.status, answer.body.code, answer.headers['allow']]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
      'GET, HEAD',
    ]);
  });
});

describe('a conflict with the state', () => {
  it('says which actions would be taken now', async () => {
    await api.post('/v1/orders', orderBody('gone'));
    await api.post('/v1/orders/web~gone/cancel', { reason: 'test' });
    const answer = await refused('POST', '/v1/orders/web~gone/hold', { holdType: 'fraud', reason: 'late' });
    expect([answer.status, answer.body.code]).toEqual([409, 'ORDER_TERMINAL']);
    expect(answer.body.allowed).toEqual(expect.any(Array));
  });

  it('of a policy that is not valid says so', async () => {
    const answer = await refused('POST', '/v1/stock/damage', {
      sku: 'none',
      nodeId: 'dc-1',
      quantity: 1,
      reason: 'x',
    });
    expect([answer.status, answer.body.code]).toEqual([404, 'STOCK_UNKNOWN']);
  });

  it('of a profile with itself is refused with 422 and names the field', async () => {
    const answer = await refused(
      'POST',
      '/v1/nodes',
      nodeBody('dc-3', { nodeType: 'drop-shipper', methods: ['pickup'] }),
    );
    expect([answer.status, answer.body.code]).toEqual([422, 'INVALID_NODE_PROFILE']);
    expect(answer.body.errors[0].field).toBe('methods');
  });
});

describe('a failure that nobody foresaw', () => {
  it('is answered with 500 without any of its inside, and logged with it', async () => {
    api.store.failAppends({ kind: 'broken', error: new Error('secret inside') });
    const answer = await refused('POST', '/v1/orders', orderBody('broken'));
    expect([answer.status, answer.body.code]).toEqual([500, 'INTERNAL_ERROR']);
    expect(answer.text).not.toContain('secret inside');
    expect(JSON.stringify(api.logged.filter(({ level }) => level === 'error'))).toContain('secret inside');
  });
});

describe('a vault that cannot be used now', () => {
  it('is told with 503, to send again, and its operator is told why', async () => {
    jest.spyOn(api.vault, 'put').mockRejectedValueOnce(new VaultUnavailable(new Error('disk full')));
    const answer = await refused('POST', '/v1/orders', orderBody('full', { recipient: { name: 'Jane' } }));
    expect([answer.status, answer.body.code]).toEqual([503, 'VAULT_UNAVAILABLE']);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.text).not.toContain('disk full');
    expect(JSON.stringify(api.logged.filter(({ level }) => level === 'error'))).toContain('disk full');
  });
});

describe('a vault that cannot erase now', () => {
  it('does not change the answer to a refused order, and its operator is told', async () => {
    const recipient = { name: 'Jane Secret' };
    jest.spyOn(api.vault, 'erase').mockRejectedValue(new Error('the file is being read'));
    const answer = await refused('POST', '/v1/orders', orderBody('there', { recipient, priority: 9 }));
    expect([answer.status, answer.body.code]).toEqual([409, 'ORDER_ALREADY_PLACED']);
    const told = JSON.stringify(api.logged.filter(({ level }) => level === 'error'));
    expect(told).toContain('a person without an order is left in the vault');
    expect(told).not.toContain('Jane');
  });
});

describe('what is not HTTP at all', () => {
  it('is answered with a problem and a closed connection', async () => {
    await api.application.listen(0, '127.0.0.1');
    const address = api.application.getHttpServer().address() as { readonly port: number };
    const text = await new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connect(address.port, '127.0.0.1', () => socket.write('hello\r\n\r\n'));
      socket.on('data', (chunk) => (received += chunk.toString()));
      socket.on('close', () => resolve(received));
      socket.on('error', reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(text.slice(text.indexOf('{'))).code).toBe('MALFORMED_REQUEST');
  });
});
