import 'reflect-metadata';
import fc from 'fast-check';
import { accepted } from '../../src/api/http/accept.js';
import type { FieldClass } from '../../src/api/http/field-rules.js';
import { guardDocument } from '../../src/api/http/input-guard.js';
import { validInput } from '../../src/api/http/validate.js';
import { createDocumentApp } from '../../src/api/document-app.js';
import { buildOpenApi } from '../../src/api/openapi.js';
import * as fulfillments from '../../src/api/fulfillments/fulfillment-actions.dto.js';
import * as nodes from '../../src/api/nodes/node.dto.js';
import { NothingDto } from '../../src/api/http/nothing.dto.js';
import * as orderActions from '../../src/api/orders/order-actions.dto.js';
import { BulkOrderDto, PlaceOrderDto } from '../../src/api/orders/place-order.dto.js';
import { DraftPolicyDto } from '../../src/api/policies/policy.dto.js';
import { AvailabilityBody } from '../../src/api/availability/availability.dto.js';
import { OPERATIONS, StockBatchDto } from '../../src/api/stock/stock.dto.js';
import { hostile, type Schema, valueFrom } from '../support/openapi-fuzz.js';

const BODIES: readonly FieldClass[] = [
  PlaceOrderDto,
  BulkOrderDto,
  DraftPolicyDto,
  AvailabilityBody,
  StockBatchDto,
  NothingDto,
  nodes.RegisterNodeDto,
  nodes.NodeProfileDto,
  nodes.SuspendNodeDto,
  orderActions.CancelOrderDto,
  orderActions.CancelLineDto,
  orderActions.HoldOrderDto,
  orderActions.ReleaseOrderDto,
  orderActions.ResourceDto,
  fulfillments.ActionDto,
  fulfillments.RejectDto,
  fulfillments.PickDto,
  fulfillments.PackDto,
  fulfillments.ShipDto,
  fulfillments.CarriageDto,
  ...Object.values(OPERATIONS),
];

let schemas: Readonly<Record<string, Schema>>;
beforeAll(async () => {
  const app = await createDocumentApp();
  schemas = buildOpenApi(app).components?.schemas as unknown as Readonly<Record<string, Schema>>;
  await app.close();
});

/** What the long way makes of a body: its text, or null for a refusal. */
function longWay(type: FieldClass, body: unknown): string | null {
  try {
    return canonical(validInput(type, body));
  } catch {
    return null;
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

describe('the check made ahead of time', () => {
  it.each(BODIES.map((type) => [type.name, type] as const))(
    'takes of %s exactly what the long way takes, and makes the same of it',
    (name, type) => {
      let taken = 0;
      const body = fc.oneof(
        { weight: 9, arbitrary: valueFrom(schemas[name] ?? { type: 'object' }, schemas) },
        { weight: 1, arbitrary: hostile },
      );
      fc.assert(
        fc.property(body, (input) => {
          // As it comes from the wire, where what is dangerous has been refused before.
          const document = JSON.parse(JSON.stringify(input) ?? 'null') as unknown;
          if (guardDocument(document) !== null) return;
          const short = accepted(type, document);
          if (short !== undefined) taken += 1;
          expect(short === undefined ? null : canonical(short)).toBe(longWay(type, document));
        }),
        { numRuns: 150, seed: 7 },
      );
      expect(taken).toBeGreaterThan(0);
    },
  );
});
