import type {
  DueDeadline,
  IndexBatch,
  IndexChange,
  NodeWork,
  OpenOrder,
  ParkedDemand,
  ProcessIndex,
} from '../../application/ports/process-index.js';
import type { Instant } from '../../domain/shared/time.js';
import { DueHeap } from './due-heap.js';

interface IndexedOrder extends OpenOrder {
  readonly priority: number;
  /** Last activity; in time to come when it was told not to be quiet before. */
  activeMs: number;
  /** Node by fulfillment. */
  readonly work: Map<string, string>;
  readonly parked: Map<string, { since: Instant; quantity: number }>;
}

/** The process index in memory: the twin of the one in Redis. It starts empty and is rebuilt from the log. */
export class MemoryProcessIndex implements ProcessIndex {
  private reached: bigint | null = null;
  private readonly deadlines = new Map<string, DueDeadline>();
  private readonly due = new DueHeap<string>();
  /** In order of activity, but for those that were told to wait; the quietest tend to come first. */
  private readonly orders = new Map<string, IndexedOrder>();
  private readonly byNode = new Map<string, Map<string, NodeWork>>();
  private readonly bySku = new Map<string, Map<string, IndexedOrder>>();

  async position(): Promise<bigint | null> {
    await Promise.resolve();
    return this.reached;
  }

  async clear(): Promise<void> {
    await Promise.resolve();
    this.reached = null;
    for (const part of [this.deadlines, this.orders, this.byNode, this.bySku]) part.clear();
    while (this.due.pop() !== undefined);
  }

  async apply({ after, position, changes }: IndexBatch): Promise<'applied' | 'lost'> {
    await Promise.resolve();
    const { reached } = this;
    if (after !== null && (reached === null || reached < after)) return 'lost';
    for (const change of changes) if (reached === null || change.position > reached) this.change(change);
    if (reached === null || reached < position) this.reached = position;
    return 'applied';
  }

  async dueDeadlines(now: Instant, limit: number): Promise<readonly DueDeadline[]> {
    await Promise.resolve();
    const nowMs = Date.parse(now);
    const found: DueDeadline[] = [];
    while (found.length < limit) {
      const id = this.due.peek(nowMs);
      if (id === undefined) break;
      this.due.pop();
      const deadline = this.deadlines.get(id);
      // Settled ones leave the heap here; one that was set twice is found once.
      if (deadline !== undefined && !found.includes(deadline)) found.push(deadline);
    }
    // Due until they are settled.
    for (const { id, dueAt } of found) this.due.push(Date.parse(dueAt), id);
    return found;
  }

  async settleDeadline(id: string): Promise<void> {
    await Promise.resolve();
    this.deadlines.delete(id);
  }

  async quietOrders(before: Instant, limit: number): Promise<readonly OpenOrder[]> {
    await Promise.resolve();
    const beforeMs = Date.parse(before);
    return [...this.orders.values()]
      .filter(({ activeMs }) => activeMs < beforeMs)
      .sort((one, other) => one.activeMs - other.activeMs)
      .slice(0, limit)
      .map(({ tenant, orderId }) => ({ tenant, orderId }));
  }

  async markActive({ tenant, orderId }: OpenOrder, at: Instant): Promise<void> {
    await Promise.resolve();
    this.touch(tenant, orderId, at);
  }

  async openWork(tenant: string, nodeId: string): Promise<readonly NodeWork[]> {
    await Promise.resolve();
    return [...(this.byNode.get(keyOf(tenant, nodeId))?.values() ?? [])];
  }

  async parkedDemand(tenant: string, sku: string, limit: number): Promise<readonly ParkedDemand[]> {
    await Promise.resolve();
    return [...(this.bySku.get(keyOf(tenant, sku))?.values() ?? [])]
      .map(({ orderId, priority, parked }) => ({
        orderId,
        priority,
        since: parked.get(sku)?.since ?? '',
        quantity: parked.get(sku)?.quantity ?? 0,
      }))
      .sort((one, other) => other.priority - one.priority || Date.parse(one.since) - Date.parse(other.since))
      .slice(0, limit);
  }

  async parkedSkus(tenant: string, after: string | null, limit: number): Promise<readonly string[]> {
    await Promise.resolve();
    const prefix = keyOf(tenant, '');
    return [...this.bySku.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
      .filter((sku) => after === null || sku > after)
      .sort((one, other) => (one < other ? -1 : 1))
      .slice(0, limit);
  }

  async forgetParkedDemand(
    tenant: string,
    sku: string,
    { orderId, since }: Pick<ParkedDemand, 'orderId' | 'since'>,
  ): Promise<void> {
    await Promise.resolve();
    if (this.orders.get(keyOf(tenant, orderId))?.parked.get(sku)?.since !== since) return;
    this.unpark(tenant, orderId, sku, Number.POSITIVE_INFINITY);
  }

  private change(change: IndexChange): void {
    const { tenant } = change;
    switch (change.kind) {
      case 'deadline-set':
        return this.setDeadline(change);
      case 'order-opened':
        return this.open(change);
      case 'order-active':
        return this.touch(tenant, change.orderId, change.at);
      case 'order-ended':
        return this.end(tenant, change.orderId);
      case 'work-planned':
        return this.plan(change);
      case 'work-settled':
        return this.settle(tenant, change);
      case 'demand-parked':
        return this.park(change);
      case 'demand-unparked':
        return this.unpark(tenant, change.orderId, change.sku, change.quantity);
    }
  }

  private setDeadline({ id, dueAt, tenant, payload }: ChangeOf<'deadline-set'>): void {
    this.deadlines.set(id, { id, dueAt, tenant, payload });
    this.due.push(Date.parse(dueAt), id);
  }

  private open({ tenant, orderId, priority, at }: ChangeOf<'order-opened'>): void {
    this.orders.set(keyOf(tenant, orderId), {
      tenant,
      orderId,
      priority,
      activeMs: Date.parse(at),
      work: new Map(),
      parked: new Map(),
    });
  }

  private touch(tenant: string, orderId: string, at: Instant): void {
    const order = this.orders.get(keyOf(tenant, orderId));
    if (order !== undefined) order.activeMs = Date.parse(at);
  }

  private end(tenant: string, orderId: string): void {
    const order = this.orders.get(keyOf(tenant, orderId));
    if (order === undefined) return;
    for (const [fulfillmentId, nodeId] of order.work) {
      this.settle(tenant, { orderId, nodeId, fulfillmentId });
    }
    for (const sku of order.parked.keys()) this.unpark(tenant, orderId, sku, Number.POSITIVE_INFINITY);
    this.orders.delete(keyOf(tenant, orderId));
  }

  private plan({ tenant, orderId, nodeId, fulfillmentId }: ChangeOf<'work-planned'>): void {
    const order = this.orders.get(keyOf(tenant, orderId));
    if (order === undefined) return;
    order.work.set(fulfillmentId, nodeId);
    within(this.byNode, keyOf(tenant, nodeId)).set(fulfillmentId, { orderId, fulfillmentId });
  }

  private settle(tenant: string, { orderId, nodeId, fulfillmentId }: NodeWork & { nodeId: string }): void {
    this.orders.get(keyOf(tenant, orderId))?.work.delete(fulfillmentId);
    drop(this.byNode, keyOf(tenant, nodeId), fulfillmentId);
  }

  private park({ tenant, orderId, sku, quantity, at }: ChangeOf<'demand-parked'>): void {
    const order = this.orders.get(keyOf(tenant, orderId));
    if (order === undefined) return;
    const known = order.parked.get(sku);
    order.parked.set(sku, { since: known?.since ?? at, quantity: (known?.quantity ?? 0) + quantity });
    within(this.bySku, keyOf(tenant, sku)).set(orderId, order);
  }

  private unpark(tenant: string, orderId: string, sku: string, quantity: number): void {
    const order = this.orders.get(keyOf(tenant, orderId));
    const known = order?.parked.get(sku);
    if (order === undefined || known === undefined) return;
    known.quantity -= quantity;
    if (known.quantity > 0) return;
    order.parked.delete(sku);
    drop(this.bySku, keyOf(tenant, sku), orderId);
  }
}

type ChangeOf<Kind extends IndexChange['kind']> = Extract<IndexChange, { kind: Kind }>;

function keyOf(tenant: string, id: string): string {
  return `${tenant}:${id}`;
}

function within<Value>(all: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
  const known = all.get(key);
  if (known !== undefined) return known;
  const added = new Map<string, Value>();
  all.set(key, added);
  return added;
}

function drop<Value>(all: Map<string, Map<string, Value>>, key: string, member: string): void {
  const members = all.get(key);
  members?.delete(member);
  if (members?.size === 0) all.delete(key);
}
