import type { RecordedEvent } from '../../application/ports/event-store.js';
import type { NetworkDirectory } from '../../application/ports/network-directory.js';
import type { SourcingPlanned } from '../../domain/order/index.js';
import { reopenForSuspension } from './order-process.deadlines.js';
import type { Instruction, OrderProcessEvent, ReactContext } from './order-process.types.js';

/**
 * Sees work that was planned to a node after the node was suspended. Sourcing knows the network from a directory that
 * may lag: it can plan to a node whose suspension has been worked off already, and nobody would take that work back.
 */
export class SuspendedNodes {
  /** By tenant and node: what the log has said since this process reads it. */
  private readonly told = new Map<string, boolean>();

  /** @param network knows what was said before this process began to read */
  constructor(private readonly network: Pick<NetworkDirectory, 'node'>) {}

  /** Every event, in the order of the log. */
  observe({ event, metadata }: RecordedEvent<OrderProcessEvent>): void {
    if (event.type !== 'NodeSuspended' && event.type !== 'NodeResumed') return;
    this.told.set(`${metadata.tenant}:${event.data.nodeId}`, event.type === 'NodeSuspended');
  }

  /** What takes the plan's work back from nodes that are suspended. */
  reopenings({ data }: SourcingPlanned, tenant: string, context: ReactContext): readonly Instruction[] {
    return data.allocations
      .filter(({ nodeId }) => this.isSuspended(tenant, nodeId))
      .map(({ fulfillmentId }) => ({
        ...reopenForSuspension(data.orderId, fulfillmentId, context),
        key: `suspended:${fulfillmentId}`,
      }));
  }

  private isSuspended(tenant: string, nodeId: string): boolean {
    return this.told.get(`${tenant}:${nodeId}`) ?? this.network.node(tenant, nodeId)?.suspended ?? false;
  }
}
