import type { NodeAgents } from './agents.js';
import { type DemoClient, expectOk, inParallel } from './client.js';
import type { DemoOrder } from './dataset.js';
import type { WaitingOrder } from './season.js';

interface OrderAnswer extends WaitingOrder {
  readonly status: string;
  readonly late: boolean;
  readonly fulfillments: readonly {
    readonly fulfillmentId: string;
    readonly nodeId: string;
    readonly method: string;
    readonly status: string;
  }[];
}

const TERMINAL = new Set(['closed', 'cancelled']);

/** Follows every order until it is terminal, or parked with a reason and nothing else going on. */
export class Settlement {
  private readonly open: Set<string>;
  readonly final = new Map<string, OrderAnswer>();
  private readonly waiting = new Map<string, OrderAnswer>();
  lastChangeAt = Date.now();

  constructor(
    private readonly client: DemoClient,
    private readonly agents: NodeAgents,
    orderIds: Iterable<string>,
  ) {
    this.open = new Set(orderIds);
  }

  get settled(): number {
    return this.final.size;
  }

  /** Orders that wait for stock, with the reason the engine gives. */
  get explained(): readonly OrderAnswer[] {
    return [...this.waiting.values()].filter((order) => order.parked.length > 0);
  }

  get unexplained(): readonly string[] {
    return [...this.open].filter((id) => (this.waiting.get(id)?.parked.length ?? 0) === 0);
  }

  /** One look at every order that was taken and still open at the last look. */
  async look(taken: ReadonlySet<string>): Promise<void> {
    const due = [...this.open].filter((orderId) => taken.has(orderId));
    await inParallel(due, 12, async (orderId) => {
      const answer = await this.client.get(`/v1/orders/${encodeURIComponent(orderId)}`);
      if (answer.status === 404) return;
      const order = expectOk(answer, orderId) as OrderAnswer;
      if (this.waiting.get(orderId)?.status !== order.status) this.lastChangeAt = Date.now();
      this.waiting.set(orderId, order);
      if (TERMINAL.has(order.status)) {
        this.final.set(orderId, order);
        this.open.delete(orderId);
        this.waiting.delete(orderId);
        return;
      }
      for (const shipment of order.fulfillments) {
        if (shipment.status === 'shipped')
          await this.agents.deliver(shipment.fulfillmentId, orderId, shipment.nodeId);
      }
    });
  }
}

/** Order ids as the engine derives them from channel and external id. */
export function orderIdsOf(orders: readonly DemoOrder[]): ReadonlyMap<string, DemoOrder> {
  return new Map(orders.map((order) => [`${order.channel}~${order.externalId}`, order]));
}
