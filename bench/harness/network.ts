import { type DemoClient, expectOk, inParallel } from '../../scripts/demo/client.js';

/** The network of the benchmarks: 25 nodes, 200 skus, each sku at twelve nodes with more than any run can sell. */
const NODES = 25;
export const SKUS = 200;
const NODES_OF_SKU = 12;
const ROWS_PER_BATCH = 250;

const nodeId = (place: number): string => `node-${place % NODES}`;
export const skuId = (place: number): string => `sku-${place % SKUS}`;

/** Registers nodes and receives stock. */
export async function setUpNetwork(client: DemoClient): Promise<void> {
  for (let place = 0; place < NODES; place += 1) {
    const answer = await client.command('/v1/nodes', `node:${place}`, nodeBody(place));
    expectOk(answer, nodeId(place));
  }
  const rows = Array.from({ length: SKUS * NODES_OF_SKU }, (_, at) => {
    const sku = Math.floor(at / NODES_OF_SKU);
    const node = nodeId(sku * 7 + (at % NODES_OF_SKU) * 2);
    return { operation: 'receive', sku: skuId(sku), nodeId: node, quantity: 1_000_000, reference: 'bench' };
  });
  await receive(client, rows);
}

/** Many nodes that all have each of some skus. Answers those skus. */
export async function setUpWideNetwork(client: DemoClient, nodes: number, skus: number): Promise<string[]> {
  const wide = (place: number): string => `wide-${place}`;
  await inParallel(Array(nodes).keys(), 8, async (place) => {
    expectOk(await client.command('/v1/nodes', `wide:${place}`, nodeBody(place, wide(place))), wide(place));
  });
  const names = Array.from({ length: skus }, (_, at) => `wide-sku-${at}`);
  const rows = names.flatMap((sku) =>
    Array.from({ length: nodes }, (_, place) => ({
      operation: 'receive',
      sku,
      nodeId: wide(place),
      quantity: 100 + place,
      reference: 'bench',
    })),
  );
  await receive(client, rows);
  return names;
}

/** Sends stock in batches. */
async function receive(client: DemoClient, rows: readonly object[]): Promise<void> {
  const starts = Array.from(
    { length: Math.ceil(rows.length / ROWS_PER_BATCH) },
    (_, at) => at * ROWS_PER_BATCH,
  );
  await inParallel(starts, 2, async (start) => {
    const batch = { rows: rows.slice(start, start + ROWS_PER_BATCH) };
    expectOk(await client.command('/v1/stock/batch', `stock:${rows.length}:${start}`, batch), 'stock');
  });
}

function nodeBody(place: number, id = nodeId(place)): object {
  return {
    nodeId: id,
    name: `Node ${place}`,
    nodeType: 'warehouse',
    country: 'DE',
    coordinates: { latitude: 47.5 + (place % 5) * 1.6, longitude: 6.5 + Math.floor(place / 5) * 1.9 },
    methods: ['ship'],
    servesCountries: [],
    servesRegions: [],
    shippingCost: { baseMinor: 400 + ((place * 37) % 90), perHundredKmMinor: 20, currency: 'EUR' },
  };
}

/** An order of two lines, spread over the country and the skus. */
export function orderBody(externalId: string, place: number): object {
  const line = (lineId: string, sku: number) => ({
    lineId,
    sku: skuId(sku),
    quantity: 1 + (place % 3),
    unitPrice: { amountMinor: 1999, currency: 'EUR' },
  });
  return {
    externalId,
    channel: 'web',
    customerRef: `customer-${place % 5000}`,
    method: 'ship',
    promise: { service: 'standard', promisedBy: '2030-01-01T00:00:00.000Z' },
    destination: {
      country: 'DE',
      city: 'Somewhere',
      postalCode: String(10_000 + (place % 80_000)),
      coordinates: { latitude: 47.5 + ((place * 13) % 64) / 10, longitude: 6.5 + ((place * 29) % 76) / 10 },
    },
    recipient: { name: 'A Person', street: 'A Street 1', email: 'person@example.org' },
    lines: [line('1', place * 17), line('2', place * 17 + 1 + (place % 11))],
  };
}
