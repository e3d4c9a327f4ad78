import fc from 'fast-check';
import { createDocumentApp } from '../../src/api/document-app.js';
import { buildOpenApi } from '../../src/api/openapi.js';
import { type Answer, ApiFixture, type Json, nodeBody, orderBody } from '../support/api-fixture.js';
import { bodyFrom, hostile, type Schema, valueFrom } from '../support/openapi-fuzz.js';

/** The seed is fixed: a failure happens again. */
const RUNS = 2500;
const SEED = 20_260_301;

interface Target {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly body: Schema | undefined;
  readonly contentType: string;
}

const api = new ApiFixture(undefined, { waitMs: 5 });
let targets: readonly Target[] = [];
let schemas: Readonly<Record<string, Schema>> = {};

beforeAll(async () => {
  const app = await createDocumentApp();
  const document = buildOpenApi(app);
  await app.close();
  schemas = document.components?.schemas as unknown as Readonly<Record<string, Schema>>;
  targets = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Readonly<Record<string, Json>>).map(([method, operation]) => {
      const [contentType = 'application/json', content] =
        Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
      return {
        method: method.toUpperCase(),
        path,
        parameters: operation.parameters ?? [],
        body: (content as { schema?: Schema } | undefined)?.schema,
        contentType,
      };
    }),
  );
  await api.start();
  await api.post('/v1/orders', orderBody('fuzz'));
  await api.post('/v1/nodes', nodeBody('fuzz'));
});
afterAll(() => api.stop());

/** A request to a route: parts from its document, each of them now and then replaced by something hostile. */
function requestTo(
  target: Target,
): fc.Arbitrary<{ url: string; headers: Record<string, string>; body: unknown }> {
  const part = (schema: Schema): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 12, arbitrary: valueFrom(schema, schemas) }, { weight: 1, arbitrary: hostile });
  // Most headers and conditions are left out most of the time: each one given is one more way to be refused.
  const maybe = (schema: Schema): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: part(schema) });
  const some = (where: string): fc.Arbitrary<Record<string, unknown>> =>
    fc.record(
      Object.fromEntries(
        target.parameters
          .filter((one) => one.in === where)
          .map(({ name, schema, required }) => [name, required === true ? part(schema) : maybe(schema)]),
      ),
    );
  const body = target.body === undefined ? fc.constant(undefined) : bodyFrom(target.body, schemas);
  return fc
    .tuple(some('path'), some('query'), some('header'), body)
    .map(([path, query, header, content]) => ({
      url: addressOf(target.path, path, query),
      headers: { 'content-type': target.contentType, ...headersOf(header) },
      body: content === undefined || typeof content === 'string' ? content : JSON.stringify(content),
    }));
}

function addressOf(pattern: string, path: Record<string, unknown>, query: Record<string, unknown>): string {
  const address = pattern.replace(
    /\{(\w+)\}/g,
    (_all, name: string) => encodeURIComponent(textOf(path[name])) || '-',
  );
  const pairs = given(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (one) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(one))}`,
    ),
  );
  return pairs.length === 0 ? address : `${address}?${pairs.join('&')}`;
}

/** Node itself refuses header values of other characters before they are sent. */
function headersOf(header: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    given(header).map(([name, value]) => [name, textOf(value).replace(/[^\x20-\x7e]/g, '?')]),
  );
}

function given(parts: Record<string, unknown>): readonly (readonly [string, unknown])[] {
  return Object.entries(parts).filter(([, value]) => value !== undefined);
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return /\p{Cs}/u.test(text) ? 'half a character' : text;
}

/** A refusal is a problem, and the log is as it was. */
async function expectHarmless(answer: Answer, before: bigint | null): Promise<void> {
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(Object.keys(answer.body)).toEqual(
    expect.arrayContaining(['type', 'title', 'status', 'code', 'detail']),
  );
  expect(await api.store.headPosition()).toBe(before);
}

describe('requests of every kind to every route', () => {
  it('are never answered with a 5xx, and a 4xx is a problem that has changed nothing', async () => {
    const statuses = new Map<number, number>();
    // What makes things comes more often, so that the rest has something to meet.
    const intake = targets.filter(
      ({ method, path }) => method === 'POST' && /^\/v1\/(?:orders|nodes)$/.test(path),
    );
    const any = fc
      .constantFrom(...targets, ...intake, ...intake, ...intake, ...intake)
      .chain((target) => requestTo(target).map((request) => ({ target, request })));
    await fc.assert(
      fc.asyncProperty(any, async ({ target, request }) => {
        const before = await api.store.headPosition();
        const answer = await api.send(target.method, request.url, request.body, request.headers);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        // Waiting in vain is an answer to a position that is not there yet, not a failure.
        const isWaitInVain = answer.status === 504 && answer.body.code === 'WAIT_TIMED_OUT';
        expect(answer.status < 500 || isWaitInVain).toBe(true);
        if (answer.status >= 400) await expectHarmless(answer, before);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    // A fuzzer that is only ever refused, or never, looks at one half of the code.
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 404, 409]));
  });
});
