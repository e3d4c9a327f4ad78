/** Why a node refuses a command. */
export type NodeRejectionCode =
  /** The node was never registered. */
  | 'NODE_NOT_FOUND'
  /** A node with this id exists, with another profile. */
  | 'NODE_ALREADY_REGISTERED'
  /** The profile contradicts itself or is out of range; the detail names the field. */
  | 'INVALID_NODE_PROFILE';
