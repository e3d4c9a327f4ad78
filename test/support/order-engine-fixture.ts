import type { PlaceOrder } from '../../src/domain/order/index.js';
import type { LineQuantity } from '../../src/domain/shared/quantities.js';
import { OrderEngine } from './order-engine.js';

/** When the clock of an engine begins. */
export const START = '2026-03-01T09:00:00.000Z';

/** The n-th order, for chairs. */
export const place = (
  n: number,
  quantity: number,
  changes: Partial<PlaceOrder['data']> = {},
): PlaceOrder => ({
  type: 'PlaceOrder',
  data: {
    orderId: `web~${n}`,
    externalId: `${n}`,
    channel: 'web',
    customerRef: 'customer',
    method: 'ship',
    destination: { country: 'US', coordinates: { latitude: 40, longitude: -75 } },
    promise: { service: 'standard', promisedBy: '2026-03-10T18:00:00.000Z' },
    priority: 0,
    tags: [],
    lines: [{ lineId: '1', sku: 'CHAIR', quantity, unitPrice: { amountMinor: 100, currency: 'USD' } }],
    placedAt: START,
    at: START,
    ...changes,
  },
});

/** A running engine with three warehouses, `wh-1` the nearest to every customer, and chairs in them. */
export async function engineWith(stock: Readonly<Record<string, number>>): Promise<OrderEngine> {
  const engine = await OrderEngine.start();
  for (const [index, nodeId] of ['wh-1', 'wh-2', 'wh-3'].entries()) {
    await engine.node({
      type: 'RegisterNode',
      data: {
        nodeId,
        at: START,
        profile: {
          name: nodeId,
          nodeType: 'warehouse',
          country: 'US',
          coordinates: { latitude: 40 + index, longitude: -75 },
          methods: ['ship'],
          servesCountries: [],
          servesRegions: [],
          shippingCost: { baseMinor: 500, perHundredKmMinor: 50, currency: 'USD' },
        },
      },
    });
  }
  for (const [nodeId, quantity] of Object.entries(stock)) await receive(engine, nodeId, quantity);
  await engine.settle();
  return engine;
}

export async function receive(engine: OrderEngine, nodeId: string, quantity: number): Promise<void> {
  await engine.stock({
    type: 'ReceiveStock',
    data: { sku: 'CHAIR', nodeId, quantity, at: engine.clock.now() },
  });
}

/** What every command to a fulfillment says. */
export const own = (engine: OrderEngine, fulfillmentId: string) => ({
  fulfillmentId,
  at: engine.clock.now(),
});
export const chairs = (quantity: number): LineQuantity => ({ lineId: '1', sku: 'CHAIR', quantity });
