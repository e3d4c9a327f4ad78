import type { Clock } from '../../application/ports/clock.js';
import type { OpenOrder, ProcessIndex } from '../../application/ports/process-index.js';
import { addSeconds, type Instant } from '../../domain/shared/time.js';
import type { SagaPump } from '../runtime/saga-pump.js';
import { type OrderProcessWorker, orderKey } from './order-process.worker.js';

export interface SweeperParts {
  readonly index: ProcessIndex;
  readonly clock: Clock;
  readonly pump: SagaPump;
  readonly worker: OrderProcessWorker;
  /** Makes sure that the index is whole before it is asked. */
  readonly verifyIndex: () => Promise<void>;
  readonly onTrouble: (part: string, error: unknown) => void;
}

export interface SweeperOptions {
  readonly everyMs: number;
  /** An open order in which nothing happened for so long is asked what it owes. */
  readonly quietSeconds: number;
  /** An order that owed nothing is left alone for so long: it waits for a node, a customer or a deadline. */
  readonly idleSeconds: number;
  /** Orders asked at a time. */
  readonly limit: number;
}

/** Puts an order behind those that are due now, also at the start, when every order is. */
const PUT_OFF_SECONDS = 1;

/**
 * Asks open orders that have been quiet what they owe, and sends it once more: whatever was lost between an event and
 * its effect is made good. At the start every open order is asked, however busy it was.
 */
export class Sweeper {
  private takeBack: () => void = () => undefined;
  private isRunning = false;
  /** Orders not active since then are still to be asked after the start; null when all have been. */
  private startedAt: Instant | null = null;
  private readonly inFlight = new Set<string>();

  constructor(
    private readonly parts: SweeperParts,
    private readonly options: SweeperOptions,
  ) {}

  start(): void {
    this.isRunning = true;
    // A moment later than now, so that what happened in this very moment is asked, too.
    this.startedAt = addSeconds(this.parts.clock.now(), 0.001);
    this.later(0);
  }

  stop(): void {
    this.isRunning = false;
    this.takeBack();
  }

  /** Asks the quietest orders. True when there may be more. @throws ProcessIndexUnavailable */
  async tick(): Promise<boolean> {
    const { index, clock, verifyIndex } = this.parts;
    await verifyIndex();
    const before = this.startedAt ?? addSeconds(clock.now(), -this.options.quietSeconds);
    const orders = await index.quietOrders(before, this.options.limit);
    for (const order of orders) this.take(order);
    const isFull = orders.length === this.options.limit;
    if (!isFull) this.startedAt = null;
    return isFull;
  }

  private later(delayMs: number): void {
    this.takeBack = this.parts.clock.schedule(delayMs, () => {
      this.tick()
        .catch((error: unknown) => {
          this.parts.onTrouble('sweep', error);
          return false;
        })
        .then((isFull) => {
          // The next batch soon, not at once: the orders of this one are still on their way.
          if (this.isRunning)
            this.later(isFull ? Math.min(1_000, this.options.everyMs) : this.options.everyMs);
        })
        .catch(() => undefined);
    });
  }

  private take(order: OpenOrder): void {
    const key = orderKey(order.tenant, order.orderId);
    if (this.inFlight.has(key)) return;
    this.inFlight.add(key);
    this.parts.pump.submit(
      key,
      () => this.ask(order),
      (error) => {
        this.inFlight.delete(key);
        if (error !== undefined) this.putOff(order, error);
      },
    );
  }

  /** An order that cannot be asked now (its key is parked, or it failed) must not keep the others from their turn. */
  private putOff(order: OpenOrder, error: unknown): void {
    const { index, clock, onTrouble } = this.parts;
    if (error !== null) onTrouble('sweep', error);
    index
      .markActive(order, addSeconds(clock.now(), PUT_OFF_SECONDS))
      .catch((trouble: unknown) => onTrouble('sweep', trouble));
  }

  private async ask(order: OpenOrder): Promise<void> {
    const { worker, index, clock } = this.parts;
    const { quietSeconds, idleSeconds } = this.options;
    const answer = await worker.sweep(order.tenant, order.orderId);
    const waitSeconds = answer === 'owed' ? 0 : Math.max(0, idleSeconds - quietSeconds);
    await index.markActive(order, addSeconds(clock.now(), waitSeconds));
  }
}
