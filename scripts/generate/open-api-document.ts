import { createDocumentApp } from '../../src/api/document-app.js';
import { buildOpenApi } from '../../src/api/openapi.js';

/** The OpenAPI document as text, with the routes alone: no store is asked. */
export async function openApiDocument(): Promise<string> {
  const app = await createDocumentApp();
  try {
    return `${JSON.stringify(buildOpenApi(app), null, 2)}\n`;
  } finally {
    await app.close();
  }
}
