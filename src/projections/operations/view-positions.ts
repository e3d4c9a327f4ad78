import type { ViewStore } from '../../application/ports/view-store.js';
import type { Projection } from '../runtime/projection.js';

/** Position that every live view has reached; null when one of them is not there. One round trip. */
export async function lowestLivePosition(
  store: ViewStore,
  projections: readonly Projection[],
): Promise<string | null> {
  const positions = await Promise.all(projections.map(({ name }) => store.livePosition(name)));
  return positions.reduce(
    (lowest, position) => (lowest === null || position === null || position < lowest ? position : lowest),
    positions[0] ?? null,
  );
}
