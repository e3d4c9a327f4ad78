import { Query } from '@nestjs/cqrs';
import type { NodeProfile } from '../../domain/node/index.js';

/** A node as its stream says it is. */
export interface NodeDetails extends NodeProfile {
  readonly nodeId: string;
  readonly status: 'active' | 'suspended';
  readonly suspendedFor?: string;
  /** Revision of the stream: the ETag. */
  readonly revision: number;
}

/** One node, straight from the log; null when it was never registered. */
export class NodeDetailsQuery extends Query<NodeDetails | null> {
  constructor(
    readonly tenant: string,
    readonly nodeId: string,
  ) {
    super();
  }
}
