import { assertNever } from '../shared/decider.js';
import type { NodeEvent } from './node.events.js';
import type { NodeState } from './node.state.js';

/** The fold of a node. Facts about a node that was never registered change nothing. */
export function evolveNode(state: NodeState, event: NodeEvent): NodeState {
  switch (event.type) {
    case 'NodeRegistered':
      return { status: 'active', nodeId: event.data.nodeId, profile: event.data.profile };
    case 'NodeProfileRevised':
      return state.status === 'unregistered' ? state : { ...state, profile: event.data.profile };
    case 'NodeSuspended':
      return state.status === 'unregistered'
        ? state
        : { status: 'suspended', nodeId: state.nodeId, profile: state.profile, reason: event.data.reason };
    case 'NodeResumed':
      return state.status === 'unregistered'
        ? state
        : { status: 'active', nodeId: state.nodeId, profile: state.profile };
    default:
      return assertNever(event);
  }
}
