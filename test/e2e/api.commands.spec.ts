import { type Answer, ApiFixture, orderBody } from '../support/api-fixture.js';

const api = new ApiFixture();
beforeAll(() => api.start());
afterAll(() => api.stop());

const key = (value: string): Record<string, string> => ({ 'idempotency-key': value });
const repeated = (answer: Answer): object => ({ ...answer.body, repeated: true });

describe('a command with an Idempotency-Key', () => {
  it('takes effect once: the same key and body again get the same answer', async () => {
    const first = await api.post('/v1/orders', orderBody('key-1'), key('k-1'));
    const log = await api.log();
    const second = await api.post('/v1/orders', orderBody('key-1'), key('k-1'));
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(repeated(first));
    expect(await api.log()).toEqual(log);
  });

  it('is the same whatever the order of the fields of its body', async () => {
    const body = orderBody('key-2');
    await api.post('/v1/orders', body, key('k-2'));
    const turned = Object.fromEntries(Object.entries(body).reverse());
    expect((await api.post('/v1/orders', turned, key('k-2'))).body.repeated).toBe(true);
  });

  it.each([
    ['another body for the same order', '/v1/orders', orderBody('key-3', { priority: 1 })],
    ['another order', '/v1/orders', orderBody('key-3-other')],
  ])('is refused with 422 for %s, and nothing is done', async (_what, url, body) => {
    await api.post('/v1/orders', orderBody('key-3'), key('k-3'));
    const log = await api.log();
    const answer = await api.post(url, body, key('k-3'));
    expect([answer.status, answer.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(answer.body.errors).toEqual([
      { field: 'Idempotency-Key', rule: 'must be a new one for each request' },
    ]);
    expect(await api.log()).toEqual(log);
  });

  it('is refused with 422 when its order has another body, even where the process has forgotten the key', async () => {
    const forgetful = new ApiFixture(api.store);
    await forgetful.start();
    const answer = await forgetful.post('/v1/orders', orderBody('key-3', { priority: 1 }), key('k-3'));
    await forgetful.stop();
    expect([answer.status, answer.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is known to another process, too', async () => {
    const other = new ApiFixture(api.store);
    await other.start();
    const answer = await other.post('/v1/orders', orderBody('key-1'), key('k-1'));
    await other.stop();
    expect([answer.status, answer.body.repeated, answer.body.revision]).toEqual([201, true, 0]);
  });

  it('may be used again on another route and by another tenant', async () => {
    await api.post('/v1/orders', orderBody('key-4'), key('k-4'));
    const hold = await api.post(
      '/v1/orders/web~key-4/hold',
      { holdType: 'fraud', reason: 'check' },
      key('k-4'),
    );
    const tenant = await api.post('/v1/orders', orderBody('key-4'), {
      ...key('k-4'),
      'x-wayfill-tenant': 'other',
    });
    expect([hold.status, hold.body.repeated, tenant.status, tenant.body.repeated]).toEqual([
      200,
      false,
      201,
      false,
    ]);
  });

  it('is refused with 409 while the first request is in progress', async () => {
    let release = (): void => undefined;
    api.store.holdAppends(new Promise<void>((resolve) => (release = resolve)));
    const before = api.store.attempts.length;
    const first = api.post('/v1/orders', orderBody('key-5'), key('k-5'));
    while (api.store.attempts.length === before) await new Promise((resolve) => setImmediate(resolve));
    const second = await api.post('/v1/orders', orderBody('key-5'), key('k-5'));
    release();
    expect([second.status, second.body.code, second.headers['retry-after']]).toEqual([
      409,
      'IDEMPOTENCY_IN_PROGRESS',
      '1',
    ]);
    expect((await first).status).toBe(201);
    expect((await api.post('/v1/orders', orderBody('key-5'), key('k-5'))).body.repeated).toBe(true);
  });

  it.each([
    ['empty', ''],
    ['a blank', ' '],
    ['two words', 'a b'],
    ['not ASCII', 'ä'],
    ['too long', 'x'.repeat(256)],
  ])('is refused when the key is %s', async (_what, bad) => {
    const answer = await api.post('/v1/orders', orderBody('key-6'), key(bad));
    expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_IDEMPOTENCY_KEY']);
  });
});

describe('an order that is posted twice without a key', () => {
  it('is there once: its natural key protects it', async () => {
    await api.post('/v1/orders', orderBody('natural-1', { placedAt: '2026-03-01T00:00:00Z' }));
    const again = await api.post('/v1/orders', orderBody('natural-1', { placedAt: '2026-03-01T00:00:00Z' }));
    expect([again.status, again.body]).toEqual([
      200,
      { orderId: 'web~natural-1', outcome: 'unchanged', revision: 0, position: null, repeated: false },
    ]);
  });

  it('is a conflict when it says something else', async () => {
    await api.post('/v1/orders', orderBody('natural-2'));
    const other = await api.post('/v1/orders', orderBody('natural-2', { priority: 5 }));
    expect([other.status, other.body.code]).toEqual([409, 'ORDER_ALREADY_PLACED']);
  });
});

describe('a condition on the revision', () => {
  it('is kept: the ETag of the last answer lets the next command through', async () => {
    const placed = await api.post('/v1/orders', orderBody('etag-1'));
    expect(placed.headers['etag']).toBe('"0"');
    const held = await api.post(
      '/v1/orders/web~etag-1/hold',
      { holdType: 'manual', reason: 'wait' },
      { 'if-match': '"0"' },
    );
    expect([held.status, held.headers['etag'], held.body.revision]).toEqual([200, '"1"', 1]);
  });

  it('is refused with 412 when the order has changed since, and nothing is done', async () => {
    const log = await api.log();
    const answer = await api.post('/v1/orders/web~etag-1/cancel', { reason: 'late' }, { 'if-match': '"0"' });
    expect([answer.status, answer.body.code]).toEqual([412, 'REVISION_MISMATCH']);
    expect(answer.body.errors).toEqual([{ field: 'If-Match', rule: 'must be the current ETag, "1"' }]);
    expect(await api.log()).toEqual(log);
  });

  it.each(['0', 'W/"0"', '"0", "1"', '"-1"', '"x"', '"9999999999999999999"'])(
    'is refused with 400 when it is %s',
    async (bad) => {
      const answer = await api.post('/v1/orders/web~etag-1/cancel', { reason: 'late' }, { 'if-match': bad });
      expect([answer.status, answer.body.errors[0].field]).toEqual([400, 'If-Match']);
    },
  );

  it('is none when it is *', async () => {
    const answer = await api.post(
      '/v1/orders/web~etag-1/release',
      { holdType: 'manual' },
      { 'if-match': '*' },
    );
    expect(answer.status).toBe(200);
  });
});

describe('an address that is written in another way', () => {
  it('is the same address: a repeat through it is a repeat', async () => {
    await api.post('/v1/orders', orderBody('coded-1'));
    const hold = { holdType: 'manual', reason: 'test' };
    const first = await api.post('/v1/orders/web~coded-1/hold', hold, key('coded'));
    const again = await api.post('/v1/orders/web%7Ecoded%2d1/hold', hold, key('coded'));
    expect(again.body).toEqual({ ...first.body, repeated: true });
  });
});

describe('personal data', () => {
  const recipient = {
    name: 'Jane Secret',
    street: 'Hidden Lane 7',
    email: 'jane@secret.example',
    phone: '+1 555 0100',
  };
  const traces = /Jane|Secret|Hidden|555 0100/;
  const unsettled = () => api.vault.unsettled('9999-01-01T00:00:00.000Z', 10);

  it('goes to the vault: neither the log nor the lines that the engine writes have any of it', async () => {
    const answer = await api.post('/v1/orders', orderBody('person-1', { recipient }), key('person-1'));
    const read = await api.get(`/v1/orders/web~person-1?include=recipient&waitFor=${answer.body.position}`);
    expect(read.body.recipient).toEqual(recipient);
    expect((await api.log()).join()).not.toMatch(traces);
    expect(JSON.stringify(api.logged)).not.toMatch(traces);
    expect((await api.get('/v1/orders/web~person-1')).text).not.toMatch(traces);
    expect((await api.get('/v1/orders/web~person-1/timeline')).text).not.toMatch(traces);
    expect(await unsettled()).toEqual([]);
  });

  it('of a refused, repeated or unchanged order is not kept', async () => {
    const before = api.vault.size;
    await api.post('/v1/orders', orderBody('person-1', { recipient, priority: 9 }));
    await api.post(
      '/v1/orders',
      orderBody('person-1', { recipient: { name: 'Jane Other' } }),
      key('person-1'),
    );
    await api.post('/v1/orders', orderBody('person-1', { recipient }), key('person-1'));
    await api.post('/v1/orders', orderBody('person-2', { recipient: { name: '' } }));
    expect(api.vault.size).toBe(before);
    expect(await unsettled()).toEqual([]);
    expect((await api.get('/v1/orders/web~person-1?include=recipient')).body.recipient).toEqual(recipient);
  });

  it('of an order that is in cannot be changed by a repeat: that is refused, for one order and for a line of many', async () => {
    const before = api.vault.size;
    const log = await api.log();
    const moved = { ...recipient, street: 'New Lane 8' };
    const answer = await api.post('/v1/orders', orderBody('person-1', { recipient: moved }));
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      409,
      'ORDER_ALREADY_PLACED',
      'order web~person-1 was placed with another recipient',
    ]);
    const lines = [{ recipient: moved }, { recipient }, {}].map((changes) =>
      JSON.stringify(orderBody('person-1', changes)),
    );
    const many = await api.send('POST', '/v1/orders/bulk', lines.join('\n'), {
      'content-type': 'application/x-ndjson',
    });
    const rows = many.text.trim().split('\n');
    expect(rows.map((row) => JSON.parse(row).status)).toEqual([409, 200, 200]);
    await api.post('/v1/orders', orderBody('person-none'));
    const added = await api.post('/v1/orders', orderBody('person-none', { recipient }));
    expect([added.status, added.body.code]).toEqual([409, 'ORDER_ALREADY_PLACED']);
    expect(api.vault.size).toBe(before);
    expect((await api.log()).length).toBe(log.length + 1);
  });

  it('can be erased, once and for all: a repeat of the order does not bring it back', async () => {
    const erased = await api.send('DELETE', '/v1/orders/web~person-1/person', undefined);
    expect([erased.status, erased.body]).toEqual([200, { orderId: 'web~person-1', erased: true }]);
    const again = await api.send('DELETE', '/v1/orders/web~person-1/person', undefined);
    expect(again.body).toEqual({ orderId: 'web~person-1', erased: false });
    await api.post('/v1/orders', orderBody('person-1', { recipient }), key('person-1'));
    const unchanged = await api.post('/v1/orders', orderBody('person-1', { recipient: { name: 'Jane' } }));
    expect([unchanged.status, unchanged.body.outcome]).toEqual([200, 'unchanged']);
    expect((await api.get('/v1/orders/web~person-1?include=recipient')).body.recipient).toBeNull();
  });

  it('of an order that nobody knows to be in is kept, and can be told from the others', async () => {
    api.store.failAppends({ kind: 'unavailable' });
    const failed = await api.post('/v1/orders', orderBody('person-3', { recipient }));
    expect(failed.status).toBe(503);
    expect(await unsettled()).toMatchObject([{ tenant: 'main', orderId: 'web~person-3' }]);
  });

  it('of an order that does not exist cannot be erased', async () => {
    expect((await api.send('DELETE', '/v1/orders/web~nobody/person', undefined)).status).toBe(404);
  });

  it('cannot be guessed at from the log: the hash of a request has nothing that the log must not have', async () => {
    const hashFor = async (tenant: string, changes: object): Promise<unknown> => {
      const headers = { ...key('person-4'), 'x-wayfill-tenant': tenant };
      await api.post('/v1/orders', orderBody('person-4', changes), headers);
      const line = (await api.log()).find((event) => event.includes(`"order-${tenant}:web~person-4"`));
      return JSON.parse(line ?? '{}').metadata.bodyHash;
    };
    const { destination } = orderBody('person-4') as { readonly destination: object };
    const near = (latitude: number) => ({
      destination: { ...destination, coordinates: { latitude, longitude: -87.59 } },
    });
    const first = await hashFor('one', { recipient, ...near(37.83615) });
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashFor('two', { recipient: { name: 'Jane Other' }, ...near(37.84123) })).toBe(first);
    expect(await hashFor('three', { ...near(37.84), priority: 1 })).not.toBe(first);
  });

  it('goes no finer than two decimals of a degree into the log', async () => {
    const placed = (await api.log()).find((line) => line.includes('"externalId":"person-1"'));
    expect(placed).toContain('"coordinates":{"latitude":37.84,"longitude":-87.59}');
  });
});

describe('a key that comes again with another person, where the process has forgotten it', () => {
  const ada = { name: 'Ada Example', street: 'Long Lane 1' };
  const other = new ApiFixture(api.store);
  beforeAll(async () => {
    await other.start();
    await api.post('/v1/orders', orderBody('twin-1', { recipient: ada }), key('twin-1'));
    await api.post('/v1/orders', orderBody('twin-2'), key('twin-2'));
    const line = (await api.log()).find((event) => event.includes('"order-main:web~twin-1"')) ?? '{}';
    // Both processes have one vault.
    await other.vault.put('main', JSON.parse(line).event.data.personRef, ada);
  });
  afterAll(() => other.stop());

  const again = async (orderId: string, changes: object): Promise<unknown> => {
    const { status, body } = await other.post('/v1/orders', orderBody(orderId, changes), key(orderId));
    return [status, body.code ?? body.repeated];
  };

  it.each([
    ['another person', 'twin-1', { recipient: { ...ada, street: 'Long Lane 2' } }],
    ['nobody', 'twin-1', {}],
    ['somebody where there was nobody', 'twin-2', { recipient: ada }],
  ])('is refused with 422 for %s, and nobody more is kept', async (_whom, orderId, changes) => {
    expect(await again(orderId, changes)).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(other.vault.size).toBe(1);
  });

  it('is a repeat for the same person, and for whomever where the first has been erased', async () => {
    const turned = Object.fromEntries(Object.entries(ada).reverse());
    expect(await again('twin-1', { recipient: turned })).toEqual([201, true]);
    expect(other.vault.size).toBe(1);
    await other.send('DELETE', '/v1/orders/web~twin-1/person', undefined);
    expect(await again('twin-1', { recipient: ada })).toEqual([201, true]);
    expect(other.vault.size).toBe(0);
  });
});

describe('what the caller tells about a request', () => {
  it('is found on the events: correlation, trace, tenant, channel, business time', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await api.post('/v1/orders', orderBody('meta-1', { placedAt: '2026-02-01T10:00:00+01:00' }), {
      traceparent,
      'x-correlation-id': 'basket-7',
      'x-wayfill-tenant': 'acme',
    });
    const line = (await api.log()).find((event) => event.includes('"externalId":"meta-1"')) ?? '{}';
    const { stream, metadata } = JSON.parse(line);
    const { tenant, correlationId, channel, occurredAt, actor } = metadata;
    expect([stream, tenant, correlationId, channel, occurredAt, actor, metadata.traceparent]).toEqual([
      'order-acme:web~meta-1',
      'acme',
      'basket-7',
      'web',
      '2026-02-01T09:00:00.000Z',
      'http',
      traceparent,
    ]);
  });
});

describe('when the event store fails', () => {
  it('the answer is 503 with Retry-After, and the same key succeeds later', async () => {
    api.store.failAppends({ kind: 'unavailable' });
    const down = await api.post('/v1/orders', orderBody('down-1'), key('down-1'));
    expect([down.status, down.body.code, down.headers['retry-after']]).toEqual([
      503,
      'EVENT_STORE_UNAVAILABLE',
      '1',
    ]);
    const up = await api.post('/v1/orders', orderBody('down-1'), key('down-1'));
    expect(up.status).toBe(201);
  });
});
