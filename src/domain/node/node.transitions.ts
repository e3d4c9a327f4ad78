import { alreadySo, forbids, leadsTo, type TransitionTable } from '../shared/transition-table.js';
import type { NodeCommand } from './node.commands.js';
import type { NodeRejectionCode } from './node.rejections.js';
import type { NodeStatus } from './node.state.js';

const unknown = forbids('NODE_NOT_FOUND');

/** Status × command. A node is never deleted: its history, and fulfillments that name it, outlive its use. */
export const NODE_TRANSITIONS: TransitionTable<NodeStatus, NodeCommand['type'], NodeRejectionCode> = {
  unregistered: {
    RegisterNode: leadsTo('active'),
    ReviseNodeProfile: unknown,
    SuspendNode: unknown,
    ResumeNode: unknown,
  },
  active: {
    RegisterNode: forbids('NODE_ALREADY_REGISTERED'),
    ReviseNodeProfile: leadsTo('active'),
    SuspendNode: leadsTo('suspended'),
    ResumeNode: alreadySo('the node is active already'),
  },
  suspended: {
    RegisterNode: forbids('NODE_ALREADY_REGISTERED'),
    ReviseNodeProfile: leadsTo('suspended'),
    SuspendNode: alreadySo('the node is suspended already'),
    ResumeNode: leadsTo('active'),
  },
};
