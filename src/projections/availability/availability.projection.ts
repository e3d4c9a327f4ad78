import type { StockEvent } from '../../domain/stock/index.js';
import { isStreamOf } from '../../domain/shared/stream-names.js';
import { NO_INDEXES, NO_TARGETS, type Target, type ViewProjection } from '../runtime/projection.js';
import { evolveAvailability } from './availability.evolve.js';
import type { AvailabilityFigures } from './availability.view.js';

export const AVAILABILITY = 'availability';

/** A group for each sku, with the figures of each node: all nodes of a sku are read together. */
export const availabilityProjection: ViewProjection<AvailabilityFigures> = {
  kind: 'view',
  name: AVAILABILITY,
  version: 2,
  targets: (recorded) =>
    isStreamOf('stock', recorded.stream) ? [targetOf(recorded.event as StockEvent)] : NO_TARGETS,
  evolve: (view, recorded) =>
    evolveAvailability(view, recorded.event as StockEvent, Number(recorded.revision)),
  seen: (view) => view?.revision ?? null,
  begins: (recorded) => recorded.revision === 0n,
  indexes: () => NO_INDEXES,
  cachedViews: 50_000,
};

function targetOf({ data }: StockEvent): Target {
  return { key: data.sku, field: data.nodeId };
}
