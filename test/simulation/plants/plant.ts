import type { CheckpointStore } from '../../../src/application/ports/checkpoint-store.js';
import type { EventStore } from '../../../src/application/ports/event-store.js';
import type { ProcessIndex } from '../../../src/application/ports/process-index.js';
import type { CommandRunner } from '../../../src/application/runtime/command-runner.js';
import type { Projection } from '../../../src/projections/runtime/projection.js';

/** A defect put into the engine from outside, to see whether the simulation finds it. */
export interface Plant {
  readonly name: string;
  /** Every command of the order process and of clients. */
  readonly runner?: (runner: CommandRunner) => CommandRunner;
  /** The log as commands see it. */
  readonly commandStore?: (store: EventStore) => EventStore;
  /** The log as the order process sees it. */
  readonly processStore?: (store: EventStore) => EventStore;
  readonly checkpoints?: (checkpoints: CheckpointStore, store: EventStore) => CheckpointStore;
  readonly index?: (index: ProcessIndex) => ProcessIndex;
  readonly projections?: (projections: readonly Projection[]) => readonly Projection[];
}
