import type { CheckpointStore } from '../../../src/application/ports/checkpoint-store.js';
import type { OrderIntake } from '../../../src/api/orders/place-order.js';
import type { EventStore } from '../../../src/application/ports/event-store.js';
import type { Ids } from '../../../src/application/ports/ids.js';
import type { PersonVault } from '../../../src/application/ports/person-vault.js';
import type { ProcessIndex } from '../../../src/application/ports/process-index.js';
import type { ViewStore } from '../../../src/application/ports/view-store.js';
import type { CommandRunner } from '../../../src/application/runtime/command-runner.js';
import type { RunnerOptions } from '../../../src/application/runtime/runner-options.js';
import type { Projection } from '../../../src/projections/runtime/projection.js';

/** A defect put into the engine from outside, to see whether the simulation finds it. Each part may be replaced. */
export interface Plant {
  /** What the engine does wrong, in words. */
  readonly name: string;
  /** Every command, of the order process and of clients. */
  readonly runner?: (runner: CommandRunner) => CommandRunner;
  readonly runnerOptions?: Partial<RunnerOptions>;
  /** The log as commands see it. */
  readonly commandStore?: (store: EventStore) => EventStore;
  /** The log as the order process sees it. */
  readonly processStore?: (store: EventStore) => EventStore;
  /** The log as the network directory sees it. */
  readonly networkStore?: (store: EventStore) => EventStore;
  /** The log as it is seen by those who look for persons without an order. */
  readonly sweepStore?: (store: EventStore) => EventStore;
  readonly vault?: (vault: PersonVault) => PersonVault;
  readonly intake?: (intake: OrderIntake) => Pick<OrderIntake, 'place'>;
  readonly checkpoints?: (checkpoints: CheckpointStore, store: EventStore) => CheckpointStore;
  readonly index?: (index: ProcessIndex) => ProcessIndex;
  /** Ids as the order process derives them. */
  readonly ids?: (ids: Ids) => Ids;
  readonly views?: (views: ViewStore) => ViewStore;
  /** Nothing is checked: no defect of the engine, one of the simulation. */
  readonly unwatched?: true;
  readonly projections?: (projections: readonly Projection[]) => readonly Projection[];
}

/** The engine as it is. */
export const NO_PLANT: Plant = { name: 'nothing' };
