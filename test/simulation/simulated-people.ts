import type { CommandBus } from '@nestjs/cqrs';
import { ProblemError } from '../../src/api/errors/problem.js';
import type { Call } from '../../src/api/http/call.js';
import { CommandGateway } from '../../src/api/http/command-gateway.js';
import type { PlaceOrderDto } from '../../src/api/orders/place-order.dto.js';
import { OrderIntake } from '../../src/api/orders/place-order.js';
import { RunOrderHandler } from '../../src/application/commands/run-commands.handlers.js';
import type { RunOrderCommand } from '../../src/application/commands/run-order.command.js';
import { ErasePersonCommand } from '../../src/application/people/erase-person.command.js';
import { OrphanedPersons } from '../../src/application/people/orphaned-persons.js';
import { ErasePersonHandler } from '../../src/application/people/people.handlers.js';
import type { Clock } from '../../src/application/ports/clock.js';
import type { EventStore } from '../../src/application/ports/event-store.js';
import type { Ids } from '../../src/application/ports/ids.js';
import type { Metrics } from '../../src/application/ports/metrics.js';
import type { PersonVault } from '../../src/application/ports/person-vault.js';
import type { CommandResult } from '../../src/application/runtime/command-result.js';
import type { CommandRunner } from '../../src/application/runtime/command-runner.js';
import { IdempotencyRegistry } from '../../src/application/runtime/idempotency.js';
import { TENANT } from './checks/truth.js';
import type { Plant } from './plants/plant.js';

export interface PeopleParts {
  readonly store: EventStore;
  readonly vault: PersonVault;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly runner: CommandRunner;
  readonly plant: Plant;
}

/** An order as a channel sends it; without a key each request is a command of its own. */
export interface OrderRequest {
  readonly orderId: string;
  readonly order: PlaceOrderDto;
  readonly key?: string;
}

export const INTAKE_PATH = '/v1/orders';
const ROUTE = `POST ${INTAKE_PATH}`;
const UNCOUNTED = { command: () => undefined } as unknown as Metrics;

/** The part of an engine that has to do with persons, put together as the API does it; only HTTP is left out. */
export class SimulatedPeople {
  private readonly intake: Pick<OrderIntake, 'place'>;
  private readonly erasures: ErasePersonHandler;
  private readonly orphans: OrphanedPersons;

  constructor({ store, vault: realVault, clock, ids, runner, plant }: PeopleParts) {
    const vault = plant.vault?.(realVault) ?? realVault;
    const handler = new RunOrderHandler(runner, new IdempotencyRegistry());
    const bus = { execute: (carrier: RunOrderCommand) => handler.execute(carrier) } as unknown as CommandBus;
    const gateway = new CommandGateway(bus, clock, ids, UNCOUNTED);
    const intake = new OrderIntake(gateway, vault, ids, clock);
    this.intake = plant.intake?.(intake) ?? intake;
    this.erasures = new ErasePersonHandler(store, vault);
    this.orphans = new OrphanedPersons(plant.sweepStore?.(store) ?? store, vault, clock);
  }

  start(): void {
    this.orphans.onApplicationBootstrap();
  }

  stop(): Promise<void> {
    return this.orphans.beforeApplicationShutdown();
  }

  /** @throws EventStoreUnavailable and its kin; what the vault throws */
  async place({ order, key }: OrderRequest, correlationId: string): Promise<CommandResult> {
    const call = {
      tenant: TENANT,
      correlationId,
      route: ROUTE,
      path: INTAKE_PATH,
      ...(key === undefined ? {} : { idempotencyKey: key }),
    };
    try {
      return (await this.intake.place(call as Call, order)).result;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { code, detail } = error.problem;
      return { outcome: 'rejected', stream: '', revision: null, code, detail, allowed: [] };
    }
  }

  /** Null for an order that is not in the log. @throws EventStoreUnavailable; what the vault throws */
  erase(orderId: string): Promise<boolean | null> {
    return this.erasures.execute(new ErasePersonCommand(TENANT, orderId));
  }
}
