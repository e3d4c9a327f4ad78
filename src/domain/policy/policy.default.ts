import type { SourcingPolicy } from '../sourcing/sourcing.types.js';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** The scope whose active version sourcing uses. */
export const DEFAULT_POLICY_SCOPE = 'default';

/**
 * The rules that a tenant starts with. Pickup orders are served by their store alone. Orders to ship go out of own
 * stock first, warehouses before stores, in three shipments at most; what own stock cannot place whole may add
 * drop-shippers, in five shipments at most, and waits for stock as far as even that does not suffice.
 * A promised date is kept where any of these plans can keep it; else it may be 2 days late, then 5, then as late as it
 * takes. Transit: a day with the service `express`, else two, and longer over long distances.
 * The weights say: saving a shipment is worth more than any distance; a drop-shipper more than a second shipment;
 * two days late a quarter of a shipment.
 */
export const DEFAULT_POLICY: SourcingPolicy = {
  strategies: [
    {
      name: 'pickup',
      when: { methods: ['pickup'] },
      nodeTypes: ['store', 'warehouse'],
      weights: { workload: 1 },
      maxShipments: 5,
      splitLines: true,
      afterAction: 'place-partly-and-park',
    },
    {
      name: 'ship-from-own-stock',
      when: { methods: ['ship'] },
      nodeTypes: ['warehouse', 'store'],
      weights: {
        shipments: 2,
        'shipping-cost': 1,
        distance: 1,
        workload: 0.5,
        'node-type': 0.5,
        'delivery-date': 1,
      },
      nodeTypePenalties: { warehouse: 0, store: 0.6 },
      maxShipments: 3,
      splitLines: true,
      afterAction: 'next-strategy',
    },
    {
      name: 'ship-from-anywhere',
      when: { methods: ['ship'] },
      weights: {
        shipments: 2,
        'shipping-cost': 1,
        distance: 1,
        workload: 0.5,
        'node-type': 4,
        'delivery-date': 1,
      },
      nodeTypePenalties: { warehouse: 0, store: 0.1, 'drop-shipper': 1 },
      maxShipments: 5,
      splitLines: true,
      afterAction: 'place-partly-and-park',
    },
  ],
  acceptWithinSeconds: 4 * HOUR_SECONDS,
  pickupWindowSeconds: 5 * DAY_SECONDS,
  excludeFailedNodeSeconds: 24 * HOUR_SECONDS,
  maxAttempts: 6,
  parkForSeconds: 14 * DAY_SECONDS,
  afterParking: 'cancel',
  promise: {
    toleranceDays: [0, 2, 5],
    thenAnyDate: true,
    transit: [
      { service: 'express', handlingHours: 4, baseHours: 20, hoursPerHundredKm: 0.5 },
      { handlingHours: 12, baseHours: 24, hoursPerHundredKm: 2 },
    ],
  },
};
