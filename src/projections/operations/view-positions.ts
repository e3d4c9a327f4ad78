import type { ViewStore } from '../../application/ports/view-store.js';
import type { Projection } from '../runtime/projection.js';

/** Position that every live view has reached; null when one has never been built. One round trip. */
export async function lowestLivePosition(
  store: ViewStore,
  projections: readonly Projection[],
): Promise<string | null> {
  const answers = await Promise.all(projections.map(({ name }) => store.documents(name, '', [])));
  return answers.reduce<string | null>(
    (lowest, { position }) => (lowest === null || position === null || position < lowest ? position : lowest),
    answers[0]?.position ?? null,
  );
}
