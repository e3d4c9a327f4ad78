import type { SourcingInput } from '../../src/domain/sourcing/sourcing.types.js';
import { candidate, demand, sourcingInput, strategy } from './sourcing-builders.js';

/** The worked example of docs/sourcing.md. */
export function workedExample(): SourcingInput {
  const shippingCost = (baseMinor: number, perHundredKmMinor: number) => ({
    shippingCost: { baseMinor, perHundredKmMinor, currency: 'EUR' },
  });
  return sourcingInput(
    demand({ CHAIR: 2, LAMP: 1 }),
    [
      candidate(
        'leipzig',
        { CHAIR: 5 },
        {
          coordinates: { latitude: 51.34, longitude: 12.37 },
          capacity: 200,
          openFulfillments: 50,
          ...shippingCost(400, 20),
        },
      ),
      candidate(
        'hamburg',
        { CHAIR: 2, LAMP: 3 },
        {
          nodeType: 'store',
          coordinates: { latitude: 53.55, longitude: 10 },
          capacity: 20,
          openFulfillments: 15,
          ...shippingCost(650, 20),
        },
      ),
      candidate(
        'berlin',
        { LAMP: 1 },
        {
          nodeType: 'store',
          capacity: 20,
          openFulfillments: 4,
          ...shippingCost(600, 20),
        },
      ),
      candidate(
        'munich',
        { CHAIR: 9, LAMP: 9 },
        {
          active: false,
          coordinates: { latitude: 48.14, longitude: 11.58 },
        },
      ),
    ],
    strategy({
      name: 'ship-from-own-stock',
      nodeTypes: ['warehouse', 'store'],
      weights: { shipments: 2, 'shipping-cost': 1, distance: 1, workload: 0.5, 'node-type': 0.5 },
      nodeTypePenalties: { warehouse: 0, store: 0.6 },
      afterAction: 'next-strategy',
    }),
    strategy({ name: 'ship-from-anywhere' }),
  );
}
