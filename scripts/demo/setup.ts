import { setTimeout as delay } from 'node:timers/promises';
import { type DemoClient, expectOk, inParallel } from './client.js';
import type { DemoOrder } from './dataset.js';
import { DEMO_TIMINGS, firstStock, NODES, nodeBody, type StockRow } from './network.js';

const ROWS_PER_BATCH = 250;
const BATCH_ATTEMPTS = 30;

/** Registers the network and activates a policy whose waiting times fit a demo. Safe to do again. */
export async function setUpNetwork(client: DemoClient): Promise<void> {
  for (const node of NODES) {
    expectOk(await client.command('/v1/nodes', `node:${node.nodeId}`, nodeBody(node)), `node ${node.nodeId}`);
  }
  const history = expectOk(await client.get('/v1/policies/default'), 'policy');
  const versions = history.versions as { version: number; policy: object }[];
  const first = versions.find((one) => one.version === 1);
  const policy = { ...first?.policy, ...DEMO_TIMINGS, afterParking: 'retry' };
  const draft = expectOk(
    await client.command('/v1/policies/default/drafts', 'policy:draft', { policy, note: 'demo' }),
    'draft',
  );
  const path = `/v1/policies/default/versions/${draft.version}`;
  expectOk(await client.command(`${path}/validate`, 'policy:validate'), 'validate');
  expectOk(await client.command(`${path}/activate`, 'policy:activate'), 'activate');
}

/** What each node has before the first order. */
export async function stockTheNetwork(client: DemoClient, orders: readonly DemoOrder[]): Promise<number> {
  const rows = firstStock(orders);
  await deliverStock(client, rows, 'first');
  return rows.length;
}

/** Posts stock rows in batches; every row must be taken. */
export async function deliverStock(
  client: DemoClient,
  rows: readonly StockRow[],
  name: string,
): Promise<void> {
  const batches: { readonly key: string; readonly rows: readonly StockRow[] }[] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_BATCH) {
    batches.push({ key: `stock:${name}:${start}`, rows: rows.slice(start, start + ROWS_PER_BATCH) });
  }
  await inParallel(batches, 4, (batch) => deliverBatch(client, batch));
}

/** A row that the engine could not take now (503) is sent again with its batch; the key keeps the others from counting twice. */
async function deliverBatch(
  client: DemoClient,
  { key, rows }: { readonly key: string; readonly rows: readonly StockRow[] },
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = expectOk(await client.command('/v1/stock/batch', key, { rows }), 'stock batch');
    const failed = (answer.rows as { status: number }[]).filter((row) => row.status >= 300);
    if (failed.length === 0) return;
    if (attempt === BATCH_ATTEMPTS || failed.some((row) => row.status !== 503)) {
      throw new Error(`stock rows were refused: ${JSON.stringify(failed.slice(0, 3))}`);
    }
    await delay(1000);
  }
}
