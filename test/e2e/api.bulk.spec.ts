import { ApiFixture, type Json, orderBody } from '../support/api-fixture.js';

const api = new ApiFixture();
beforeAll(() => api.start());
afterAll(() => api.stop());

const NDJSON = { 'content-type': 'application/x-ndjson' };

async function bulk(lines: readonly unknown[]): Promise<readonly Json[]> {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const answer = await api.send('POST', '/v1/orders/bulk', text, NDJSON);
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/x-ndjson']);
  return answer.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

describe('a bulk intake', () => {
  it('answers a line for each line, in their order; one that is wrong harms no other', async () => {
    await api.post('/v1/orders', orderBody('b-there'));
    const rows = await bulk([
      orderBody('b-1'),
      '{"externalId":',
      orderBody('b-2', { lines: [] }),
      '',
      orderBody('b-there', { priority: 7 }),
      orderBody('b-there'),
      JSON.stringify(orderBody('b-long', { customerRef: 'x'.repeat(256 * 1024) })),
      '[1]',
      orderBody('b-3'),
    ]);
    expect(rows.map(({ row, status, orderId, code }) => [row, status, orderId, code])).toEqual([
      [1, 201, 'web~b-1', undefined],
      [2, 400, undefined, 'MALFORMED_JSON'],
      [3, 400, undefined, 'VALIDATION_FAILED'],
      [5, 409, 'web~b-there', 'ORDER_ALREADY_PLACED'],
      [6, 200, 'web~b-there', undefined],
      [7, 413, undefined, 'PAYLOAD_TOO_LARGE'],
      [8, 400, undefined, 'VALIDATION_FAILED'],
      [9, 201, 'web~b-3', undefined],
    ]);
    expect(rows[2].errors).toEqual([
      { field: 'lines', rule: 'must be a list of 1 to 500 objects, each with its own lineId' },
    ]);
    const placed = (await api.log()).filter((line) => line.includes('"type":"OrderPlaced"'));
    expect(placed).toHaveLength(3);
  });

  it('sent again changes nothing: the natural key of each order protects it', async () => {
    const lines = Array.from({ length: 300 }, (_, at) => orderBody(`c-${at}`));
    const first = await bulk(lines);
    const log = await api.log();
    const second = await bulk(lines);
    expect(new Set(first.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']));
    expect(new Set(second.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
    expect(await api.log()).toEqual(log);
  });

  it('takes a key for each line', async () => {
    const [first] = await bulk([orderBody('d-1', { idempotencyKey: 'row-1' })]);
    const [again, reused] = await bulk([
      orderBody('d-1', { idempotencyKey: 'row-1' }),
      orderBody('d-2', { idempotencyKey: 'row-1' }),
    ]);
    expect(again).toEqual({ ...first, repeated: true });
    expect([reused.status, reused.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('goes on when the store fails for one line, and says so on that line', async () => {
    api.store.failAppends({ kind: 'unavailable' });
    const rows = await bulk([orderBody('e-1'), orderBody('e-2')]);
    expect(rows.map(({ status, code }) => [status, code])).toEqual([
      [503, 'EVENT_STORE_UNAVAILABLE'],
      [201, undefined],
    ]);
  });

  it('tells of a line on which the engine failed no inside, and its operator all of it', async () => {
    api.store.failAppends({ kind: 'broken', error: new Error('secret of a line') });
    const [failed, fine] = await bulk([orderBody('f-broken'), orderBody('f-fine')]);
    expect([failed.status, failed.code, fine.status]).toEqual([500, 'INTERNAL_ERROR', 201]);
    expect(JSON.stringify(failed)).not.toContain('secret');
    const [told] = api.logged.filter(({ line }) => JSON.stringify(line).includes('secret of a line'));
    const { row, correlationId } = (told?.line ?? {}) as Json;
    expect([told?.level, row]).toEqual(['error', 1]);
    expect(failed.detail).toContain(correlationId);
  });

  it('of nothing answers nothing', async () => {
    expect(await bulk(['', '  ', ''])).toEqual([]);
  });

  it('is refused with 415 as one JSON document', async () => {
    const answer = await api.post('/v1/orders/bulk', orderBody('f-1'));
    expect([answer.status, answer.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('is refused with 415 without a body', async () => {
    expect((await api.post('/v1/orders/bulk')).status).toBe(415);
  });
});

describe('a batch of stock movements', () => {
  const row = (operation: string, changes: object): object => ({
    operation,
    sku: 'SKU-1',
    nodeId: 'dc-1',
    ...changes,
  });

  it('answers a result for each row; rows of one item take effect in their order', async () => {
    const answer = await api.post('/v1/stock/batch', {
      rows: [
        row('receive', { quantity: 10 }),
        row('adjust', { delta: -4, reason: 'broken' }),
        row('count', { counted: 6 }),
        row('teleport', { quantity: 1 }),
        row('receive', { quantity: -1 }),
        row('damage', { quantity: 100, reason: 'water' }),
        row('safety', { channel: '*', quantity: 2 }),
        7,
      ],
    });
    expect(answer.status).toBe(200);
    const { rows } = answer.body;
    expect(rows.map(({ row, status, outcome, code }: Json) => [row, status, outcome ?? code])).toEqual([
      [0, 200, 'accepted'],
      [1, 200, 'accepted'],
      [2, 200, 'unchanged'],
      [3, 400, 'VALIDATION_FAILED'],
      [4, 400, 'VALIDATION_FAILED'],
      [5, 409, 'DAMAGE_EXCEEDS_ON_HAND'],
      [6, 200, 'accepted'],
      [7, 400, 'VALIDATION_FAILED'],
    ]);
    const last = rows[6].position;
    const read = await api.get(`/v1/availability?sku=SKU-1&sku=unknown&channel=web&waitFor=${last}`);
    expect(read.body.items.map(({ sku, total }: Json) => [sku, total.onHand, total.atf])).toEqual([
      ['SKU-1', 6, 4],
      ['unknown', 0, 0],
    ]);
  });

  it('with a key takes effect once, row by row', async () => {
    const body = {
      rows: [row('receive', { quantity: 1, sku: 'SKU-2' }), row('receive', { quantity: 2, sku: 'SKU-2' })],
    };
    const first = await api.post('/v1/stock/batch', body, { 'idempotency-key': 'batch-1' });
    const log = await api.log();
    const second = await api.post('/v1/stock/batch', body, { 'idempotency-key': 'batch-1' });
    expect(first.body.rows.map(({ repeated }: Json) => repeated)).toEqual([false, false]);
    expect(second.body.rows.map(({ repeated }: Json) => repeated)).toEqual([true, true]);
    expect(await api.log()).toEqual(log);
  });
});
