import { COMMAND_RUNNER, type CommandRunner } from '../../src/application/runtime/command-runner.js';
import { fulfillmentDecider } from '../../src/domain/fulfillment/index.js';
import { DEFAULT_POLICY, type PolicyEvent } from '../../src/domain/policy/index.js';
import type { Message } from '../../src/domain/shared/decider.js';
import {
  decisionOf,
  explainDecision,
  policyDigest,
  type SourcingRecord,
} from '../../src/domain/sourcing/index.js';
import { METADATA_SAMPLE } from '../support/event-samples/all.samples.js';
import { ORDER_SAMPLES } from '../support/event-samples/order.samples.js';
import { ORDER_ID } from '../support/event-samples/parts.js';
import { POLICY_SAMPLE } from '../support/event-samples/sourcing-decision.sample.js';
import { ApiFixture, type Json, nodeBody, orderBody } from '../support/api-fixture.js';

const api = new ApiFixture();
beforeAll(() => api.start());
afterAll(() => api.stop());

const FAR = '00000000009999999999';

/** Hands work to a node, as the order process does. */
async function release(fulfillmentId: string): Promise<void> {
  const runner = api.application.get<CommandRunner>(COMMAND_RUNNER, { strict: false });
  await runner.execute(
    fulfillmentDecider,
    {
      type: 'ReleaseFulfillment',
      data: {
        fulfillmentId,
        orderId: fulfillmentId.replace(/-\d+$/, ''),
        nodeId: 'dc-1',
        at: '2026-03-01T00:00:00.000Z',
        channel: 'web',
        method: 'ship',
        lines: [{ lineId: '1', sku: 'SKU-1', quantity: 2 }],
        destination: { country: 'US' },
        promisedBy: '2026-03-05T00:00:00.000Z',
        acceptBy: '2026-03-01T04:00:00.000Z',
        pickupWindowSeconds: 3600,
      },
    },
    {
      tenant: 'main',
      commandId: fulfillmentId,
      correlationId: 'c',
      causationId: 'c',
      actor: 'order-process',
    },
  );
}

describe('reading your own write', () => {
  it('needs no sleep: the position of the answer, given back, waits for the views', async () => {
    const placed = await api.post('/v1/orders', orderBody('read-1'));
    const read = await api.get(`/v1/orders/web~read-1?waitFor=${placed.body.position}`);
    expect([read.status, read.headers['etag'], read.body.status]).toEqual([200, '"0"', 'received']);
    expect(String(read.headers['wayfill-position']) >= placed.body.position).toBe(true);
  });

  it('ends with 504 and the position reached when the views do not come that far', async () => {
    const lagging = new ApiFixture(api.store, { waitMs: 20 });
    await lagging.start({ feedViews: false });
    const answer = await lagging.get(`/v1/orders/web~read-1?waitFor=${FAR}`);
    await lagging.stop();
    expect([answer.status, answer.body.code, answer.body.position]).toEqual([
      504,
      'WAIT_TIMED_OUT',
      '0'.repeat(20),
    ]);
    expect(answer.headers['retry-after']).toBe('1');
  });
});

describe('searching orders', () => {
  it('finds by external id, customer, channel, status and time, page by page', async () => {
    let last = '';
    for (const [at, day] of ['01', '02', '03'].entries()) {
      const changes = { channel: 'app', customerRef: 'C-7', placedAt: `2026-01-${day}T00:00:00Z` };
      last = (await api.post('/v1/orders', orderBody(`s-${at}`, changes))).body.position;
    }
    const query =
      'customerRef=C-7&channel=app&status=received&placedFrom=2026-01-01T00:00:00Z&placedTo=2026-01-03T00:00:00Z';
    const first = await api.get(`/v1/orders?${query}&limit=1&waitFor=${last}`);
    const second = await api.get(
      `/v1/orders?${query}&limit=1&cursor=${encodeURIComponent(first.body.nextCursor)}`,
    );
    expect(first.body.items.map((order: Json) => order.externalId)).toEqual(['s-1']);
    expect(second.body.items.map((order: Json) => order.externalId)).toEqual(['s-0']);
    expect(second.body.nextCursor).toBeNull();
    expect((await api.get('/v1/orders?externalId=s-2')).body.items).toHaveLength(1);
  });

  it('keeps tenants apart', async () => {
    expect((await api.get('/v1/orders?customerRef=C-7', { 'x-wayfill-tenant': 'other' })).body.items).toEqual(
      [],
    );
    expect((await api.get('/v1/orders/app~s-1', { 'x-wayfill-tenant': 'other' })).status).toBe(404);
  });
});

describe('a node', () => {
  it('is registered, read, changed, suspended and resumed', async () => {
    const registered = await api.post('/v1/nodes', nodeBody('dc-9'));
    expect([registered.status, registered.headers['location'], registered.headers['etag']]).toEqual([
      201,
      '/v1/nodes/dc-9',
      '"0"',
    ]);
    expect((await api.post('/v1/nodes', nodeBody('dc-9'))).status).toBe(200);
    const { nodeId: _nodeId, ...profile } = nodeBody('dc-9', { capacity: 10 });
    expect((await api.send('PUT', '/v1/nodes/dc-9', profile, { 'if-match': '"0"' })).body.revision).toBe(1);
    await api.post('/v1/nodes/dc-9/suspend', { reason: 'power cut' });
    const suspended = await api.get('/v1/nodes/dc-9');
    expect(suspended.body).toEqual({
      ...nodeBody('dc-9', { capacity: 10 }),
      status: 'suspended',
      suspendedFor: 'power cut',
      revision: 2,
    });
    await api.post('/v1/nodes/dc-9/resume');
    expect((await api.get('/v1/nodes/dc-9')).body.status).toBe('active');
  });

  it('stands in the list with its state', async () => {
    const { nodeId: _nodeId, ...profile } = nodeBody('dc-9');
    api.network = {
      ...api.network,
      nodes: () => [{ nodeId: 'dc-9', profile: profile as never, suspended: true }],
    };
    expect((await api.get('/v1/nodes')).body.items).toEqual([{ ...nodeBody('dc-9'), status: 'suspended' }]);
  });
});

describe('a fulfillment', () => {
  const url = '/v1/fulfillments/web~f-1-1';

  it('is on the work list of its node and goes its way over HTTP', async () => {
    await release('web~f-1-1');
    const steps: readonly (readonly [string, object])[] = [
      ['accept', {}],
      ['start-picking', {}],
      ['pick', { lines: [{ lineId: '1', quantity: 2 }] }],
      ['pack', { parcels: [{ parcelId: 'p-1', carrier: 'ground' }] }],
      ['ship', { occurredAt: '2026-03-02T10:00:00+02:00' }],
      ['deliver', { occurredAt: '2026-03-04T00:00:00Z' }],
    ];
    const seen: unknown[] = [];
    let position = '';
    for (const [step, body] of steps) {
      const answer = await api.post(`${url}/${step}`, body);
      position = answer.body.position;
      seen.push([step, answer.status, answer.body.revision]);
      if (step !== 'accept') continue;
      const work = await api.get(`/v1/nodes/dc-1/work?status=accepted&limit=10&waitFor=${position}`);
      expect(work.body.items.map((item: Json) => item.fulfillmentId)).toEqual(['web~f-1-1']);
    }
    expect(seen).toEqual(steps.map(([step], at) => [step, 200, at + 1]));
    const read = await api.get(`${url}?waitFor=${position}&include=recipient`);
    expect([read.body.status, read.body.open, read.body.recipient, read.headers['etag']]).toEqual([
      'delivered',
      false,
      null,
      '"6"',
    ]);
    const shipped = (await api.log()).find((line) => line.includes('"type":"FulfillmentShipped"')) ?? '{}';
    expect(JSON.parse(shipped).event.data.shippedAt).toBe('2026-03-02T08:00:00.000Z');
  });

  it('that has ended takes no further step, and says what it would take', async () => {
    const answer = await api.post(`${url}/reject`, { reason: 'closed' });
    expect([answer.status, answer.body.code]).toEqual([409, 'REJECTION_TOO_LATE']);
    expect(answer.body.allowed).not.toContain('reject');
  });

  it('that is too early for a step says which steps would be taken', async () => {
    await release('web~f-2-1');
    const answer = await api.post('/v1/fulfillments/web~f-2-1/ship', {});
    expect(answer.status).toBe(409);
    expect(answer.body.allowed).toEqual(expect.arrayContaining(['accept', 'reject']));
    expect(answer.body.allowed).not.toContain('WithdrawLines');
  });
});

describe('a policy', () => {
  it('with promise rules that break a rule is refused, and each field is named', async () => {
    const transit = [{ service: 'by air', handlingHours: -1, baseHours: 1, hoursPerHundredKm: 1 }];
    const promise = { toleranceDays: [0, 0.5], thenAnyDate: 'yes', transit };
    const { status, body } = await api.post('/v1/policies/default/drafts', {
      policy: { ...DEFAULT_POLICY, promise },
    });
    expect(status).toBe(400);
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'policy.promise.thenAnyDate',
      'policy.promise.toleranceDays',
      'policy.promise.transit[0].handlingHours',
      'policy.promise.transit[0].service',
    ]);
  });

  it('is drafted, validated, activated and read with its history', async () => {
    const drafted = await api.post('/v1/policies/default/drafts', { policy: DEFAULT_POLICY, note: 'first' });
    expect([drafted.status, drafted.body.version, drafted.body.status]).toEqual([201, 1, 'draft']);
    expect(drafted.headers['location']).toBe('/v1/policies/default/versions/1');
    const early = await api.post('/v1/policies/default/versions/1/activate');
    expect([early.status, early.body.code]).toEqual([409, 'POLICY_NOT_VALID']);
    const validated = await api.post('/v1/policies/default/versions/1/validate');
    expect([validated.body.status, validated.body.findings]).toEqual(['validated', []]);
    expect((await api.post('/v1/policies/default/versions/1/activate')).body.status).toBe('active');
    const { body } = await api.get('/v1/policies/default');
    expect([body.activeVersion, body.versions[0].policy, body.versions[0].note]).toEqual([
      1,
      DEFAULT_POLICY,
      'first',
    ]);
    expect((await api.get('/v1/policies/default/versions/1')).body).toEqual(body.versions[0]);
  });

  it('that is taken says so when its answer cannot be read: sent again with its key, it is not drafted twice', async () => {
    await api.post('/v1/policies/outage/drafts', { policy: DEFAULT_POLICY });
    const draft = { policy: { ...DEFAULT_POLICY, maxAttempts: 9 } };
    const before = (await api.log()).length;
    const append = api.store.append.bind(api.store);
    jest.spyOn(api.store, 'append').mockImplementationOnce(async (...args) => {
      const receipt = await append(...args);
      api.store.failReads(1);
      return receipt;
    });
    const failed = await api.post('/v1/policies/outage/drafts', draft, { 'idempotency-key': 'outage-2' });
    expect([failed.status, failed.body.code]).toEqual([503, 'EVENT_STORE_UNAVAILABLE']);
    expect(failed.body.detail).toContain('The command was taken');
    expect((await api.log()).length).toBe(before + 1);
    const again = await api.post('/v1/policies/outage/drafts', draft, { 'idempotency-key': 'outage-2' });
    expect([again.status, again.body.version, again.body.repeated]).toEqual([201, 2, true]);
    expect((await api.log()).length).toBe(before + 1);
  });

  it('drafted again under its key is the same version, though there is a later one', async () => {
    const key = { 'idempotency-key': 'draft-2' };
    const second = { policy: { ...DEFAULT_POLICY, maxAttempts: 7 } };
    expect((await api.post('/v1/policies/default/drafts', second, key)).body.version).toBe(2);
    await api.post('/v1/policies/default/drafts', { policy: { ...DEFAULT_POLICY, maxAttempts: 8 } });
    const repeat = await api.post('/v1/policies/default/drafts', second, key);
    expect([repeat.body.version, repeat.body.repeated]).toEqual([2, true]);
  });
});

describe('the decisions of an order', () => {
  const { SourcingPlanned, OrderPlaced } = ORDER_SAMPLES;
  const url = `/v1/orders/${ORDER_ID}/decisions`;
  const naming = (rules: SourcingRecord['input']['rules']): SourcingRecord => {
    const { decision } = SourcingPlanned.data;
    return { ...decision, input: { ...decision.input, rules } };
  };
  const byName = naming({ scope: 'winter', version: 1, digest: policyDigest(POLICY_SAMPLE) });
  const digest = policyDigest(POLICY_SAMPLE);
  const missing = naming({ scope: 'winter', version: 2, digest });
  const other = naming({ scope: 'winter', version: 1, digest: '0'.repeat(32) });
  const unreadable = naming({ scope: 'torn', version: 1, digest });
  const inlined = naming({ scope: 'winter', version: 1, policy: POLICY_SAMPLE });
  const records = [byName, inlined, missing, other, unreadable];
  const drafted: PolicyEvent = {
    type: 'PolicyDrafted',
    data: { scope: 'winter', version: 1, policy: POLICY_SAMPLE, at: METADATA_SAMPLE.occurredAt },
  };
  const write = async (stream: string, events: readonly Message[], from = 0): Promise<void> => {
    const written = events.map((event, at) => ({
      eventId: `00000000-0000-5000-8000-0000000000${from + at + 10}`,
      event,
      metadata: METADATA_SAMPLE,
    }));
    await api.store.append(stream, 'no-stream', written);
  };

  it('that name rules which the log does not have are not made up: each says so itself, and keeps no other back', async () => {
    const planned = records.map((decision) => ({
      ...SourcingPlanned,
      data: { ...SourcingPlanned.data, decision },
    }));
    await write(`order-main:${ORDER_ID}`, [OrderPlaced, ...planned]);
    await write('policy-main:winter', [drafted], 10);
    await write('policy-main:torn', [{ type: 'PolicyTorn', data: {} }], 15);
    const details = [
      { decision: decisionOf(byName, POLICY_SAMPLE) },
      { decision: decisionOf(byName, POLICY_SAMPLE) },
      {
        decision: missing,
        unexplained: 'the log has no version 2 of policy winter, by which it was decided',
      },
      { decision: other, unexplained: 'version 1 of policy winter is not the one by which it was decided' },
      { decision: unreadable, unexplained: 'policy torn cannot be read' },
    ];
    const { status, body } = await api.get(url);
    const found = body.items.map(({ index, outcome, decision, unexplained }: Json) => ({
      entry: [index, outcome],
      details: { decision, ...(unexplained === undefined ? {} : { unexplained }) },
    }));
    const wanted = details.map((one, index) => ({ entry: [index, 'planned'], details: one }));
    expect([status, found]).toEqual([200, wanted]);
    expect((await api.get(`${url}/5/explanation`)).status).toBe(404);
  });

  it('that cannot be explained say why in place of the sentences', async () => {
    const unexplained = 'the log has no version 2 of policy winter, by which it was decided';
    const sentences = [`The decision cannot be explained: ${unexplained}.`];
    const { status, body } = await api.get(`${url}/2/explanation`);
    expect([status, body]).toEqual([200, { sentences, unexplained }]);
  });

  it('are explained in plain sentences, by the policy that they name or that they were recorded with', async () => {
    const sentences = explainDecision(decisionOf(byName, POLICY_SAMPLE));
    for (const index of [0, 1]) {
      expect((await api.get(`${url}/${index}/explanation`)).body).toEqual({ sentences });
    }
  });

  it('are listed in full: with the policy and every verdict', async () => {
    const orderId = 'web~listed';
    const data = { ...SourcingPlanned.data, orderId, decision: byName };
    await write(`order-main:${orderId}`, [{ ...SourcingPlanned, data }], 20);
    const { body } = await api.get(`/v1/orders/${orderId}/decisions`);
    expect(body.items.map(({ index, outcome }: Json) => [index, outcome])).toEqual([[0, 'planned']]);
    expect(body.items[0].decision).toEqual(decisionOf(byName, POLICY_SAMPLE));
  });
});

describe('for those who run the engine', () => {
  const parked = {
    id: '6f1c1a52-7d0f-5b0e-9d43-8d9a2d3b6a10',
    consumer: 'order-process',
    key: 'web~1',
    stream: 'order-main:web~1',
    revision: '3',
    type: 'SourcingPlanned',
    reason: 'a defect',
    attempts: 5,
    parkedAt: '2026-03-01T00:00:00.000Z',
  };

  it('parked work is listed and can be tried again', async () => {
    api.parked.push(parked);
    expect((await api.get('/v1/operations/parked-work')).body).toEqual({ items: [parked] });
    const answer = await api.post(`/v1/operations/parked-work/${parked.id}/replay`);
    expect([answer.status, answer.body.id, api.replays]).toEqual([202, parked.id, [parked.id]]);
  });

  it('a view can be built anew while it is served, and is found true to the log', async () => {
    const { position } = (await api.post('/v1/orders', orderBody('rebuild-1'))).body;
    await api.get(`/v1/orders/web~rebuild-1?waitFor=${position}`);
    const answer = await api.post('/v1/operations/views/order-status/rebuild');
    expect([answer.status, answer.body.name, answer.body.differingKeys]).toEqual([200, 'order-status', []]);
    const { items } = (await api.get('/v1/operations/views')).body;
    const served = items.find((one: Json) => one.name === 'order-status');
    expect([served.state, served.generation]).toEqual(['live', answer.body.generation]);
    expect((await api.get('/v1/orders/web~rebuild-1')).status).toBe(200);
  });

  it('a view is not built anew when nobody knows it, or when this process does not feed the views', async () => {
    const unknown = await api.post('/v1/operations/views/orders/rebuild');
    expect([unknown.status, unknown.body.errors[0].field]).toEqual([400, 'name']);
    const reader = new ApiFixture(api.store);
    await reader.start({ feedViews: false });
    const answer = await reader.post('/v1/operations/views/order-status/rebuild');
    await reader.stop();
    expect([answer.status, answer.body.code]).toEqual([503, 'VIEWS_UNAVAILABLE']);
  });

  it('health says that the engine lives and is ready, and the figures tell of views and commands', async () => {
    expect((await api.get('/health/live')).body).toEqual({ status: 'ok' });
    const ready = await api.get('/health/ready');
    expect([ready.status, ready.body.checks.map((check: Json) => [check.name, check.status])]).toEqual([
      200,
      [
        ['event-store', 'ok'],
        ['views', 'ok'],
      ],
    ]);
    const { text } = await api.get('/metrics');
    expect(text).toMatch(/^wayfill_view_lag\{view="order-status"\} \d+$/m);
    expect(text).toMatch(
      /^wayfill_commands_total\{type="PlaceOrder",outcome="accepted",code="accepted"\} \d+$/m,
    );
    expect(text).toMatch(
      /^wayfill_http_request_seconds_count\{method="POST",route="\/v1\/orders",status="201"\} \d+$/m,
    );
  });

  it('the document and its page are served', async () => {
    expect((await api.get('/docs/openapi.json')).body.openapi).toBe('3.1.0');
    const page = await api.get('/docs');
    expect([page.status, String(page.headers['content-type'])]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
  });

  it('an engine whose event store is away is alive and not ready', async () => {
    const away = new ApiFixture();
    await away.start();
    away.store.headPosition = () => Promise.reject(new Error('esdb://admin:changeit@10.0.0.1 refused'));
    const ready = await away.get('/health/ready');
    const live = await away.get('/health/live');
    await away.stop();
    expect([ready.status, ready.body.code, live.status]).toEqual([503, 'NOT_READY', 200]);
    expect(ready.text).not.toContain('changeit');
  });
});

describe('the log of requests', () => {
  it('has one line for each, without query, body or header', async () => {
    const before = api.logged.length;
    await api.get('/v1/orders?customerRef=SECRET-REF', { authorization: 'Bearer SECRET' });
    const [line, ...others] = api.logged.slice(before).filter(({ level }) => level === 'info');
    expect(others).toEqual([]);
    expect(Object.keys(line?.line ?? {})).toEqual(['requestId', 'method', 'route', 'path', 'status', 'ms']);
    expect(JSON.stringify(line)).not.toContain('SECRET');
  });
});
