import type {
  PromiseRules,
  SourcingCandidate,
  SourcingDemand,
  SourcingInput,
  SourcingPolicy,
  SourcingStrategy,
} from '../../src/domain/sourcing/sourcing.types.js';
import { deepFreeze } from './given-when-then.js';

const BERLIN = { latitude: 52.52, longitude: 13.4 };

/** A warehouse at the destination with no stock that ships everywhere for 10.00. */
export function candidate(
  nodeId: string,
  atf: Readonly<Record<string, number>>,
  change: Partial<SourcingCandidate> = {},
): SourcingCandidate {
  return {
    nodeId,
    nodeType: 'warehouse',
    active: true,
    country: 'DE',
    coordinates: BERLIN,
    methods: ['ship', 'pickup'],
    servesCountries: [],
    servesRegions: [],
    openFulfillments: 0,
    shippingCost: { baseMinor: 1000, perHundredKmMinor: 0, currency: 'EUR' },
    atf,
    ...change,
  };
}

/** Units of skus, one line a sku: line ids are `l1`, `l2` … in this order. */
export function demand(
  units: Readonly<Record<string, number>>,
  change: Partial<SourcingDemand> = {},
): SourcingDemand {
  return {
    orderId: 'web~1',
    channel: 'web',
    method: 'ship',
    destination: { country: 'DE', region: 'BE', coordinates: BERLIN },
    promisedBy: '2026-03-05T09:00:00.000Z',
    priority: 0,
    tags: [],
    valueMinor: 5000,
    lines: Object.entries(units).map(([sku, quantity], index) => ({
      lineId: `l${index + 1}`,
      sku,
      quantity,
    })),
    excluded: [],
    openShipments: 0,
    attempt: 0,
    ...change,
  };
}

/** Rates shipments and shipping cost, splits into three at most, places partly. */
export function strategy(change: Partial<SourcingStrategy> = {}): SourcingStrategy {
  return {
    name: 'any',
    weights: { shipments: 1, 'shipping-cost': 1 },
    maxShipments: 3,
    splitLines: true,
    afterAction: 'place-partly-and-park',
    ...change,
  };
}

export function policy(...strategies: readonly SourcingStrategy[]): SourcingPolicy {
  return {
    strategies: strategies.length === 0 ? [strategy()] : strategies,
    acceptWithinSeconds: 3600,
    pickupWindowSeconds: 86_400,
    excludeFailedNodeSeconds: 3600,
    maxAttempts: 6,
    parkForSeconds: 86_400,
    afterParking: 'retry',
  };
}

/** The input of a run, deep-frozen. */
export function sourcingInput(
  wanted: SourcingDemand,
  candidates: readonly SourcingCandidate[],
  ...strategies: readonly SourcingStrategy[]
): SourcingInput {
  return deepFreeze({
    demand: wanted,
    candidates,
    policy: policy(...strategies),
    policyScope: 'default',
    policyVersion: 1,
    logPosition: '00000000000000000042',
    now: '2026-03-01T09:00:00.000Z',
    seed: 7,
  });
}

/** A day, and ten hours more for each 100 km; may be 0, 2, 5 days late, then as late as it takes. */
export const PROMISE_RULES: PromiseRules = {
  toleranceDays: [0, 2, 5],
  thenAnyDate: true,
  transit: [{ handlingHours: 12, baseHours: 12, hoursPerHundredKm: 10 }],
};

/** The same input under a policy that keeps promised dates. */
export function keepingPromises(input: SourcingInput, change: Partial<PromiseRules> = {}): SourcingInput {
  return deepFreeze({ ...input, policy: { ...input.policy, promise: { ...PROMISE_RULES, ...change } } });
}
