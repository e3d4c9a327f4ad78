import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { addSeconds } from '../../domain/shared/time.js';
import { CLOCK, type Clock } from '../ports/clock.js';
import { EVENT_STORE, type EventStore } from '../ports/event-store.js';
import { PERSON_VAULT, type PersonVault, type UnsettledPerson } from '../ports/person-vault.js';
import { personOf } from './person-of-order.js';

/** No order comes in so long after its person was put: an append is given up after seconds. */
const SAFE_AFTER_SECONDS = 3_600;
const SWEEP_EVERY_MS = 900_000;
const FIRST_SWEEP_MS = 1_000;
const AT_A_TIME = 100;

/**
 * Erases persons whose order never came into the log: the engine died, or lost the log, between the two. The vault
 * knows whom nobody has settled, so only those few are compared with the log.
 */
@Injectable()
export class OrphanedPersons implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('People');
  private takeBack: () => void = () => undefined;
  private isStopped = false;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PERSON_VAULT) private readonly vault: PersonVault,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.later(FIRST_SWEEP_MS);
  }

  /** Finishes the person in hand. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    this.takeBack();
    await this.running;
  }

  /**
   * Settles those whose order carries them, and erases the others.
   * @returns how many were erased
   * @throws EventStoreUnavailable; ErasureIncomplete: the rest is left to the next sweep
   */
  async sweep(): Promise<number> {
    const before = addSeconds(this.clock.now(), -SAFE_AFTER_SECONDS);
    let erased = 0;
    for (let found = AT_A_TIME; found === AT_A_TIME; ) {
      const persons = await this.vault.unsettled(before, AT_A_TIME);
      found = persons.length;
      for (const person of persons) if (await this.judge(person)) erased += 1;
    }
    return erased;
  }

  /** True when the person was erased. */
  private async judge(person: UnsettledPerson): Promise<boolean> {
    const { tenant, reference } = person;
    if ((await personOf(this.store, tenant, person.orderId)) === reference) {
      this.vault.settle(tenant, reference);
      return false;
    }
    return this.vault.erase(tenant, reference);
  }

  private later(delayMs: number): void {
    this.takeBack = this.clock.schedule(delayMs, () => {
      this.running = this.sweepAndTell().then(() => {
        if (!this.isStopped) this.later(SWEEP_EVERY_MS);
      });
    });
  }

  private async sweepAndTell(): Promise<void> {
    try {
      const erased = await this.sweep();
      if (erased > 0) this.logger.warn(`erased ${erased} persons whose orders never came into the log`);
    } catch (error) {
      this.logger.warn(`persons without an order were not looked for: ${String(error)}`);
    }
  }
}
