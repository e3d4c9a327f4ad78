import { decisionOn, fold } from '../../../test/support/given-when-then.js';
import { type NodeCommand, type NodeEvent, type NodeProfile, nodeDecider } from './index.js';

const at = '2026-03-01T09:00:00.000Z';
const nodeId = 'berlin';
const profile: NodeProfile = {
  name: 'Berlin',
  nodeType: 'warehouse',
  country: 'DE',
  coordinates: { latitude: 52.52, longitude: 13.4 },
  methods: ['ship'],
  servesCountries: ['DE', 'AT'],
  servesRegions: [],
  capacity: 100,
  shippingCost: { baseMinor: 450, perHundredKmMinor: 20, currency: 'EUR' },
};
const renamed: NodeProfile = { ...profile, name: 'Berlin East' };

const registered: NodeEvent = { type: 'NodeRegistered', data: { nodeId, at, profile } };
const suspended: NodeEvent = { type: 'NodeSuspended', data: { nodeId, at, reason: 'flood' } };
const resumed: NodeEvent = { type: 'NodeResumed', data: { nodeId, at } };
const revised: NodeEvent = { type: 'NodeProfileRevised', data: { nodeId, at, profile: renamed } };

const register = (asked: NodeProfile): NodeCommand => ({
  type: 'RegisterNode',
  data: { nodeId, at, profile: asked },
});
const revise = (asked: NodeProfile): NodeCommand => ({
  type: 'ReviseNodeProfile',
  data: { nodeId, at, profile: asked },
});
const suspend: NodeCommand = { type: 'SuspendNode', data: { nodeId, at, reason: 'flood' } };
const resume: NodeCommand = { type: 'ResumeNode', data: { nodeId, at } };

const decide = (history: readonly NodeEvent[], command: NodeCommand) =>
  decisionOn(nodeDecider, history, command);

describe('a node refuses', () => {
  it.each([revise(profile), suspend, resume])('$type before it is registered', (command) => {
    expect(decide([], command)).toEqual({
      outcome: 'rejected',
      code: 'NODE_NOT_FOUND',
      detail: 'node berlin is not registered',
    });
  });

  it.each([
    ['active', [registered]],
    ['suspended', [registered, suspended]],
  ])('to be registered again with another profile while %s', (_, history) => {
    expect(decide(history, register(renamed))).toEqual({
      outcome: 'rejected',
      code: 'NODE_ALREADY_REGISTERED',
      detail: 'node berlin exists with another profile',
    });
  });

  it.each<[string, Partial<NodeProfile>]>([
    ['name: is not empty', { name: ' ' }],
    ['country: is an ISO 3166-1 alpha-2 code', { country: 'Germany' }],
    ['country: is an ISO 3166-1 alpha-2 code', { country: 'DEU' }],
    ['coordinates.latitude: is between -90 and 90', { coordinates: { latitude: 91, longitude: 0 } }],
    [
      'coordinates.longitude: is between -180 and 180',
      { coordinates: { latitude: 0, longitude: Number.NaN } },
    ],
    ['methods: names at least one method', { methods: [] }],
    ['methods: names each method once', { methods: ['ship', 'ship'] }],
    [
      'methods: is drop-ship alone for a drop-shipper, and without drop-ship for others',
      { methods: ['drop-ship'] },
    ],
    [
      'methods: is drop-ship alone for a drop-shipper, and without drop-ship for others',
      { nodeType: 'drop-shipper', methods: ['drop-ship', 'pickup'] },
    ],
    ['servesCountries: holds ISO 3166-1 alpha-2 codes', { servesCountries: ['DE', 'at'] }],
    ['capacity: is a whole number, 0 or more', { capacity: -1 }],
    [
      'shippingCost.baseMinor: is a whole number, 0 or more',
      { shippingCost: { ...profile.shippingCost, baseMinor: 4.5 } },
    ],
    [
      'shippingCost.perHundredKmMinor: is a whole number, 0 or more',
      { shippingCost: { ...profile.shippingCost, perHundredKmMinor: -1 } },
    ],
    [
      'shippingCost.currency: is an ISO 4217 code',
      { shippingCost: { ...profile.shippingCost, currency: 'euro' } },
    ],
    [
      'shippingCost.currency: is an ISO 4217 code',
      { shippingCost: { ...profile.shippingCost, currency: 'EURO' } },
    ],
    [
      'shippingCost.currency: is an ISO 4217 code',
      { shippingCost: { ...profile.shippingCost, currency: 'aEUR' } },
    ],
    ['country: is an ISO 3166-1 alpha-2 code', { country: 'aDE' }],
  ])('a profile whose field breaks its rule: %s', (detail, change) => {
    const refusal = { outcome: 'rejected', code: 'INVALID_NODE_PROFILE', detail };
    expect(decide([], register({ ...profile, ...change }))).toEqual(refusal);
    expect(decide([registered], revise({ ...profile, ...change }))).toEqual(refusal);
  });
});

describe('a node changes nothing', () => {
  it('when it is registered again with the profile it has, whatever the order of its fields', () => {
    const { name, ...rest } = profile;
    expect(decide([registered], register({ ...rest, name }))).toEqual({
      outcome: 'unchanged',
      reason: 'node berlin is registered with this profile already',
    });
  });

  it('when it is given the profile it has', () => {
    expect(decide([registered, revised], revise(renamed))).toEqual({
      outcome: 'unchanged',
      reason: 'node berlin has this profile already',
    });
  });

  it('when it is suspended twice', () => {
    expect(decide([registered, suspended], suspend)).toEqual({
      outcome: 'unchanged',
      reason: 'the node is suspended already',
    });
  });

  it('when it is resumed while active', () => {
    expect(decide([registered], resume)).toEqual({
      outcome: 'unchanged',
      reason: 'the node is active already',
    });
  });
});

describe('a node', () => {
  it.each<[string, Partial<NodeProfile>]>([
    ['at a pole', { coordinates: { latitude: -90, longitude: 180 } }],
    ['without room for any work', { capacity: 0 }],
    ['of a drop-shipper, who does nothing else', { nodeType: 'drop-shipper', methods: ['drop-ship'] }],
  ])('may have a profile %s', (_, change) => {
    const asked = { ...profile, ...change };
    expect(decide([], register(asked))).toEqual({
      outcome: 'accepted',
      events: [{ type: 'NodeRegistered', data: { nodeId, at, profile: asked } }],
    });
  });

  it.each<[string, readonly NodeEvent[], NodeCommand, NodeEvent]>([
    ['is registered with its whole profile', [], register(profile), registered],
    ['is suspended with a reason', [registered], suspend, suspended],
    ['is resumed', [registered, suspended], resume, resumed],
    ['takes a new profile while active', [registered], revise(renamed), revised],
    ['takes a new profile while suspended', [registered, suspended], revise(renamed), revised],
    ['can be suspended again', [registered, suspended, resumed], suspend, suspended],
  ])('%s', (_, history, command, event) => {
    expect(decide(history, command)).toEqual({ outcome: 'accepted', events: [event] });
  });

  it('stays suspended when its profile is revised', () => {
    expect(fold(nodeDecider, [registered, suspended, revised])).toEqual({
      status: 'suspended',
      nodeId,
      profile: renamed,
      reason: 'flood',
    });
  });

  it('forgets the reason of its suspension when it is resumed', () => {
    expect(fold(nodeDecider, [registered, suspended, resumed])).toEqual({
      status: 'active',
      nodeId,
      profile,
    });
  });

  it.each([suspended, resumed, revised])('ignores $type before it is registered', (event) => {
    expect(fold(nodeDecider, [event])).toEqual({ status: 'unregistered' });
  });

  it('lives in the stream of its id and never ends', () => {
    expect(nodeDecider.idOf(suspend)).toBe('berlin');
    expect(nodeDecider.isTerminal(fold(nodeDecider, [registered, suspended]))).toBe(false);
  });
});
