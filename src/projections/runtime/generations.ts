import type { ViewGeneration, ViewWriter } from '../../application/ports/view-store.js';
import { GenerationWriter } from './generation-writer.js';
import type { Projection } from './projection.js';

/** A projection as one process feeds it. */
export interface FedProjection {
  readonly projection: Projection;
  readonly writer: GenerationWriter;
  /** False while it is built beside the generation that readers get. */
  readonly live: boolean;
}

/**
 * The generation to feed. The live one when it was built by this version of the fold; else a new one beside it, which
 * is continued where an earlier process left it. With nothing live the new one is served at once: it is all there is.
 */
export async function openGeneration(projection: Projection, store: ViewWriter): Promise<FedProjection> {
  const view = projection.name;
  const liveGeneration = await store.live(view);
  const fits = liveGeneration !== null && versionOf(liveGeneration) === projection.version;
  const at = { view, generation: fits ? liveGeneration : `${projection.version}-0` };
  const position = await store.position(at);
  const live = fits || liveGeneration === null;
  if (!fits && live) await store.promote(at);
  return { projection, writer: new GenerationWriter(projection, at, store, position), live };
}

/** Gives readers a generation that is complete, and deletes the one they had. */
export async function goLive(at: ViewGeneration, store: ViewWriter): Promise<void> {
  const before = await store.live(at.view);
  await store.promote(at);
  if (before !== null && before !== at.generation) {
    await store.drop({ view: at.view, generation: before });
  }
}

/** The next build of the same version. */
export function nextGeneration({ view, generation }: ViewGeneration): ViewGeneration {
  const [version, build] = generation.split('-');
  return { view, generation: `${version}-${Number(build) + 1}` };
}

function versionOf(generation: string): number {
  return Number(generation.split('-')[0]);
}
