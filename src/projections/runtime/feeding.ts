import type { EventStore, RecordedEvent } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import type { ViewStore } from '../../application/ports/view-store.js';
import { FoldFailed, GenerationLost } from './failures.js';
import type { GenerationWriter, Prepared } from './generation-writer.js';
import { type FedProjection, goLive, openGeneration } from './generations.js';
import { logFacts } from './log-identity.js';
import type { Projection } from './projection.js';
import type { ProjectionStatus } from './projection-status.view.js';
import type { RunnerNote } from './runner-notes.js';
import { Turns } from './turns.js';

/** The views that one process feeds, and the batch in hand. Work on them is done in turns. */
export class Feeding {
  private readonly turns = new Turns();
  private readonly failed = new Map<string, Error>();
  private fed: readonly FedProjection[] = [];
  /** Where the log ended when the views were opened; null for an empty log. */
  private headAtOpening: bigint | null = null;

  constructor(
    private readonly projections: readonly Projection[],
    private readonly eventStore: EventStore,
    private readonly store: ViewStore,
    private readonly note: (note: RunnerNote) => void,
  ) {}

  /** Looks up where each view stands. */
  async open(): Promise<void> {
    await this.turns.take(async () => {
      const log = await logFacts(this.eventStore);
      this.headAtOpening = log.head;
      this.fed = await Promise.all(this.projections.map((each) => openGeneration(each, this.store, log)));
    });
  }

  /**
   * Takes every view to `upTo`. All of them fold before any of them writes, so a gap that one notices stops them all.
   * @throws GapDetected, GenerationLost, ViewStoreUnavailable
   */
  async feed(events: readonly RecordedEvent[], upTo: bigint): Promise<void> {
    await this.turns.take(async () => {
      const prepared = await Promise.all(
        this.active().map(async ({ writer }) => ({
          writer,
          batch: await this.prepare(writer, events, upTo),
        })),
      );
      await Promise.all(prepared.map(async ({ writer, batch }) => batch && writer.write(batch, events)));
    });
  }

  /**
   * Gives readers what is complete: all that was being built when the log was read to its end, else what has come to
   * where the log ended at the opening. The second does not rest on the log ever saying that its end was reached. True
   * when readers have got anything new.
   */
  async promoteBuilt(isAtEnd: boolean): Promise<boolean> {
    if (this.fed.every(({ live }) => live)) return false;
    return this.turns.take(async () => {
      const built = this.active().filter(({ live, writer }) => !live && (isAtEnd || this.isComplete(writer)));
      for (const each of built) {
        const before = await this.store.live(each.projection.name);
        const isDone =
          before === each.writer.at.generation || (await goLive(each.writer.at, before, this.store));
        if (!isDone) throw new GenerationLost(each.projection.name, before);
        this.replace({ ...each, live: true });
        this.note({ kind: 'live', projection: each.projection.name, generation: each.writer.at.generation });
      }
      return built.length > 0;
    });
  }

  /** Runs `work` between two batches, on the view as it stands; what it returns is fed from then on. */
  async between(
    name: string,
    work: (current: FedProjection) => Promise<{ readonly fed: FedProjection }>,
  ): Promise<void> {
    await this.turns.take(async () => {
      this.replace((await work(this.get(name))).fed);
      this.failed.delete(name);
    });
  }

  /** @throws RangeError for an unknown name */
  get(name: string): FedProjection {
    const found = this.fed.find(({ projection }) => projection.name === name);
    if (!found) throw new RangeError(`there is no projection named ${name}`);
    return found;
  }

  /** Views that are fed now, with where they are. */
  writers(): readonly GenerationWriter[] {
    return this.active().map(({ writer }) => writer);
  }

  /** Of them, those that readers are believed to get. */
  servedWriters(): readonly GenerationWriter[] {
    return this.active()
      .filter(({ live }) => live)
      .map(({ writer }) => writer);
  }

  /** Where to read the log from; null from its beginning. */
  lowestPosition(): bigint | null {
    return this.active().reduce<bigint | null>((lowest, { writer }, index) => {
      if (index === 0 || writer.position === null) return writer.position;
      return lowest === null || lowest < writer.position ? lowest : writer.position;
    }, null);
  }

  /** What every live view reflects; null when one of them is not the one that is fed, or stands still. */
  livePosition(): bigint | null {
    const isWhole = this.failed.size === 0 && this.fed.length > 0 && this.fed.every(({ live }) => live);
    return isWhole ? this.lowestPosition() : null;
  }

  status(): readonly ProjectionStatus[] {
    return this.projections.map(({ name, version }) => {
      const fed = this.fed.find(({ projection }) => projection.name === name);
      const failure = this.failed.get(name);
      const position = fed?.writer.position ?? null;
      const status = {
        name,
        version,
        generation: fed?.writer.at.generation ?? '',
        state: fed?.live ? ('live' as const) : ('building' as const),
        position: position === null ? null : formatPosition(position),
      };
      return failure ? { ...status, state: 'failed' as const, reason: failure.message } : status;
    });
  }

  private isComplete({ position }: GenerationWriter): boolean {
    return this.headAtOpening === null || (position !== null && position >= this.headAtOpening);
  }

  private active(): readonly FedProjection[] {
    return this.fed.filter(({ projection }) => !this.failed.has(projection.name));
  }

  private replace(next: FedProjection): void {
    this.fed = this.fed.map((each) => (each.projection.name === next.projection.name ? next : each));
  }

  private async prepare(
    writer: GenerationWriter,
    events: readonly RecordedEvent[],
    upTo: bigint,
  ): Promise<Prepared | null> {
    try {
      return await writer.prepare(events, upTo);
    } catch (error) {
      if (!(error instanceof FoldFailed)) throw error;
      this.failed.set(writer.projection.name, error);
      this.note({ kind: 'fold-failed', projection: writer.projection.name, error });
      return null;
    }
  }
}
