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

/** No order comes in so long after its person was put, while somebody works on it: an append is given up after seconds. */
const SAFE_AFTER_SECONDS = 3_600;
const SWEEP_EVERY_MS = 900_000;
const FIRST_SWEEP_MS = 1_000;
/** The oldest ones that a sweep looks at; there are so many after a long outage only, and the others come next. */
const AT_A_TIME = 10_000;

/**
 * Erases persons whose order never came into the log: the engine died, or lost the log, between the two. The vault
 * knows whom nobody has settled, so only those few are compared with the log. Nobody goes at the first look: a machine
 * that was suspended for hours finishes afterwards what it was doing, and that may be placing the order.
 */
@Injectable()
export class OrphanedPersons implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('People');
  private takeBack: () => void = () => undefined;
  private isStopped = false;
  /** Whom the last sweep found without an order. */
  private suspects: ReadonlySet<string> = new Set();
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
   * Settles those whose order carries them, and erases those whom the sweep before this one found without an order, too.
   * @returns how many were erased
   * @throws EventStoreUnavailable; ErasureIncomplete, VaultUnavailable: the rest is left to the next sweep
   */
  async sweep(): Promise<number> {
    const before = addSeconds(this.clock.now(), -SAFE_AFTER_SECONDS);
    const found = new Set<string>();
    let erased = 0;
    for (const person of await this.vault.unsettled(before, AT_A_TIME)) {
      const { tenant, reference, orderId } = person;
      const isIn = (await personOf(this.store, tenant, orderId)) === reference;
      if (isIn) this.vault.settle(tenant, reference);
      else if (!this.suspects.has(keyOf(person))) found.add(keyOf(person));
      else if (await this.vault.erase(tenant, reference)) erased += 1;
    }
    this.suspects = found;
    return erased;
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

function keyOf({ tenant, reference }: UnsettledPerson): string {
  return `${tenant}:${reference}`;
}
