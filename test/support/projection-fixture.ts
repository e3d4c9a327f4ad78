import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { formatPosition } from '../../src/application/ports/position.js';
import type { ViewStore } from '../../src/application/ports/view-store.js';
import { PROJECTIONS } from '../../src/projections/operations/projection-list.js';
import type { Projection } from '../../src/projections/runtime/projection.js';
import { ProjectionRunner } from '../../src/projections/runtime/projection-runner.js';
import type { RunnerNote } from '../../src/projections/runtime/runner-notes.js';
import { MemoryViewStore } from '../../src/infrastructure/memory/memory-view-store.js';
import { FakeClock, settled } from './fake-clock.js';
import { ScriptedLog } from './scripted-log.js';

export interface FixtureOptions {
  readonly store?: ViewStore;
  readonly log?: ScriptedLog;
  readonly projections?: readonly Projection[];
}

/** A runner over a scripted log, with a clock that the test turns. */
export class ProjectionFixture {
  readonly clock = new FakeClock();
  readonly notes: RunnerNote[] = [];
  readonly log: ScriptedLog;
  readonly store: ViewStore;
  readonly runner: ProjectionRunner;
  private readonly projections: readonly Projection[];

  constructor({
    store = new MemoryViewStore(),
    log = new ScriptedLog(),
    projections = PROJECTIONS,
  }: FixtureOptions = {}) {
    this.store = store;
    this.log = log;
    this.projections = projections;
    const { clock } = this;
    this.runner = new ProjectionRunner({
      projections,
      eventStore: log,
      viewStore: store,
      clock,
      note: (note) => this.notes.push(note),
      advanced: () => {},
    });
  }

  /** Adds events and waits until all views have them. */
  async feed(events: readonly RecordedEvent[]): Promise<void> {
    this.log.add(events);
    this.runner.start();
    const last = events.at(-1);
    if (last) await this.until(async () => (await this.lowest()) === formatPosition(last.position));
  }

  /** Lets work go on until `condition` holds; time stands still meanwhile, unless the condition turns it. */
  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    for (let turn = 0; turn < 20_000; turn += 1) {
      if (await condition()) return;
      await settled();
    }
    throw new Error(`it never came to that; notes: ${JSON.stringify(this.notes.map(({ kind }) => kind))}`);
  }

  /** The position that every live view has reached; null when one has none. */
  async lowest(): Promise<string | null> {
    const positions = await Promise.all(this.projections.map(({ name }) => this.store.livePosition(name)));
    return positions.includes(null) ? null : (positions.toSorted(byText)[0] ?? null);
  }

  /** Hash of every key of every live view. */
  async digests(): Promise<readonly string[]> {
    return liveDigests(this.store, this.projections);
  }

  /** What went wrong, as noted. */
  troubles(): readonly RunnerNote['kind'][] {
    return this.kinds().filter((kind) => kind !== 'live');
  }

  kinds(): readonly RunnerNote['kind'][] {
    return this.notes.map(({ kind }) => kind);
  }
}

/** Hash of every key of every live view. */
export async function liveDigests(
  store: ViewStore,
  projections: readonly Projection[] = PROJECTIONS,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name } of projections) {
    const generation = await store.live(name);
    if (generation === null) continue;
    for await (const { key, hash } of store.digests({ view: name, generation }))
      found.push(`${name} ${key} ${hash}`);
  }
  return found.toSorted(byText);
}

function byText(left: string | null, right: string | null): number {
  return (left ?? '') < (right ?? '') ? -1 : 1;
}
