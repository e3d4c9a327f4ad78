import { decisionOn, fold } from '../../../test/support/given-when-then.js';
import {
  NODE_TRANSITIONS,
  type NodeCommand,
  type NodeEvent,
  type NodeProfile,
  type NodeStatus,
  nodeDecider,
} from './index.js';

const at = '2026-03-01T09:00:00.000Z';
const nodeId = 'n1';
const profile: NodeProfile = {
  name: 'One',
  nodeType: 'store',
  country: 'US',
  coordinates: { latitude: 40, longitude: -74 },
  methods: ['ship', 'pickup'],
  servesCountries: [],
  servesRegions: [],
  shippingCost: { baseMinor: 0, perHundredKmMinor: 0, currency: 'USD' },
};
const other: NodeProfile = { ...profile, name: 'Other' };
const registered: NodeEvent = { type: 'NodeRegistered', data: { nodeId, at, profile } };

const HISTORIES: Record<NodeStatus, readonly NodeEvent[]> = {
  unregistered: [],
  active: [registered],
  suspended: [registered, { type: 'NodeSuspended', data: { nodeId, at, reason: 'closed' } }],
};
const COMMANDS: Record<NodeCommand['type'], NodeCommand> = {
  RegisterNode: { type: 'RegisterNode', data: { nodeId, at, profile: other } },
  ReviseNodeProfile: { type: 'ReviseNodeProfile', data: { nodeId, at, profile: other } },
  SuspendNode: { type: 'SuspendNode', data: { nodeId, at, reason: 'closed' } },
  ResumeNode: { type: 'ResumeNode', data: { nodeId, at } },
};
const STATUSES = Object.keys(HISTORIES) as NodeStatus[];
const PAIRS = STATUSES.flatMap((status) =>
  Object.values(COMMANDS).map((command) => [status, command.type, command] as const),
);

/** What the table says may come out, in words. */
function tabled(transition: (typeof NODE_TRANSITIONS)[NodeStatus][NodeCommand['type']]): readonly string[] {
  if (transition.verdict === 'allowed') return transition.to.map((status) => `leads to ${status}`);
  return [transition.verdict === 'rejected' ? `rejected ${transition.code}` : 'unchanged'];
}

/** What came out, in the same words. */
function answered(decision: ReturnType<typeof nodeDecider.decide>, history: readonly NodeEvent[]): string {
  if (decision.outcome === 'accepted') {
    return `leads to ${fold(nodeDecider, [...history, ...decision.events]).status}`;
  }
  return decision.outcome === 'rejected' ? `rejected ${decision.code}` : 'unchanged';
}

describe('the status × command table of a node is what decide does', () => {
  it.each(PAIRS)('%s × %s', (status, type, command) => {
    const decision = decisionOn(nodeDecider, HISTORIES[status], command);
    expect(tabled(NODE_TRANSITIONS[status][type])).toContain(answered(decision, HISTORIES[status]));
  });

  it.each(STATUSES)('says what is allowed while %s', (status) => {
    const accepted = Object.values(COMMANDS).filter(
      (command) => decisionOn(nodeDecider, HISTORIES[status], command).outcome === 'accepted',
    );
    expect(nodeDecider.allowed(fold(nodeDecider, HISTORIES[status]))).toEqual(
      accepted.map(({ type }) => type),
    );
  });
});
