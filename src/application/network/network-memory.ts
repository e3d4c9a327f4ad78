import { type NodeEvent, type NodeState, nodeDecider } from '../../domain/node/index.js';
import {
  DEFAULT_POLICY_SCOPE,
  type PolicyEvent,
  type PolicyState,
  policyDecider,
  versionOf,
} from '../../domain/policy/index.js';
import { parseStreamName } from '../../domain/shared/stream-names.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { ActivePolicy, NetworkNode } from '../ports/network-directory.js';
import type { TenantSnapshot } from '../ports/network-snapshots.js';

/** Raise it whenever the state of a node or of a policy changes its shape or meaning: older snapshots are then ignored. */
export const NETWORK_STATE_VERSION = 1;

interface HeardNode {
  readonly state: NodeState;
  readonly revision: bigint;
}

interface TenantNetwork {
  readonly nodes: Map<string, HeardNode>;
  readonly policies: Map<string, PolicyState>;
  /** Derived from `nodes` when first asked for after a change. */
  listed: readonly NetworkNode[] | null;
}

/** Nodes and policies of all tenants as far as the log has been read. */
export class NetworkMemory {
  private tenants = new Map<string, TenantNetwork>();

  nodes(tenant: string): readonly NetworkNode[] {
    const network = this.tenants.get(tenant);
    if (network === undefined) return [];
    network.listed ??= listOf(network.nodes);
    return network.listed;
  }

  node(tenant: string, nodeId: string): NetworkNode | null {
    const heard = this.tenants.get(tenant)?.nodes.get(nodeId);
    return heard === undefined ? null : entryOf(nodeId, heard.state);
  }

  /** Revision of the last event of the node that was folded. */
  revisionOf(tenant: string, nodeId: string): bigint | undefined {
    return this.tenants.get(tenant)?.nodes.get(nodeId)?.revision;
  }

  activePolicy(tenant: string): ActivePolicy | null {
    const state = this.tenants.get(tenant)?.policies.get(DEFAULT_POLICY_SCOPE);
    if (state === undefined || state.activeVersion === null) return null;
    const version = versionOf(state, state.activeVersion);
    if (version === null) return null;
    return { scope: DEFAULT_POLICY_SCOPE, version: version.version, policy: version.policy };
  }

  /** Takes each event of a node or a policy once, in order. */
  fold({ stream, event, revision }: RecordedEvent): void {
    const parts = parseStreamName(stream);
    if (parts === null) return;
    const network = this.networkOf(parts.tenant);
    if (parts.category === 'node') {
      const before = network.nodes.get(parts.id)?.state ?? nodeDecider.initialState;
      const state = nodeDecider.evolve(before, event as NodeEvent);
      network.nodes.set(parts.id, { state, revision });
      network.listed = null;
    } else {
      const state = network.policies.get(parts.id) ?? policyDecider.initialState;
      network.policies.set(parts.id, policyDecider.evolve(state, event as PolicyEvent));
    }
  }

  /** All of it, to be put aside. */
  packed(): readonly TenantSnapshot[] {
    return [...this.tenants].map(([tenant, { nodes, policies }]) => ({
      tenant,
      nodes: [...nodes].map(([nodeId, { state, revision }]) => ({
        nodeId,
        revision: String(revision),
        state,
      })),
      policies: [...policies].map(([scope, state]) => ({ scope, state })),
    }));
  }

  /** Takes the place of what was known. */
  restore(tenants: readonly TenantSnapshot[]): void {
    this.tenants = new Map(
      tenants.map(({ tenant, nodes, policies }) => {
        const heard = nodes.map(
          ({ nodeId, revision, state }) => [nodeId, { state, revision: BigInt(revision) }] as const,
        );
        const states = policies.map(({ scope, state }) => [scope, state] as const);
        return [tenant, { nodes: new Map(heard), policies: new Map(states), listed: null }];
      }),
    );
  }

  private networkOf(tenant: string): TenantNetwork {
    const known = this.tenants.get(tenant);
    if (known !== undefined) return known;
    const fresh: TenantNetwork = { nodes: new Map(), policies: new Map(), listed: null };
    this.tenants.set(tenant, fresh);
    return fresh;
  }
}

function listOf(nodes: ReadonlyMap<string, HeardNode>): readonly NetworkNode[] {
  const entries = [...nodes].flatMap(([nodeId, { state }]) => entryOf(nodeId, state) ?? []);
  return entries.sort((one, other) => (one.nodeId < other.nodeId ? -1 : 1));
}

function entryOf(nodeId: string, state: NodeState): NetworkNode | null {
  if (state.status === 'unregistered') return null;
  return { nodeId, profile: state.profile, suspended: state.status === 'suspended' };
}
