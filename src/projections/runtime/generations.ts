import { formatPosition } from '../../application/ports/position.js';
import type { ViewGeneration, ViewWriter } from '../../application/ports/view-store.js';
import { BORN, GenerationWriter } from './generation-writer.js';
import { LOG_IDENTITY, type LogFacts } from './log-identity.js';
import type { Projection } from './projection.js';

/** A projection as one process feeds it. */
export interface FedProjection {
  readonly projection: Projection;
  readonly writer: GenerationWriter;
  /** False while it is built beside the generation that readers get. */
  readonly live: boolean;
}

/**
 * The generation to feed: the live one, when this version of the fold has built it from this log. Else a new one beside
 * it, or the one that an earlier process has begun. Readers get it when it is complete, and not before. A live one that
 * another log has built is deleted: readers are better refused than told what never was. No number is ever used again,
 * so nothing is ever built upon remains; processes that do this at the same time arrive at the same number and share it.
 */
export async function openGeneration(
  projection: Projection,
  store: ViewWriter,
  log: LogFacts,
): Promise<FedProjection> {
  const view = projection.name;
  const live = await store.live(view);
  const liveStanding = live === null ? null : await standingOf({ view, generation: live }, store, log);
  if (live !== null && typeof liveStanding === 'string' && versionOf(live) === projection.version) {
    return fed(projection, { view, generation: live }, store, liveStanding, true);
  }
  if (live !== null && liveStanding === null) await store.drop({ view, generation: live });
  for (let build = live === null ? 0 : buildOf(live) + 1; ; build += 1) {
    const at = { view, generation: `${projection.version}-${build}` };
    const standing = await begin(at, store, log);
    if (standing !== null) return fed(projection, at, store, standing, false);
  }
}

function fed(
  projection: Projection,
  at: ViewGeneration,
  store: ViewWriter,
  position: string,
  live: boolean,
): FedProjection {
  return { projection, writer: new GenerationWriter(projection, at, store, position), live };
}

/** Position of a generation that is new or fits the log; null when it is there and does not fit. */
async function begin(at: ViewGeneration, store: ViewWriter, log: LogFacts): Promise<string | null> {
  await create(at, store);
  return standingOf(at, store, log);
}

/** Marks a generation as begun, unless it is there. True when it was not. */
export async function create(at: ViewGeneration, store: ViewWriter): Promise<boolean> {
  return (await store.apply({ at, base: null, position: BORN, changes: [] })).applied;
}

/**
 * Begins a generation behind `current` that nobody else has begun: two rebuilds of one view at the same time, in one
 * process or in two, must not write to the same one, and even less delete what the other has written.
 */
export async function claimNext(current: ViewGeneration, store: ViewWriter): Promise<ViewGeneration> {
  for (let at = nextGeneration(current); ; at = nextGeneration(at)) if (await create(at, store)) return at;
}

/** Deletes what interrupted rebuilds have left between two generations; readers have gone past it. */
export async function dropBetween(
  before: ViewGeneration,
  at: ViewGeneration,
  store: ViewWriter,
): Promise<void> {
  const last = buildOf(at.generation);
  for (let left = nextGeneration(before); buildOf(left.generation) < last; left = nextGeneration(left))
    await store.drop(left);
}

/** Where the generation stands, when it was built from this log and from no more than it has; else null. */
async function standingOf(
  at: ViewGeneration,
  store: ViewWriter,
  { identity, head }: LogFacts,
): Promise<string | null> {
  const { value, position } = await store.load<string>(at, [LOG_IDENTITY]);
  if (position === null || position === BORN) return position;
  const fits = value[0] === identity && head !== null && position <= formatPosition(head);
  return fits ? position : null;
}

/**
 * Gives readers a generation in place of `before`, and deletes that one.
 * @returns false when readers have had another one than `before`
 */
export async function goLive(at: ViewGeneration, before: string | null, store: ViewWriter): Promise<boolean> {
  if (!(await store.promote(at, before))) return false;
  if (before !== null && before !== at.generation) await store.drop({ view: at.view, generation: before });
  return true;
}

/** The next build of the same version. */
function nextGeneration({ view, generation }: ViewGeneration): ViewGeneration {
  return { view, generation: `${versionOf(generation)}-${buildOf(generation) + 1}` };
}

function versionOf(generation: string): number {
  return Number(generation.split('-')[0]);
}

function buildOf(generation: string): number {
  return Number(generation.split('-')[1]);
}
