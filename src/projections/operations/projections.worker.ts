import type { Clock } from '../../application/ports/clock.js';
import type { EventStore } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import type { ViewStore } from '../../application/ports/view-store.js';
import { PositionBoard } from '../runtime/position-board.js';
import { ProjectionRunner } from '../runtime/projection-runner.js';
import type { ProjectionStatus, RebuildReport } from '../runtime/projection-status.view.js';
import type { RunnerNote } from '../runtime/runner-notes.js';
import { ProjectionsNotRunning } from './operations.view.js';
import { PROJECTIONS } from './projection-list.js';
import { lowestLivePosition } from './view-positions.js';

/** How long events wait to be written together: less than a reader notices, enough for what an order makes of itself. */
export const GATHER_MS = 10;

/** What this process does for the views: feeds them when it has that role, and knows how far they are in any case. */
export class ProjectionsWorker {
  readonly board: PositionBoard;
  private readonly runner: ProjectionRunner | null;

  constructor(
    run: boolean,
    eventStore: EventStore,
    private readonly viewStore: ViewStore,
    clock: Clock,
    note: (note: RunnerNote) => void,
  ) {
    this.board = new PositionBoard(clock, () => lowestLivePosition(viewStore, PROJECTIONS));
    const advanced = (): void => this.board.advanced(textOf(this.runner?.livePosition ?? null));
    this.runner = run
      ? new ProjectionRunner({
          projections: PROJECTIONS,
          eventStore,
          viewStore,
          clock,
          note,
          advanced,
          gatherMs: GATHER_MS,
        })
      : null;
  }

  start(): void {
    this.runner?.start();
  }

  /** Finishes the batch in hand. */
  async stop(): Promise<void> {
    await this.runner?.stop();
  }

  /** How the views stand: as this process feeds them, else as the store has them. */
  async status(): Promise<readonly ProjectionStatus[]> {
    if (this.runner) return this.runner.status();
    return Promise.all(
      PROJECTIONS.map(async ({ name, version }) => {
        const [generation, position] = await Promise.all([
          this.viewStore.live(name),
          this.viewStore.livePosition(name),
        ]);
        const state = position === null ? ('building' as const) : ('live' as const);
        return { name, version, generation: generation ?? '', state, position };
      }),
    );
  }

  /** @throws ProjectionsNotRunning in a process without that role; RangeError for an unknown name */
  async rebuild(name: string): Promise<RebuildReport> {
    if (!this.runner) throw new ProjectionsNotRunning();
    return this.runner.rebuild(name);
  }
}

function textOf(position: bigint | null): string | null {
  return position === null ? null : formatPosition(position);
}
