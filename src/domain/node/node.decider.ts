import type { Decider } from '../shared/decider.js';
import { allowedCommands } from '../shared/transition-table.js';
import type { NodeCommand } from './node.commands.js';
import { decideNode } from './node.decide.js';
import type { NodeEvent } from './node.events.js';
import { evolveNode } from './node.evolve.js';
import type { NodeRejectionCode } from './node.rejections.js';
import { INITIAL_NODE_STATE, type NodeState } from './node.state.js';
import { NODE_TRANSITIONS } from './node.transitions.js';

/** A node of the network: registered once, revised at will, suspended and resumed. Never terminal. */
export const nodeDecider: Decider<NodeCommand, NodeEvent, NodeState, NodeRejectionCode> = {
  category: 'node',
  initialState: INITIAL_NODE_STATE,
  decide: decideNode,
  evolve: evolveNode,
  isTerminal: () => false,
  allowed: (state) => allowedCommands(NODE_TRANSITIONS[state.status]),
  idOf: (command) => command.data.nodeId,
};
