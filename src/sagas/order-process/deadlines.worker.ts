import type { Clock } from '../../application/ports/clock.js';
import type { DueDeadline, ProcessIndex } from '../../application/ports/process-index.js';
import { isBefore } from '../../domain/shared/time.js';
import { isOutage } from '../runtime/failure-verdict.js';
import type { SagaPump } from '../runtime/saga-pump.js';
import type { DeadlinePayload } from './index-changes.worker.js';
import { type Cause, type InstructionRunner, ORDER_PROCESS } from './instruction-runner.worker.js';
import { whenDue } from './order-process.deadlines.js';
import { type OrderProcessWorker, orderKey } from './order-process.worker.js';

export interface DeadlineParts {
  readonly index: ProcessIndex;
  readonly clock: Clock;
  readonly pump: SagaPump;
  readonly worker: OrderProcessWorker;
  readonly instructions: InstructionRunner;
  readonly onTrouble: (part: string, error: unknown) => void;
}

export interface DeadlineOptions {
  /** How late a deadline may be noticed. */
  readonly pollMs: number;
  /** Deadlines taken up at a time. */
  readonly limit: number;
}

/**
 * Turns due deadlines into commands. None is ever taken back: the aggregate decides on arrival whether it still
 * matters. A deadline leaves the index when its command has been answered, so a crash repeats it and loses none.
 */
export class DeadlineLoop {
  private readonly inFlight = new Set<string>();
  /** Get no further, and stand first in the index: their key is parked, or they fail, and not for an outage. */
  private readonly heldUp = new Set<string>();
  private takeBack: () => void = () => undefined;
  private isRunning = false;

  constructor(
    private readonly parts: DeadlineParts,
    private readonly options: DeadlineOptions,
  ) {}

  start(): void {
    this.isRunning = true;
    this.later();
  }

  stop(): void {
    this.isRunning = false;
    this.takeBack();
  }

  /** Takes up what is due now. @throws ProcessIndexUnavailable */
  async tick(): Promise<void> {
    const { index, clock } = this.parts;
    // Those on their way, and those that get no further, are still in the index and come first: ask for as many more.
    const limit = this.options.limit + this.inFlight.size + this.heldUp.size;
    for (const deadline of await index.dueDeadlines(clock.now(), limit)) this.take(deadline);
  }

  private later(): void {
    this.takeBack = this.parts.clock.schedule(this.options.pollMs, () => {
      this.tick()
        .catch((error: unknown) => this.parts.onTrouble('deadlines', error))
        .finally(() => {
          if (this.isRunning) this.later();
        });
    });
  }

  private take(due: DueDeadline): void {
    if (this.inFlight.has(due.id)) return;
    this.inFlight.add(due.id);
    const { orderId } = due.payload as DeadlinePayload;
    this.parts.pump.submit(
      orderKey(due.tenant, orderId),
      () => this.fire(due),
      (error) => {
        this.inFlight.delete(due.id);
        if (error === undefined) this.heldUp.delete(due.id);
        else if (!isOutage(error)) this.heldUp.add(due.id);
        if (error !== undefined && error !== null) this.parts.onTrouble('deadlines', error);
      },
    );
  }

  private async fire({ id, tenant, payload }: DueDeadline): Promise<void> {
    const { worker, instructions, index } = this.parts;
    const { deadline, correlationId, causationId } = payload as DeadlinePayload;
    const context = worker.contextFor(tenant);
    // The clock went back while it waited for its turn: the aggregate would say that there is time, and nobody ask again.
    if (isBefore(context.now, deadline.dueAt)) return;
    const cause: Cause = { tenant, correlationId, causationId, seed: `${ORDER_PROCESS}:${id}` };
    await instructions.run([whenDue(deadline, context.now)], cause, context);
    await index.settleDeadline(id);
  }
}
