import type { EngineClient } from '../../support/engine-client.js';
import type { Acknowledged } from '../../support/engine-load.js';

/** Every order that was taken has its recipient in the vault. @returns what is wrong, in words */
export async function checkPeople(
  client: EngineClient,
  history: readonly Acknowledged[],
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { key, path, body } of history) {
    if (path !== '/v1/orders') continue;
    const { externalId, recipient } = body as {
      readonly externalId: string;
      readonly recipient: { readonly name: string };
    };
    const order = await client.read(
      `/v1/orders/${encodeURIComponent(`web~${externalId}`)}?include=recipient`,
    );
    if (order.recipient?.name !== recipient.name) wrong.push(`${key}: its recipient is not in the vault`);
  }
  return wrong;
}
