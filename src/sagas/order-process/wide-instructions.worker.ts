import type { Cause, WideInstruction } from './instruction-runner.worker.js';
import { reopenForSuspension } from './order-process.deadlines.js';
import type { Instruction, ReactContext } from './order-process.types.js';
import { type ParkedDemandDependencies, ParkedDemandWaker } from './parked-demand.worker.js';

/** Suspensions of one node that are told to its orders at the same time. */
const SIDE_BY_SIDE = 16;

export interface WideDependencies extends ParkedDemandDependencies {
  /** Settles when the index holds every event observed so far. @throws ProcessIndexUnavailable */
  readonly indexReached: () => Promise<void>;
}

/** Instructions that concern many orders, found through the index. */
export class WideInstructions {
  private readonly parked: ParkedDemandWaker;

  constructor(private readonly dependencies: WideDependencies) {
    this.parked = new ParkedDemandWaker(dependencies);
  }

  /** @throws ProcessIndexUnavailable, EventStoreUnavailable */
  async carryOut(instruction: WideInstruction, cause: Cause, context: ReactContext): Promise<void> {
    await this.dependencies.indexReached();
    const { nodeId } = instruction;
    switch (instruction.kind) {
      case 'retry-parked':
        return this.parked.wakeForSku(instruction.sku, nodeId, cause, context.now);
      case 'retry-parked-at':
        return this.parked.wakeForNode(nodeId, cause, context.now);
      case 'reopen-node-work':
        return this.reopenNodeWork(nodeId, cause, context);
    }
  }

  private async reopenNodeWork(nodeId: string, cause: Cause, context: ReactContext): Promise<void> {
    const { askIndex, instructions } = this.dependencies;
    const work = await askIndex((index) => index.openWork(cause.tenant, nodeId));
    for (let start = 0; start < work.length; start += SIDE_BY_SIDE) {
      const reopenings = work.slice(start, start + SIDE_BY_SIDE).map(({ orderId, fulfillmentId }) => {
        const instruction: Instruction = reopenForSuspension(orderId, fulfillmentId, context);
        return instructions().run(
          [instruction],
          { ...cause, seed: `${cause.seed}:${fulfillmentId}` },
          context,
        );
      });
      for (const result of await Promise.allSettled(reopenings)) {
        if (result.status === 'rejected') throw result.reason;
      }
    }
  }
}
