import type { Clock } from '../../application/ports/clock.js';
import type { Ids } from '../../application/ports/ids.js';
import type { NetworkDirectory } from '../../application/ports/network-directory.js';
import type { ParkedDemand, ProcessIndex } from '../../application/ports/process-index.js';
import type { CommandRunner } from '../../application/runtime/command-runner.js';
import { pause } from '../../application/runtime/pause.js';
import { type NodeProfile, nodeDecider } from '../../domain/node/index.js';
import { canBeServedBy, isPlaced, orderDecider } from '../../domain/order/index.js';
import { stockIdOf } from '../../domain/shared/stream-names.js';
import type { Instant } from '../../domain/shared/time.js';
import { canReach } from '../../domain/sourcing/index.js';
import { availableToFulfill, type StockState, stockDecider } from '../../domain/stock/index.js';
import type { Cause, InstructionRunner } from './instruction-runner.worker.js';

/** Orders that are looked at for one sku, and in all for a node; the next cause or their deadline wakes the others. */
const MAX_ORDERS_FOR_SKU = 200;
const MAX_ORDERS_FOR_NODE = 2_000;
/** Parked skus that are asked for at a time, when all of a node may have become usable. */
const SKUS_PER_PAGE = 500;
/** Stock streams that are read at the same time. */
const SIDE_BY_SIDE = 16;
/** How often, and how many times, it is asked whether the directory knows the node as it is: five seconds in all. */
const DIRECTORY_LOOK_MS = 50;
const DIRECTORY_LOOKS = 100;

/** Asks the index; an answer is that of a whole one. @throws ProcessIndexUnavailable */
export type AskIndex = <Answer>(ask: (index: ProcessIndex) => Promise<Answer>) => Promise<Answer>;

export interface ParkedDemandDependencies {
  readonly runner: CommandRunner;
  readonly askIndex: AskIndex;
  readonly index: Pick<ProcessIndex, 'forgetParkedDemand'>;
  readonly ids: Ids;
  readonly network: NetworkDirectory;
  readonly clock: Clock;
  readonly instructions: () => InstructionRunner;
}

/** Units of a sku at the node, and how many of them are as good as gone. */
interface Shelf {
  readonly sku: string;
  readonly state: StockState;
  promised: number;
}
type Waiting = ParkedDemand & { readonly shelf: Shelf };

/** The node that may serve, as it is now. */
interface Place {
  readonly nodeId: string;
  /** Of its stream, as far as it has been read. */
  readonly revision: bigint;
  readonly profile: NodeProfile;
  readonly now: Instant;
}

/**
 * Wakes as many waiting orders as the units can serve: higher priority first, then who has waited longest. An order
 * that cannot use units of that node is passed over: it must not take the place of one behind it that can.
 */
export class ParkedDemandWaker {
  constructor(private readonly dependencies: ParkedDemandDependencies) {}

  /** Units of one sku may have become usable at the node. @throws ProcessIndexUnavailable, EventStoreUnavailable */
  async wakeForSku(sku: string, nodeId: string, cause: Cause, now: Instant): Promise<void> {
    const waiting = await this.waitingInIndex(sku, cause);
    if (waiting.length === 0) return;
    const place = await this.placeInUse(nodeId, cause, now);
    if (place === null) return;
    const shelf = await this.shelf(sku, nodeId, cause);
    const turns = waiting.map((demand) => ({ ...demand, shelf }));
    await this.wake(turns, place, cause);
  }

  /** Everything at the node may have become usable. @throws ProcessIndexUnavailable, EventStoreUnavailable */
  async wakeForNode(nodeId: string, cause: Cause, now: Instant): Promise<void> {
    const place = await this.placeInUse(nodeId, cause, now);
    if (place === null) return;
    const waiting = await this.waitingFor(nodeId, cause);
    if (waiting.length === 0) return;
    await this.directoryKnows(place, cause);
    await this.wake(waiting, place, cause);
  }

  /** The node as it is, or null while it is suspended or not registered: its return wakes those who wait. */
  private async placeInUse(nodeId: string, { tenant }: Cause, now: Instant): Promise<Place | null> {
    const { state, revision } = await this.dependencies.runner.load(nodeDecider, tenant, nodeId);
    if (state.status !== 'active' || revision === null) return null;
    return { nodeId, revision, profile: state.profile, now };
  }

  /** Demand for anything that the node has, in the order of its turn. */
  private async waitingFor(nodeId: string, cause: Cause): Promise<readonly Waiting[]> {
    const { askIndex } = this.dependencies;
    let first: readonly Waiting[] = [];
    for (let after: string | null = null; ; ) {
      const page = after;
      const skus: readonly string[] = await askIndex((index) =>
        index.parkedSkus(cause.tenant, page, SKUS_PER_PAGE),
      );
      for (let start = 0; start < skus.length; start += SIDE_BY_SIDE) {
        const some = skus.slice(start, start + SIDE_BY_SIDE);
        const found = await Promise.all(some.map((sku) => this.waitingForSku(sku, nodeId, cause)));
        first = [...first, ...found.flat()].sort(byTurn).slice(0, MAX_ORDERS_FOR_NODE);
      }
      after = skus.at(-1) ?? null;
      if (after === null || skus.length < SKUS_PER_PAGE) return first;
    }
  }

  private async waitingForSku(sku: string, nodeId: string, cause: Cause): Promise<readonly Waiting[]> {
    const shelf = await this.shelf(sku, nodeId, cause);
    if (shelf.state.onHand <= 0) return [];
    const waiting = await this.waitingInIndex(sku, cause);
    return waiting
      .filter(({ orderId }) => availableToFulfill(shelf.state, channelOf(orderId)) > 0)
      .map((demand) => ({ ...demand, shelf }));
  }

  private waitingInIndex(sku: string, { tenant }: Cause): Promise<readonly ParkedDemand[]> {
    return this.dependencies.askIndex((index) => index.parkedDemand(tenant, sku, MAX_ORDERS_FOR_SKU));
  }

  private async shelf(sku: string, nodeId: string, { tenant }: Cause): Promise<Shelf> {
    const { state } = await this.dependencies.runner.load(stockDecider, tenant, stockIdOf(sku, nodeId));
    return { sku, state, promised: 0 };
  }

  /** Sourcing goes by the directory, which may hear of the node a moment later than the process. */
  private async directoryKnows({ nodeId, revision }: Place, { tenant }: Cause): Promise<void> {
    const { network, clock } = this.dependencies;
    for (let look = 0; look < DIRECTORY_LOOKS; look += 1) {
      if (network.hasHeardOf(tenant, nodeId, revision)) return;
      await pause(clock, DIRECTORY_LOOK_MS);
    }
  }

  private async wake(waiting: readonly Waiting[], place: Place, cause: Cause): Promise<void> {
    const { index } = this.dependencies;
    const woken = new Set<string>();
    for (const { shelf, ...found } of waiting) {
      const { orderId, quantity } = found;
      const available = availableToFulfill(shelf.state, channelOf(orderId)) - shelf.promised;
      if (available <= 0) continue;
      if (!woken.has(orderId)) {
        if (!(await this.canUse(orderId, shelf.sku, place, cause))) continue;
        // An order that has nothing parked says so; then the index was wrong, and is put right.
        if (!(await this.retry(orderId, place.now, cause))) {
          await index.forgetParkedDemand(cause.tenant, shelf.sku, found);
          continue;
        }
        woken.add(orderId);
      }
      shelf.promised += Math.min(quantity, available);
    }
  }

  private async canUse(
    orderId: string,
    sku: string,
    { nodeId, profile, now }: Place,
    { tenant }: Cause,
  ): Promise<boolean> {
    const { state } = await this.dependencies.runner.load(orderDecider, tenant, orderId, { atLeast: 0n });
    return isPlaced(state) && canBeServedBy(state, { sku, nodeId }, now) && canReach(profile, state.placed);
  }

  /** True when the order took it. */
  private async retry(orderId: string, now: Instant, cause: Cause): Promise<boolean> {
    const { ids, instructions } = this.dependencies;
    const data = { orderId, cause: 'stock-arrived', at: now } as const;
    const retry = { kind: 'order', command: { type: 'RetryParkedDemand', data } } as const;
    const commandId = ids.derived(`${cause.seed}:retry:${orderId}`);
    const result = await instructions().send(retry, commandId, cause);
    return result?.outcome === 'accepted';
  }
}

function byTurn(one: Waiting, other: Waiting): number {
  return other.priority - one.priority || Date.parse(one.since) - Date.parse(other.since);
}

/** The first part of an order id is its channel. */
function channelOf(orderId: string): string {
  return orderId.slice(0, orderId.indexOf('~'));
}
