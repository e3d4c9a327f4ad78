import { parsePosition } from '../../application/ports/position.js';
import type { RecordedEvent } from '../../application/ports/event-store.js';
import type { DemandParked } from '../../domain/order/index.js';
import type { OrderProcessEvent } from './order-process.types.js';

/** Nodes remembered for each sku: more than bring units of it while a view lags. */
const NODES_REMEMBERED = 16;
/** Nodes of a tenant that are remembered as new, changed or back: more than become so while a view lags. */
const NEWS_REMEMBERED = 256;
/** Skus whose last supply is remembered; the one that was supplied longest ago goes first. */
const SKUS_REMEMBERED = 50_000;

/** Where units of a sku became usable. */
export interface Supply {
  readonly sku: string;
  readonly nodeId: string;
}

/**
 * Sees demand that was parked on figures older than the last supply. Sourcing ranks on a view that may lag: stock can
 * arrive, or a node come back with its stock, after the figures were taken and before the demand is parked, and then
 * nobody wakes it. (What this memory has lost after a restart, the deadline of the parked demand makes good.)
 */
export class LateSupply {
  /** Position of the last event that brought units, by tenant and sku, then by node. */
  private readonly supplied = new Map<string, Map<string, bigint>>();
  /** Position of the last event that made a node usable, by tenant, then by node. */
  private readonly usable = new Map<string, Map<string, bigint>>();
  /** Figures of the latest sourcing run, by order, until its demand is parked by the same append. */
  private readonly figures = new Map<string, bigint>();

  /** Every event, in the order of the log. */
  observe({ event, position, metadata }: RecordedEvent<OrderProcessEvent>): void {
    const { tenant } = metadata;
    switch (event.type) {
      case 'StockReceived':
      case 'StockAdjusted':
      case 'StockCounted':
      case 'SafetyStockDefined':
      case 'ReservationReleased':
        return this.remember(`${tenant}:${event.data.sku}`, event.data.nodeId, position);
      case 'NodeRegistered':
      case 'NodeProfileRevised':
      case 'NodeResumed':
        return this.opened(tenant, event.data.nodeId, position);
      case 'NodeSuspended':
        this.usable.get(tenant)?.delete(event.data.nodeId);
        return;
      case 'SourcingPlanned':
        return this.plan(`${tenant}:${event.data.orderId}`, event.data.decision.input.logPosition);
      case 'OrderCancelled':
      case 'OrderClosed':
      case 'LinesReleased':
        this.figures.delete(`${tenant}:${event.data.orderId}`);
        return;
      default:
        return;
    }
  }

  /**
   * True when units of one of the skus became usable after the figures on which the demand was parked.
   * @param canServe whether the order could take units from there; what it gave back itself at a node that failed it
   *   is no supply, or it would be tried again and again
   */
  async isBehind(
    { event, metadata }: RecordedEvent<DemandParked>,
    canServe: (supply: Supply) => Promise<boolean>,
  ): Promise<boolean> {
    const { tenant } = metadata;
    const { orderId, lines, decision } = event.data;
    const figures = decision
      ? parsePosition(decision.input.logPosition)
      : this.figures.get(`${tenant}:${orderId}`);
    if (figures === undefined) return false;
    for (const sku of new Set(lines.map((line) => line.sku))) {
      for (const nodeId of this.suppliedAfter(figures, tenant, sku)) {
        if (await canServe({ sku, nodeId })) return true;
      }
    }
    return false;
  }

  private suppliedAfter(figures: bigint, tenant: string, sku: string): ReadonlySet<string> {
    const known = [...(this.supplied.get(`${tenant}:${sku}`) ?? []), ...(this.usable.get(tenant) ?? [])];
    return new Set(known.filter(([, position]) => position > figures).map(([nodeId]) => nodeId));
  }

  private opened(tenant: string, nodeId: string, position: bigint): void {
    const nodes = this.usable.get(tenant) ?? new Map<string, bigint>();
    nodes.delete(nodeId);
    nodes.set(nodeId, position);
    trim(nodes, NEWS_REMEMBERED);
    this.usable.set(tenant, nodes);
  }

  private plan(order: string, logPosition: string): void {
    this.figures.set(order, parsePosition(logPosition));
    trim(this.figures, SKUS_REMEMBERED);
  }

  private remember(sku: string, nodeId: string, position: bigint): void {
    const nodes = this.supplied.get(sku) ?? new Map<string, bigint>();
    nodes.delete(nodeId);
    nodes.set(nodeId, position);
    trim(nodes, NODES_REMEMBERED);
    this.supplied.delete(sku);
    this.supplied.set(sku, nodes);
    trim(this.supplied, SKUS_REMEMBERED);
  }
}

function trim(map: Map<string, unknown>, limit: number): void {
  if (map.size <= limit) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
