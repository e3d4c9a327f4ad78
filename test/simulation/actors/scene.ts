import type { NodeProfile } from '../../../src/domain/node/index.js';
import type { SourcingPolicy } from '../../../src/domain/sourcing/sourcing.types.js';

const cost = { baseMinor: 500, perHundredKmMinor: 50, currency: 'USD' };

function node(
  name: string,
  nodeType: NodeProfile['nodeType'],
  methods: NodeProfile['methods'],
  latitude: number,
): NodeProfile {
  const coordinates = { latitude, longitude: -75 };
  return {
    name,
    nodeType,
    methods,
    country: 'US',
    coordinates,
    servesCountries: [],
    servesRegions: [],
    shippingCost: cost,
  };
}

/** The network of every run: small, so that its parts meet often. */
export const NODES: Readonly<Record<string, NodeProfile>> = {
  'wh-1': node('First warehouse', 'warehouse', ['ship'], 40),
  'wh-2': node('Second warehouse', 'warehouse', ['ship', 'pickup'], 42),
  'store-1': { ...node('First store', 'store', ['ship', 'pickup'], 41), capacity: 3 },
  'store-2': node('Second store', 'store', ['pickup'], 39),
  'drop-1': node('Supplier', 'drop-shipper', ['drop-ship'], 35),
};
export const NODE_IDS = Object.keys(NODES);
export const PICKUP_NODES = NODE_IDS.filter((nodeId) => NODES[nodeId]?.methods.includes('pickup'));
export const SKUS = ['CHAIR', 'DESK', 'LAMP', 'SHELF'] as const;
export const CHANNELS = ['web', 'shop'] as const;

/** The product's own rules with short times, so that minutes of a run see what takes days elsewhere. */
export const POLICY: SourcingPolicy = {
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
      weights: { shipments: 2, 'shipping-cost': 1, distance: 1, workload: 0.5 },
      maxShipments: 3,
      splitLines: true,
      afterAction: 'next-strategy',
    },
    {
      name: 'ship-from-anywhere',
      when: { methods: ['ship'] },
      weights: { shipments: 2, 'shipping-cost': 1, distance: 1 },
      maxShipments: 5,
      splitLines: true,
      afterAction: 'place-partly-and-park',
    },
  ],
  acceptWithinSeconds: 120,
  pickupWindowSeconds: 600,
  excludeFailedNodeSeconds: 300,
  maxAttempts: 4,
  parkForSeconds: 900,
  afterParking: 'retry',
};
