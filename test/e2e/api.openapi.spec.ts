import 'reflect-metadata';
import type { INestApplication } from '@nestjs/common';
import { createDocumentApp } from '../../src/api/document-app.js';
import type { Json } from '../support/api-fixture.js';
import { buildOpenApi } from '../../src/api/openapi.js';

type Document = ReturnType<typeof buildOpenApi>;

let app: INestApplication;
let document: Document;
beforeAll(async () => {
  app = await createDocumentApp();
  document = buildOpenApi(app);
});
afterAll(() => app.close());

/** The contract with clients: taking a route away or adding one is a decision. */
const ROUTES = [
  'DELETE /v1/orders/{orderId}/person',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /v1/availability',
  'GET /v1/fulfillments/{fulfillmentId}',
  'GET /v1/nodes',
  'GET /v1/nodes/{nodeId}',
  'GET /v1/nodes/{nodeId}/work',
  'GET /v1/notices',
  'GET /v1/notices/{noticeId}',
  'GET /v1/operations/parked-work',
  'GET /v1/operations/views',
  'GET /v1/orders',
  'GET /v1/orders/{orderId}',
  'GET /v1/orders/{orderId}/decisions',
  'GET /v1/orders/{orderId}/decisions/{index}/explanation',
  'GET /v1/orders/{orderId}/notices',
  'GET /v1/orders/{orderId}/timeline',
  'GET /v1/parked',
  'GET /v1/policies/{scope}',
  'GET /v1/policies/{scope}/versions/{version}',
  'POST /v1/availability/query',
  'POST /v1/fulfillments/{fulfillmentId}/accept',
  'POST /v1/fulfillments/{fulfillmentId}/collect',
  'POST /v1/fulfillments/{fulfillmentId}/damage',
  'POST /v1/fulfillments/{fulfillmentId}/deliver',
  'POST /v1/fulfillments/{fulfillmentId}/loss',
  'POST /v1/fulfillments/{fulfillmentId}/pack',
  'POST /v1/fulfillments/{fulfillmentId}/pick',
  'POST /v1/fulfillments/{fulfillmentId}/ready',
  'POST /v1/fulfillments/{fulfillmentId}/reject',
  'POST /v1/fulfillments/{fulfillmentId}/ship',
  'POST /v1/fulfillments/{fulfillmentId}/start-picking',
  'POST /v1/nodes',
  'POST /v1/nodes/{nodeId}/resume',
  'POST /v1/nodes/{nodeId}/suspend',
  'POST /v1/notices/{noticeId}/resend',
  'POST /v1/operations/parked-work/{id}/replay',
  'POST /v1/operations/views/{name}/rebuild',
  'POST /v1/orders',
  'POST /v1/orders/bulk',
  'POST /v1/orders/{orderId}/cancel',
  'POST /v1/orders/{orderId}/fulfillments/{fulfillmentId}/resource',
  'POST /v1/orders/{orderId}/hold',
  'POST /v1/orders/{orderId}/lines/{lineId}/cancel',
  'POST /v1/orders/{orderId}/release',
  'POST /v1/orders/{orderId}/retry',
  'POST /v1/policies/{scope}/drafts',
  'POST /v1/policies/{scope}/versions/{version}/activate',
  'POST /v1/policies/{scope}/versions/{version}/validate',
  'POST /v1/stock/adjust',
  'POST /v1/stock/batch',
  'POST /v1/stock/count',
  'POST /v1/stock/damage',
  'POST /v1/stock/receive',
  'POST /v1/stock/safety',
  'PUT /v1/nodes/{nodeId}',
];

function operations(): readonly (readonly [name: string, operation: Json])[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  );
}

function everyPart(part: unknown, visit: (part: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(part)) for (const one of part) everyPart(one, visit);
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return;
  visit(part as Readonly<Record<string, unknown>>);
  for (const one of Object.values(part)) everyPart(one, visit);
}

describe('the OpenAPI document', () => {
  it('is one of version 3.1 and can be built without any store', () => {
    expect(document.openapi).toBe('3.1.0');
  });

  it('has every route and no other', () => {
    expect(
      operations()
        .map(([name]) => name)
        .sort(),
    ).toEqual(ROUTES);
  });

  it('says of every route what it does and how it can answer', () => {
    const bare = operations().filter(
      ([, { summary, responses }]) => !summary || Object.keys(responses).length === 0,
    );
    expect(bare.map(([name]) => name)).toEqual([]);
  });

  it('names an id for each operation only once', () => {
    const ids = operations().map(([, { operationId }]) => operationId as string);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says how every command is refused', () => {
    const commands = operations().filter(([name]) =>
      /^(?:POST|PUT) \/v1\/(?!orders\/bulk|stock\/batch|availability|operations)/.test(name),
    );
    const bare = commands.filter(
      ([, { responses }]) => !['400', '409', '412', '422', '503'].every((status) => responses[status]),
    );
    expect(bare.map(([name]) => name)).toEqual([]);
  });

  it('describes errors as problem+json only', () => {
    const others = operations().flatMap(([name, { responses }]) =>
      Object.entries(responses as Record<string, { content?: object }>)
        .filter(
          ([status, { content }]) =>
            status >= '4' && !Object.keys(content ?? {}).includes('application/problem+json'),
        )
        .map(([status]) => `${name} ${status}`),
    );
    expect(others).toEqual([]);
  });

  it('leads every reference somewhere', () => {
    const broken = new Set<string>();
    everyPart(document, ({ $ref }) => {
      if (typeof $ref !== 'string') return;
      const [, , kind = '', name = ''] = $ref.split('/');
      const components = document.components as Record<string, Record<string, unknown>>;
      if (components[kind]?.[name] === undefined) broken.add($ref);
    });
    expect([...broken]).toEqual([]);
  });

  it('uses no word of JSON Schema that 3.1 does not know', () => {
    const odd = new Set<string>();
    everyPart(document, (part) => {
      if ('nullable' in part && typeof part['nullable'] === 'boolean') odd.add(JSON.stringify(part));
    });
    expect([...odd]).toEqual([]);
  });

  it('takes no field that it does not describe: every property has a type', () => {
    const bare: string[] = [];
    for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
      for (const [property, part] of Object.entries((schema as { properties?: object }).properties ?? {})) {
        const described = ['type', '$ref', 'allOf', 'anyOf', 'oneOf', 'enum'].some(
          (word) => word in (part as object),
        );
        if (!described) bare.push(`${name}.${property}`);
      }
    }
    expect(bare).toEqual([]);
  });
});
