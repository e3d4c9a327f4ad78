export type * from './node.commands.js';
export { nodeDecider } from './node.decider.js';
export type * from './node.events.js';
export type { NodeRejectionCode } from './node.rejections.js';
export type { NodeState, NodeStatus } from './node.state.js';
export { NODE_TRANSITIONS } from './node.transitions.js';
