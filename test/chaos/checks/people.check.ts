import type { EngineClient } from '../../support/engine-client.js';
import type { Acknowledged } from '../../support/engine-load.js';

/**
 * Every order that was taken has its recipient in the vault.
 *
 * @param atATime so many are asked for side by side
 * @returns what is wrong, in words
 */
export async function checkPeople(
  client: EngineClient,
  history: readonly Acknowledged[],
  atATime: number,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const placed = history.filter(({ path }) => path === '/v1/orders').values();
  const lane = async (): Promise<void> => {
    for (const one of placed) wrong.push(...(await checkOne(client, one)));
  };
  await Promise.all(Array.from({ length: atATime }, lane));
  return wrong;
}

async function checkOne(client: EngineClient, { key, body }: Acknowledged): Promise<readonly string[]> {
  const { externalId, recipient } = body as {
    readonly externalId: string;
    readonly recipient: { readonly name: string };
  };
  const path = `/v1/orders/${encodeURIComponent(`web~${externalId}`)}?include=recipient`;
  const order = await client.read(path);
  return order.recipient?.name === recipient.name ? [] : [`${key}: its recipient is not in the vault`];
}
