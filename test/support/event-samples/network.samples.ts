import type { NodeEvent } from '../../../src/domain/node/index.js';
import type { PolicyEvent } from '../../../src/domain/policy/index.js';
import { AT, type SampleOfEach } from './parts.js';
import { POLICY_SAMPLE } from './sourcing-decision.sample.js';

const node = { nodeId: 'wh-east', at: AT } as const;
const policy = { scope: 'default', version: 2, at: AT } as const;
const profile = {
  name: 'East',
  nodeType: 'warehouse',
  country: 'US',
  region: 'Ohio',
  city: 'Columbus',
  coordinates: { latitude: 39.96, longitude: -83 },
  methods: ['ship', 'pickup'],
  servesCountries: ['US'],
  servesRegions: ['Ohio', 'Kentucky'],
  capacity: 500,
  shippingCost: { baseMinor: 490, perHundredKmMinor: 35, currency: 'USD' },
} as const;

/** Every event of a node with all of its optional fields. */
export const NODE_SAMPLES: SampleOfEach<NodeEvent> = {
  NodeRegistered: { type: 'NodeRegistered', data: { ...node, profile } },
  NodeProfileRevised: { type: 'NodeProfileRevised', data: { ...node, profile } },
  NodeSuspended: { type: 'NodeSuspended', data: { ...node, reason: 'flood' } },
  NodeResumed: { type: 'NodeResumed', data: node },
};

/** Every event of a sourcing policy with all of its optional fields. */
export const POLICY_SAMPLES: SampleOfEach<PolicyEvent> = {
  PolicyDrafted: { type: 'PolicyDrafted', data: { ...policy, policy: POLICY_SAMPLE, note: 'peak season' } },
  PolicyValidated: {
    type: 'PolicyValidated',
    data: {
      ...policy,
      valid: true,
      findings: [{ severity: 'warning', field: 'strategies[0].weights.distance', rule: 'is small' }],
    },
  },
  PolicyActivated: { type: 'PolicyActivated', data: { ...policy, retires: 1 } },
};
