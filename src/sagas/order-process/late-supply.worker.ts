import type { EventStore, RecordedEvent } from '../../application/ports/event-store.js';
import { parsePosition } from '../../application/ports/position.js';
import { RecentMap } from '../../application/runtime/recent-map.js';
import type { DemandParked } from '../../domain/order/index.js';
import type { OrderProcessEvent } from './order-process.types.js';
import { type SupplyLimits, SupplyMemory } from './supply-memory.worker.js';

/** Sourcing runs whose figures are at hand; those of others are read from their order's stream. */
const RUNS_REMEMBERED = 10_000;
/** Events of an order that one append may put before a parking, at most. */
const EVENTS_BEFORE_PARKING = 64;
const UNLIMITED: SupplyLimits = {
  nodesPerSku: Number.POSITIVE_INFINITY,
  newsPerTenant: Number.POSITIVE_INFINITY,
  skus: Number.POSITIVE_INFINITY,
};

/** Where units of a sku became usable. */
export interface Supply {
  readonly sku: string;
  readonly nodeId: string;
}

/** The log, for what this process has not seen or had to forget. */
export type SupplyLog = Pick<EventStore, 'readAll' | 'readStream'>;

/**
 * Sees demand that was parked on figures older than the last supply. Sourcing ranks on a view that may lag: stock can
 * arrive, or a node come back with its stock, after the figures were taken and before the demand is parked, and then
 * nobody wakes it. Supply that comes after the parking finds it in the index, so what lies between the figures and the
 * parking is all that matters; it is remembered, or read back where memory does not reach (after a start).
 */
export class LateSupply {
  private readonly memory = new SupplyMemory();
  /** Figures of sourcing runs, by order and command: a run that plans a part says there what it went by. */
  private readonly figures = new RecentMap<string, bigint>(RUNS_REMEMBERED);

  constructor(private readonly log: SupplyLog) {}

  /** Every event, in the order of the log. */
  observe(recorded: RecordedEvent<OrderProcessEvent>): void {
    this.memory.observe(recorded);
    const figures = figuresIn(recorded.event);
    if (figures !== undefined) this.figures.set(runOf(recorded), figures);
  }

  /**
   * True when units of one of the skus became usable after the figures on which the demand was parked.
   * @param canServe whether the order could take units from there; what it gave back itself at a node that failed it
   *   is no supply, or it would be tried again and again
   * @throws EventStoreUnavailable
   */
  async isBehind(
    parked: RecordedEvent<DemandParked>,
    canServe: (supply: Supply) => Promise<boolean>,
  ): Promise<boolean> {
    const figures =
      figuresIn(parked.event) ?? this.figures.get(runOf(parked)) ?? (await this.readFigures(parked));
    if (figures === undefined) return false;
    const { tenant } = parked.metadata;
    const skus = [...new Set(parked.event.data.lines.map((line) => line.sku))];
    const isKnown = skus.every((sku) => this.memory.knowsAllAfter(figures, tenant, sku));
    const memory = isKnown ? this.memory : await this.readSupply(figures, parked.position);
    for (const sku of skus) {
      for (const nodeId of memory.nodesAfter(figures, tenant, sku)) {
        if (await canServe({ sku, nodeId })) return true;
      }
    }
    return false;
  }

  /** What happened between the figures and the parking: as much as the view was behind. */
  private async readSupply(figures: bigint, until: bigint): Promise<SupplyMemory> {
    const memory = new SupplyMemory(UNLIMITED);
    const ending = new AbortController();
    try {
      const events = this.log.readAll({
        after: figures,
        categories: ['stock', 'node'],
        signal: ending.signal,
      });
      for await (const event of events) {
        if (event.position > until) break;
        memory.observe(event as RecordedEvent<OrderProcessEvent>);
      }
    } finally {
      ending.abort();
    }
    return memory;
  }

  /** The record of the run stands before the parking, in the same append. */
  private async readFigures({
    stream,
    revision,
    metadata,
  }: RecordedEvent<DemandParked>): Promise<bigint | undefined> {
    if (revision === 0n) return undefined;
    const back = BigInt(EVENTS_BEFORE_PARKING);
    const from = revision > back ? revision - back : 0n;
    let found: bigint | undefined;
    for await (const before of this.log.readStream(stream, from, Number(revision - from))) {
      if (before.metadata.commandId === metadata.commandId)
        found = figuresIn(before.event as OrderProcessEvent) ?? found;
    }
    return found;
  }
}

function figuresIn(event: OrderProcessEvent): bigint | undefined {
  if (event.type !== 'SourcingPlanned' && event.type !== 'DemandParked') return undefined;
  const { decision } = event.data;
  return decision ? parsePosition(decision.input.logPosition) : undefined;
}

function runOf({ event, metadata }: RecordedEvent<OrderProcessEvent>): string {
  const orderId = 'orderId' in event.data ? event.data.orderId : '';
  return `${metadata.tenant}:${orderId}:${metadata.commandId}`;
}
