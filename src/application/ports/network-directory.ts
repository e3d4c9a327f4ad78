import type { NodeProfile } from '../../domain/node/index.js';
import type { SourcingPolicy } from '../../domain/sourcing/sourcing.types.js';

/** A node as the log says it is now. */
export interface NetworkNode {
  readonly nodeId: string;
  readonly profile: NodeProfile;
  readonly suspended: boolean;
}

/** The policy version that is in force. */
export interface ActivePolicy {
  readonly scope: string;
  readonly version: number;
  readonly policy: SourcingPolicy;
}

/** Nodes and active policies of every tenant, held in the process and folded from the log. Answers at once, may lag by moments. */
export interface NetworkDirectory {
  /** All nodes of the tenant in order of their id, suspended ones too. */
  nodes(tenant: string): readonly NetworkNode[];
  /** One node, or null. */
  node(tenant: string, nodeId: string): NetworkNode | null;
  /** True when the directory has heard of the node up to this revision of its stream, or further. */
  hasHeardOf(tenant: string, nodeId: string, revision: bigint): boolean;
  /** The active policy of the tenant's default scope, or null when none was ever activated. */
  activePolicy(tenant: string): ActivePolicy | null;
}

export const NETWORK_DIRECTORY = Symbol('NetworkDirectory');
