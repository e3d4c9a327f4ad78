import type { CanActivate } from '@nestjs/common';
import { VIEW_STORE, ViewStoreUnavailable } from '../../src/application/ports/view-store.js';
import { MemoryViewStore } from '../../src/infrastructure/memory/memory-view-store.js';
import { ApiFixture, nodeBody, orderBody } from '../support/api-fixture.js';

/** Reads are served directly; with a guard, which lets everyone pass, Nest serves them. Both read one log. */
const views = new MemoryViewStore();
const direct = new ApiFixture(undefined, { waitMs: 50, views });
let isOpen = true;
let asked = 0;
const guard: CanActivate = {
  canActivate: () => {
    asked += 1;
    return isOpen;
  },
};
const byNest = new ApiFixture(direct.store, { waitMs: 50, views, guard });
const both = [direct, byNest] as const;

beforeAll(async () => {
  await direct.start();
  await byNest.start({ feedViews: false });
  await direct.post('/v1/nodes', nodeBody('dc-1'));
  const stock = { sku: 'SKU-1', nodeId: 'dc-1', quantity: 5, reference: 'r' };
  await direct.post('/v1/stock/receive', stock);
  await direct.post('/v1/stock/safety', { sku: 'SKU-1', nodeId: 'dc-1', channel: 'web', quantity: 2 });
  const { body } = await direct.post('/v1/orders', orderBody('d-1'));
  await direct.get(`/v1/orders/web~d-1?waitFor=${body.position}`);
});
afterAll(async () => {
  await byNest.stop();
  await direct.stop();
});

interface Asked {
  readonly what: string;
  readonly url: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** It never gets as far as a handler. */
  readonly isRefusedBefore?: boolean;
}

const FAR = '00000000009999999999';
const REQUESTS: readonly Asked[] = [
  { what: 'a sku', url: '/v1/availability?sku=SKU-1&channel=web' },
  { what: 'skus, one of them unknown', url: '/v1/availability?sku=SKU-1&sku=none' },
  { what: 'no sku', url: '/v1/availability' },
  { what: 'a sku that is none', url: '/v1/availability?sku=a:b&channel=x:y' },
  { what: 'a sku twice', url: '/v1/availability?sku=a&sku=a' },
  { what: 'a parameter that is not known', url: '/v1/availability?sku=a&color=red' },
  { what: 'a name of JavaScript', url: '/v1/availability?sku=a&__proto__=b' },
  { what: 'a tenant that is none', url: '/v1/availability?sku=a:b', headers: { 'x-wayfill-tenant': 'a:b' } },
  { what: 'a correlation that is none', url: '/v1/availability?sku=a', headers: { 'x-correlation-id': 'ß' } },
  { what: 'another tenant', url: '/v1/availability?sku=SKU-1', headers: { 'x-wayfill-tenant': 'other' } },
  { what: 'a position that is none', url: '/v1/availability?sku=a&waitFor=12' },
  { what: 'a position that never comes', url: `/v1/availability?sku=SKU-1&waitFor=${FAR}` },
  { what: 'the head of an answer', method: 'HEAD', url: '/v1/availability?sku=SKU-1' },
  {
    what: 'many skus',
    method: 'POST',
    url: '/v1/availability/query',
    body: { skus: ['SKU-1', 'none'], channel: 'web' },
  },
  { what: 'no skus', method: 'POST', url: '/v1/availability/query', body: { skus: [] } },
  {
    what: 'a body that is none',
    method: 'POST',
    url: '/v1/availability/query',
    body: '{"skus":',
    isRefusedBefore: true,
  },
  {
    what: 'a body and a query that are wrong',
    method: 'POST',
    url: '/v1/availability/query?waitFor=1',
    body: { skus: 1 },
  },
  {
    what: 'a method that is none',
    method: 'PUT',
    url: '/v1/availability',
    body: {},
    isRefusedBefore: true,
  },
  { what: 'an order', url: '/v1/orders/web~d-1' },
  { what: 'an order with its person', url: '/v1/orders/web~d-1?include=recipient' },
  { what: 'the head of an order', method: 'HEAD', url: '/v1/orders/web~d-1' },
  { what: 'an order that is not there', url: '/v1/orders/web~none' },
  { what: 'an order of a name that is none', url: '/v1/orders/%7Bx%7D' },
  { what: 'a timeline', url: '/v1/orders/web~d-1/timeline?limit=1' },
  { what: 'a timeline that is not there', url: '/v1/orders/web~none/timeline' },
  { what: 'a cursor that is none', url: '/v1/orders/web~d-1/timeline?cursor=x' },
  { what: 'a page that is none', url: '/v1/orders/web~d-1/timeline?limit=0' },
  { what: 'decisions', url: '/v1/orders/web~d-1/decisions' },
  { what: 'a search', url: '/v1/orders?externalId=d-1' },
  { what: 'a node', url: '/v1/nodes/dc-1' },
  { what: 'work of a node', url: '/v1/nodes/dc-1/work?status=released' },
  { what: 'parked demand', url: '/v1/parked' },
  { what: 'a policy', url: '/v1/policies/default' },
  { what: 'parked work', url: '/v1/operations/parked-work' },
];

const plain = ({ status, headers, text }: Awaited<ReturnType<ApiFixture['send']>>) => {
  const { date: _date, ...rest } = headers;
  return { status, headers: rest, text };
};

it.each(REQUESTS)(
  '$what is answered alike, whoever serves it',
  async ({ url, method = 'GET', body, headers = {}, isRefusedBefore = false }) => {
    const own = await direct.send(method, url, body, headers);
    const before = asked;
    const nests = await byNest.send(method, url, body, headers);
    expect(plain(own)).toEqual(plain(nests));
    // The other side did go through Nest, where its guard was asked.
    expect(asked - before).toBe(isRefusedBefore ? 0 : 1);
  },
);

it('reads are served directly, and by Nest as soon as there is a guard', () => {
  const [own, nests] = both.map((api) => api.servedDirectly());
  expect(own).toEqual(
    expect.arrayContaining([
      'GET /v1/availability',
      'POST /v1/availability/query',
      'GET /v1/orders/:orderId',
      'GET /v1/orders/:orderId/timeline',
    ]),
  );
  expect(nests).toEqual([]);
});

it.each([
  { status: 503, error: new ViewStoreUnavailable('Redis did not answer') },
  { status: 500, error: new Error('a defect') },
])('a view that cannot be read is told of alike, with $status', async ({ status, error }) => {
  const answers = [];
  for (const api of both) {
    const store = api.application.get<MemoryViewStore>(VIEW_STORE, { strict: false });
    const read = jest.spyOn(store, 'groupTexts').mockRejectedValue(error);
    const { status: own, headers, text } = await api.get('/v1/availability?sku=SKU-1');
    read.mockRestore();
    answers.push({ status: own, type: headers['content-type'], text: text.replace(/[0-9a-f-]{36}/, 'ID') });
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]?.status).toBe(status);
});

it('both write a line and count for each request', async () => {
  for (const api of both) {
    const before = api.logged.length;
    await api.get('/v1/availability?sku=SKU-1');
    await api.get('/v1/availability');
    const lines = api.logged.slice(before).filter(({ message }) => message === 'request');
    expect(lines.map(({ line }) => line)).toMatchObject([
      { route: '/v1/availability', status: 200 },
      { route: '/v1/availability', status: 400 },
    ]);
  }
});

it('a guard that says no is obeyed by every read', async () => {
  isOpen = false;
  const statuses: number[] = [];
  for (const url of ['/v1/availability?sku=a', '/v1/orders/web~d-1', '/v1/parked']) {
    statuses.push((await byNest.get(url)).status);
  }
  isOpen = true;
  expect(statuses.every((status) => status >= 400)).toBe(true);
});
