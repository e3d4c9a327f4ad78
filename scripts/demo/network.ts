import zipcodes from 'zipcodes';
import { chance } from './chance.js';
import { type DemoOrder, demandBySku } from './dataset.js';

export interface DemoNode {
  readonly nodeId: string;
  readonly name: string;
  readonly nodeType: 'warehouse' | 'store' | 'drop-shipper';
  readonly city: string;
  readonly region: string;
  readonly latitude: number;
  readonly longitude: number;
}

export interface StockRow {
  readonly operation: 'receive';
  readonly sku: string;
  readonly nodeId: string;
  readonly quantity: number;
  readonly reference: string;
}

/** Node type, id, name of the city, postal code of its place. */
const PLACES: readonly (readonly [DemoNode['nodeType'], string, string, string])[] = [
  ['warehouse', 'dc-louisville', 'Louisville', '40213'],
  ['warehouse', 'dc-reno', 'Reno', '89502'],
  ['warehouse', 'dc-dallas', 'Dallas', '75212'],
  ['warehouse', 'dc-harrisburg', 'Harrisburg', '17111'],
  ['warehouse', 'dc-atlanta', 'Atlanta', '30336'],
  ['store', 'store-new-york', 'New York City', '10011'],
  ['store', 'store-los-angeles', 'Los Angeles', '90036'],
  ['store', 'store-san-francisco', 'San Francisco', '94110'],
  ['store', 'store-seattle', 'Seattle', '98115'],
  ['store', 'store-philadelphia', 'Philadelphia', '19140'],
  ['store', 'store-houston', 'Houston', '77041'],
  ['store', 'store-chicago', 'Chicago', '60610'],
  ['store', 'store-san-diego', 'San Diego', '92037'],
  ['store', 'store-columbus', 'Columbus', '43229'],
  ['store', 'store-springfield', 'Springfield', '65807'],
  ['store', 'store-jacksonville', 'Jacksonville', '32216'],
  ['store', 'store-detroit', 'Detroit', '48205'],
  ['store', 'store-phoenix', 'Phoenix', '85023'],
  ['store', 'store-denver', 'Denver', '80219'],
  ['store', 'store-charlotte', 'Charlotte', '28205'],
  ['store', 'store-minneapolis', 'Minneapolis', '55407'],
  ['drop-shipper', 'supplier-grand-rapids', 'Grand Rapids', '49505'],
  ['drop-shipper', 'supplier-newark', 'Newark', '07109'],
  ['drop-shipper', 'supplier-salem', 'Salem', '97301'],
];

/** Skus of which the first delivery covers about half of the demand, so that demand must wait for the second. */
const SCARCE_SHARE = 0.08;
const PICKUP_SHARE = 0.4;

export const NODES: readonly DemoNode[] = PLACES.map(([nodeType, nodeId, city, postalCode]) => {
  const place = zipcodes.lookup(postalCode);
  if (!place) throw new Error(`postal code ${postalCode} is unknown`);
  const { latitude, longitude, state: region } = place;
  return { nodeId, name: `${city} (${nodeType})`, nodeType, city, region, latitude, longitude };
});

const idsOf = (nodeType: DemoNode['nodeType']): readonly string[] =>
  NODES.filter((node) => node.nodeType === nodeType).map(({ nodeId }) => nodeId);
const WAREHOUSES = idsOf('warehouse');
const STORES = idsOf('store');
const SUPPLIERS = idsOf('drop-shipper');

const METHODS = { warehouse: ['ship'], store: ['ship', 'pickup'], 'drop-shipper': ['drop-ship'] } as const;
const COSTS = {
  warehouse: { baseMinor: 450, perHundredKmMinor: 18, currency: 'USD' },
  store: { baseMinor: 650, perHundredKmMinor: 22, currency: 'USD' },
  'drop-shipper': { baseMinor: 900, perHundredKmMinor: 20, currency: 'USD' },
} as const;

/** The node as `POST /v1/nodes` takes it. */
export function nodeBody(node: DemoNode): object {
  return {
    nodeId: node.nodeId,
    name: node.name,
    nodeType: node.nodeType,
    country: 'US',
    region: node.region,
    city: node.city,
    coordinates: { latitude: node.latitude, longitude: node.longitude },
    methods: METHODS[node.nodeType],
    servesCountries: ['US'],
    servesRegions: [],
    capacity: node.nodeType === 'store' ? 400 : 5000,
    shippingCost: COSTS[node.nodeType],
  };
}

/** The store where the customer of an order collects it, for the orders of a store's own city that chose to. */
export function pickupStoreOf(order: DemoOrder): DemoNode | undefined {
  if (chance(`pickup:${order.externalId}`) >= PICKUP_SHARE) return undefined;
  return NODES.find((node) => node.nodeType === 'store' && node.city === order.city);
}

export function isScarce(sku: string): boolean {
  return chance(`scarce:${sku}`) < SCARCE_SHARE;
}

/** The first delivery: what each node has before the first order. */
export function firstStock(orders: readonly DemoOrder[]): readonly StockRow[] {
  const rows = new Map<string, StockRow>();
  const put = (sku: string, nodeId: string, quantity: number): void => {
    const key = `${sku}@${nodeId}`;
    const units = Math.ceil(quantity) + (rows.get(key)?.quantity ?? 0);
    rows.set(key, { operation: 'receive', sku, nodeId, quantity: units, reference: 'first-delivery' });
  };
  for (const [sku, demand] of demandBySku(orders)) {
    const share = isScarce(sku) ? 0.5 : 1.25;
    for (const [nodeId, part] of placesOf(sku)) put(sku, nodeId, demand * share * part);
  }
  for (const order of orders) {
    const store = pickupStoreOf(order);
    if (!store) continue;
    for (const line of order.lines) if (!isScarce(line.sku)) put(line.sku, store.nodeId, line.quantity);
  }
  return [...rows.values()];
}

/**
 * A later delivery of the scarce skus: `share` of all demand at their first warehouse, and at the stores what their own
 * pickups ask for (that much again and again, since a store that is short is short of exactly that).
 */
export function restock(orders: readonly DemoOrder[], share: number, reference: string): readonly StockRow[] {
  const rows = new Map<string, StockRow>();
  for (const order of orders) {
    const store = pickupStoreOf(order);
    if (!store) continue;
    for (const { sku, quantity } of order.lines) {
      if (!isScarce(sku)) continue;
      const key = `${sku}@${store.nodeId}`;
      const units = quantity + (rows.get(key)?.quantity ?? 0);
      rows.set(key, { operation: 'receive', sku, nodeId: store.nodeId, quantity: units, reference });
    }
  }
  for (const [sku, demand] of demandBySku(orders)) {
    const [first] = placesOf(sku);
    if (!isScarce(sku) || !first) continue;
    const quantity = Math.ceil(demand * share) + 5;
    rows.set(`${sku}@${first[0]}`, { operation: 'receive', sku, nodeId: first[0], quantity, reference });
  }
  return [...rows.values()];
}

/**
 * Where a sku is kept, and which part of it: nearly every warehouse, three stores, and a drop-shipper for furniture.
 * One warehouse does not have it, so that some orders must be split.
 */
function placesOf(sku: string): readonly (readonly [string, number])[] {
  const without = Math.floor(chance(`without:${sku}`) * WAREHOUSES.length);
  const warehouses = WAREHOUSES.filter((_, index) => index !== without);
  const store = (salt: string): string => pick(STORES, `${salt}:${sku}`);
  const supplier: (readonly [string, number])[] = sku.startsWith('FUR')
    ? [[pick(SUPPLIERS, `d:${sku}`), 0.2]]
    : [];
  return [
    ...warehouses.map((nodeId) => [nodeId, 0.2] as const),
    [store('s1'), 0.1],
    [store('s2'), 0.06],
    [store('s3'), 0.04],
    ...supplier,
  ];
}

function pick(nodeIds: readonly string[], text: string): string {
  return nodeIds[Math.floor(chance(text) * nodeIds.length)] ?? '';
}

/** The default policy with waiting times of seconds, so that time-outs and no-shows happen within the demo. */
export const DEMO_TIMINGS = {
  acceptWithinSeconds: 20,
  pickupWindowSeconds: 15,
  excludeFailedNodeSeconds: 120,
  parkForSeconds: 3600,
};
