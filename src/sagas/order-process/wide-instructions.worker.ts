import type { Ids } from '../../application/ports/ids.js';
import type { ProcessIndex } from '../../application/ports/process-index.js';
import type { CommandRunner } from '../../application/runtime/command-runner.js';
import { canBeServedBy, orderDecider } from '../../domain/order/index.js';
import { stockIdOf } from '../../domain/shared/stream-names.js';
import { availableToFulfill, stockDecider } from '../../domain/stock/index.js';
import type { Cause, InstructionRunner, WideInstruction } from './instruction-runner.worker.js';
import { reopenForSuspension } from './order-process.deadlines.js';
import type { Instruction, ReactContext } from './order-process.types.js';

/** Orders that one arrival wakes at most; the next arrival or their deadline wakes the others. */
const MAX_ORDERS_AWAKENED = 200;
/** Suspensions of one node that are told to its orders at the same time. */
const SIDE_BY_SIDE = 16;

export interface WideDependencies {
  readonly runner: CommandRunner;
  readonly index: ProcessIndex;
  readonly ids: Ids;
  /** Settles when the index holds every event observed so far. */
  readonly indexReached: () => Promise<void>;
  readonly instructions: () => InstructionRunner;
}

/** Instructions that concern many orders, found through the index. */
export class WideInstructions {
  constructor(private readonly dependencies: WideDependencies) {}

  /** @throws ProcessIndexUnavailable, EventStoreUnavailable */
  async carryOut(instruction: WideInstruction, cause: Cause, context: ReactContext): Promise<void> {
    await this.dependencies.indexReached();
    if (instruction.kind === 'retry-parked') return this.retryParked(instruction, cause, context);
    return this.reopenNodeWork(instruction.nodeId, cause, context);
  }

  /**
   * Wakes as many waiting orders as the units can serve: higher priority first, then who has waited longest. An order
   * that cannot use units of that node is passed over: it must not take the place of one behind it that can.
   */
  private async retryParked(
    { sku, nodeId }: Extract<WideInstruction, { readonly kind: 'retry-parked' }>,
    cause: Cause,
    { now }: ReactContext,
  ): Promise<void> {
    const { index, runner, ids, instructions } = this.dependencies;
    const { tenant } = cause;
    const waiting = await index.parkedDemand(tenant, sku, MAX_ORDERS_AWAKENED);
    if (waiting.length === 0) return;
    const { state } = await runner.load(stockDecider, tenant, stockIdOf(sku, nodeId));
    let promised = 0;
    for (const { orderId, quantity } of waiting) {
      const available = availableToFulfill(state, channelOf(orderId)) - promised;
      if (available <= 0) continue;
      const order = await runner.load(orderDecider, tenant, orderId, { atLeast: 0n });
      if (!canBeServedBy(order.state, { sku, nodeId }, now)) continue;
      const data = { orderId, cause: 'stock-arrived', at: now } as const;
      const commandId = ids.derived(`${cause.seed}:retry:${orderId}`);
      const retry = { kind: 'order', command: { type: 'RetryParkedDemand', data } } as const;
      const result = await instructions().send(retry, commandId, cause);
      // An order that has nothing parked says so; then the index was wrong, and is put right.
      if (result?.outcome === 'accepted') promised += Math.min(quantity, available);
      else await index.forgetParkedDemand(tenant, sku, orderId);
    }
  }

  private async reopenNodeWork(nodeId: string, cause: Cause, context: ReactContext): Promise<void> {
    const { index, instructions } = this.dependencies;
    const work = await index.openWork(cause.tenant, nodeId);
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

/** The first part of an order id is its channel. */
function channelOf(orderId: string): string {
  return orderId.slice(0, orderId.indexOf('~'));
}
