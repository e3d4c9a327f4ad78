import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { EVENT_STORE, type EventStore } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import { ProjectionStatusQuery } from '../../projections/operations/operations.query.js';
import type { CheckDto } from './health.dto.js';

/** Longer than a healthy part ever takes, shorter than a prober waits. */
const CHECK_WITHIN_MS = 2000;

/** Whether the parts that every answer needs are there. */
@Injectable()
export class Readiness {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly queries: QueryBus,
  ) {}

  /** Every part with what is to be said about it. Never throws. */
  async checks(): Promise<readonly CheckDto[]> {
    return Promise.all([
      check('event-store', async () => {
        const head = await this.store.headPosition();
        return head === null ? 'empty' : `at ${formatPosition(head)}`;
      }),
      check('views', () => this.viewState()),
    ]);
  }

  /** Log positions that each view is behind; by name. */
  async lags(): Promise<Readonly<Record<string, number>>> {
    const head = (await this.store.headPosition()) ?? 0n;
    const statuses = await this.queries.execute(new ProjectionStatusQuery());
    return Object.fromEntries(
      statuses.map(({ name, position }) => [name, Math.max(0, Number(head - BigInt(position ?? 0)))]),
    );
  }

  private async viewState(): Promise<string> {
    const statuses = await this.queries.execute(new ProjectionStatusQuery());
    const broken = statuses.filter(({ state }) => state === 'failed' || state === 'stopped');
    if (broken.length > 0) throw new Error(`stand still: ${broken.map(({ name }) => name).join(', ')}`);
    return statuses.map(({ name, position }) => `${name} at ${position ?? 'the beginning'}`).join(', ');
  }
}

/** Fails when the part does not answer in time. The reason stays short: no address, no stack. */
async function check(name: string, work: () => Promise<string>): Promise<CheckDto> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), CHECK_WITHIN_MS);
  });
  try {
    return { name, status: 'ok', detail: await Promise.race([work(), late]) };
  } catch (error) {
    const isOurs = error instanceof Error && /^(?:no answer|stand still: [\w, -]+)$/.test(error.message);
    return { name, status: 'failed', detail: isOurs ? error.message : 'cannot be reached' };
  } finally {
    clearTimeout(timer);
  }
}
