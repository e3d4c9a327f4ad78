import type { RecordedEvent } from '../../application/ports/event-store.js';
import { RecentMap } from '../../application/runtime/recent-map.js';
import type { OrderProcessEvent } from './order-process.types.js';

/** How much is kept; what is forgotten is known to be, and is read back from the log where it matters. */
export interface SupplyLimits {
  readonly nodesPerSku: number;
  /** Nodes of a tenant that are new, changed or back. */
  readonly newsPerTenant: number;
  readonly skus: number;
}

const LIMITS: SupplyLimits = { nodesPerSku: 64, newsPerTenant: 256, skus: 50_000 };

/** The latest position by node, and the highest one that had to be forgotten. */
interface Places {
  readonly byNode: Map<string, bigint>;
  forgotten: bigint;
}

/** Where units last became usable: of a sku, by a movement of stock; of all skus, by a node that is new or back. */
export class SupplyMemory {
  /** By tenant and sku; the skus that were supplied longest ago go first. */
  private readonly supplied: RecentMap<string, Places>;
  private readonly opened = new Map<string, Places>();
  /** All that came after this position was seen; null before the first event. */
  private since: bigint | null = null;

  constructor(private readonly limits: SupplyLimits = LIMITS) {
    this.supplied = new RecentMap(limits.skus, (gone) => {
      for (const { byNode, forgotten } of gone.values())
        this.since = [forgotten, ...byNode.values()].reduce(later, this.since ?? forgotten);
    });
  }

  /** Every event, in the order of the log. */
  observe({ event, position, metadata }: RecordedEvent<OrderProcessEvent>): void {
    const { tenant } = metadata;
    this.since ??= position;
    switch (event.type) {
      case 'StockReceived':
      case 'StockAdjusted':
      case 'StockCounted':
      case 'SafetyStockDefined':
      case 'ReservationReleased':
        return this.supply(`${tenant}:${event.data.sku}`, event.data.nodeId, position);
      case 'NodeRegistered':
      case 'NodeProfileRevised':
      case 'NodeResumed':
        return note(placesOf(this.opened, tenant), event.data.nodeId, position, this.limits.newsPerTenant);
      case 'NodeSuspended':
        this.opened.get(tenant)?.byNode.delete(event.data.nodeId);
        return;
      default:
        return;
    }
  }

  /** True when no supply after `position` can be missing here. */
  knowsAllAfter(position: bigint, tenant: string, sku: string): boolean {
    const forgotten = [this.supplied.get(`${tenant}:${sku}`), this.opened.get(tenant)].map(
      (places) => places?.forgotten ?? -1n,
    );
    return this.since !== null && [this.since, ...forgotten].every((known) => position >= known);
  }

  /** Nodes where units of the sku became usable after `position`. */
  nodesAfter(position: bigint, tenant: string, sku: string): ReadonlySet<string> {
    const known = [this.supplied.get(`${tenant}:${sku}`), this.opened.get(tenant)].flatMap((places) => [
      ...(places?.byNode ?? []),
    ]);
    return new Set(known.filter(([, at]) => at > position).map(([nodeId]) => nodeId));
  }

  private supply(sku: string, nodeId: string, position: bigint): void {
    const places = this.supplied.get(sku) ?? emptyPlaces();
    note(places, nodeId, position, this.limits.nodesPerSku);
    this.supplied.set(sku, places);
  }
}

function emptyPlaces(): Places {
  return { byNode: new Map(), forgotten: -1n };
}

function placesOf(all: Map<string, Places>, key: string): Places {
  const known = all.get(key);
  if (known !== undefined) return known;
  const made = emptyPlaces();
  all.set(key, made);
  return made;
}

function note(places: Places, nodeId: string, position: bigint, limit: number): void {
  const { byNode } = places;
  byNode.delete(nodeId);
  byNode.set(nodeId, position);
  const oldest = byNode.size > limit ? byNode.entries().next().value : undefined;
  if (oldest === undefined) return;
  byNode.delete(oldest[0]);
  places.forgotten = later(places.forgotten, oldest[1]);
}

function later(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
