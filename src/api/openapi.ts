import type { INestApplication } from '@nestjs/common';
import { withNullTypes, withSharedExamples } from './openapi-shape.js';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const DESCRIPTION = `Orders of all channels, stock of all nodes, one brain.

Every command answers with the revision of what it changed (also as \`ETag\`) and with a log position. Reads come from
views that follow the log; give a position back as \`waitFor\` to read your own write.

Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`. A 4xx names the field and the rule, and has
changed nothing. On a conflict, \`allowed\` says what would be taken now.

There is no authentication yet: the engine listens on the loopback interface.`;

const TAGS: readonly (readonly [string, string])[] = [
  ['orders', 'Take orders in, watch them, stop them.'],
  ['fulfillments', 'What a node answers to its work.'],
  ['nodes', 'Warehouses, stores, drop-shippers, and their work.'],
  ['stock', 'Movements of stock.'],
  ['availability', 'What can be had.'],
  ['policies', 'The rules of sourcing, versioned.'],
  ['notices', 'What customer and retailer are told.'],
  ['operations', 'For those who run the engine.'],
  ['health', 'Probes and figures.'],
];

/** The OpenAPI 3.1 document of the application. Needs the routes only: no store is asked. */
export function buildOpenApi(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Wayfill')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0');
  for (const [name, description] of TAGS) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  return withSharedExamples(withNullTypes(document) as OpenAPIObject);
}

/** The page under /docs and the document under /docs/openapi.json, built when first asked for. */
export function serveOpenApi(app: INestApplication): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= buildOpenApi(app)), {
    jsonDocumentUrl: 'docs/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Wayfill API',
  });
}
