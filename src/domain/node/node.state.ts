import type { NodeProfile } from './node.events.js';

/** What the rules know of a node. */
export type NodeState =
  | { readonly status: 'unregistered' }
  | { readonly status: 'active'; readonly nodeId: string; readonly profile: NodeProfile }
  | {
      readonly status: 'suspended';
      readonly nodeId: string;
      readonly profile: NodeProfile;
      readonly reason: string;
    };

export type NodeStatus = NodeState['status'];

export const INITIAL_NODE_STATE: NodeState = { status: 'unregistered' };
