import { assertNever } from '../shared/decider.js';
import { accepted, type Decision, rejected, unchanged } from '../shared/decision.js';
import { sameJson } from '../shared/same-json.js';
import type { NodeCommand } from './node.commands.js';
import type { NodeEvent, NodeProfile } from './node.events.js';
import { profileFault } from './node.profile.js';
import type { NodeRejectionCode } from './node.rejections.js';
import type { NodeState } from './node.state.js';
import { NODE_TRANSITIONS } from './node.transitions.js';

type NodeDecision = Decision<NodeEvent, NodeRejectionCode>;

/** The rules of a node. Rejects with the codes of {@link NodeRejectionCode}. */
export function decideNode(command: NodeCommand, state: NodeState): NodeDecision {
  if (command.type === 'RegisterNode' && hasProfile(state, command.data.profile)) {
    return unchanged(`node ${command.data.nodeId} is registered with this profile already`);
  }
  const transition = NODE_TRANSITIONS[state.status][command.type];
  if (transition.verdict === 'unchanged') return unchanged(transition.reason);
  if (transition.verdict === 'rejected') return refuse(transition.code, command.data.nodeId);
  switch (command.type) {
    case 'RegisterNode':
      return withSoundProfile({ type: 'NodeRegistered', data: command.data });
    case 'ReviseNodeProfile':
      return hasProfile(state, command.data.profile)
        ? unchanged(`node ${command.data.nodeId} has this profile already`)
        : withSoundProfile({ type: 'NodeProfileRevised', data: command.data });
    case 'SuspendNode':
      return accepted<NodeEvent>({ type: 'NodeSuspended', data: command.data });
    case 'ResumeNode':
      return accepted<NodeEvent>({ type: 'NodeResumed', data: command.data });
    default:
      return assertNever(command);
  }
}

function hasProfile(state: NodeState, profile: NodeProfile): boolean {
  return state.status !== 'unregistered' && sameJson(state.profile, profile);
}

function withSoundProfile(
  event: Extract<NodeEvent, { readonly data: { readonly profile: NodeProfile } }>,
): NodeDecision {
  const fault = profileFault(event.data.profile);
  return fault === null ? accepted<NodeEvent>(event) : rejected('INVALID_NODE_PROFILE', fault);
}

function refuse(code: NodeRejectionCode, nodeId: string): NodeDecision {
  return code === 'NODE_NOT_FOUND'
    ? rejected(code, `node ${nodeId} is not registered`)
    : rejected(code, `node ${nodeId} exists with another profile`);
}
