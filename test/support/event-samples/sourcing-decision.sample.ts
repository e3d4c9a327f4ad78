import type { SourcingPolicy, SourcingRecord } from '../../../src/domain/sourcing/sourcing.types.js';
import { policyDigest } from '../../../src/domain/sourcing/index.js';
import { AT, DESTINATION, FIRST_LINE, LATER, LINES, ORDER_ID, SECOND_LINE } from './parts.js';

export const POLICY_SAMPLE: SourcingPolicy = {
  strategies: [
    {
      name: 'standard',
      when: {
        channels: ['web'],
        methods: ['ship'],
        countries: ['US'],
        regions: ['Kentucky'],
        tags: ['gift'],
        minValueMinor: 100,
        maxValueMinor: 100_000,
        from: AT,
        until: LATER,
      },
      nodeTypes: ['warehouse', 'store'],
      maxDistanceKm: 2_000,
      weights: { distance: 1, 'shipping-cost': 2, shipments: 3 },
      nodeTypePenalties: { warehouse: 0, store: 0.5 },
      maxShipments: 2,
      splitLines: false,
      afterAction: 'place-partly-and-park',
    },
  ],
  acceptWithinSeconds: 7_200,
  pickupWindowSeconds: 259_200,
  excludeFailedNodeSeconds: 86_400,
  maxAttempts: 5,
  parkForSeconds: 172_800,
  afterParking: 'cancel',
};

/** A run that placed one line and found no node for the other. */
export const DECISION_SAMPLE: SourcingRecord = {
  input: {
    demand: {
      orderId: ORDER_ID,
      channel: 'web',
      method: 'ship',
      destination: DESTINATION,
      promisedBy: LATER,
      priority: 0,
      tags: ['gift'],
      valueMinor: 26_196,
      lines: LINES,
      excluded: [{ nodeId: 'wh-west', sku: 'OFF-LA-10000240' }],
      openShipments: 0,
      attempt: 1,
    },
    candidates: [
      {
        nodeId: 'wh-east',
        nodeType: 'warehouse',
        country: 'US',
        region: 'Ohio',
        coordinates: { latitude: 39.96, longitude: -83 },
        methods: ['ship'],
        servesCountries: ['US'],
        servesRegions: [],
        capacity: 500,
        openFulfillments: 12,
        shippingCost: { baseMinor: 490, perHundredKmMinor: 35, currency: 'USD' },
        atf: { 'FUR-BO-10001798': 7, 'OFF-LA-10000240': 0 },
      },
    ],
    logPosition: '00000000000000004711',
    now: AT,
    seed: 42,
    rules: { scope: 'default', version: 1, digest: policyDigest(POLICY_SAMPLE) },
  },
  strategy: 'standard',
  strategiesTried: ['standard'],
  search: { method: 'exact', plansCompared: 3, cost: 1.03, bound: 1 },
  plan: [{ nodeId: 'wh-east', method: 'ship', lines: FIRST_LINE }],
  unplaced: [{ lineId: 'l2', sku: 'OFF-LA-10000240', quantity: 1, reason: 'no node has it' }],
  afterAction: 'park',
  toleranceDays: 2,
  failed: [{ fence: 'excluded', detail: 'failed before for OFF-LA-10000240', nodeIds: ['wh-west'] }],
  notNeeded: [['wh-north', 1.25]],
};

/** The same run as it was recorded in version 1 and is read now: with its policy, and with no dates. */
export const INLINED_DECISION_SAMPLE: SourcingRecord = inlined(DECISION_SAMPLE);

function inlined({ toleranceDays: _, input, ...rest }: SourcingRecord): SourcingRecord {
  const rules = { scope: 'default', version: 1, policy: POLICY_SAMPLE };
  return { ...rest, input: { ...input, rules }, notNeeded: [] };
}

export const UNPLACED = SECOND_LINE;
