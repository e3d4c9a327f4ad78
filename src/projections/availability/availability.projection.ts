import type { StockEvent } from '../../domain/stock/index.js';
import { parseStreamName } from '../../domain/shared/stream-names.js';
import type { RecordedEvent } from '../../application/ports/event-store.js';
import { NO_INDEXES, type Target, type ViewProjection } from '../runtime/projection.js';
import { evolveAvailability } from './availability.evolve.js';
import type { AvailabilityFigures } from './availability.view.js';

export const AVAILABILITY = 'availability';

/** A group for each sku, with the figures of each node: all nodes of a sku are read together. */
export const availabilityProjection: ViewProjection<AvailabilityFigures> = {
  kind: 'view',
  name: AVAILABILITY,
  version: 2,
  targets: (recorded) => (isStock(recorded) ? [targetOf(recorded.event as StockEvent)] : []),
  evolve: (view, recorded) =>
    evolveAvailability(view, recorded.event as StockEvent, Number(recorded.revision)),
  seen: (view) => view?.revision ?? null,
  begins: (recorded) => recorded.revision === 0n,
  indexes: () => NO_INDEXES,
  cachedViews: 50_000,
};

function isStock(recorded: RecordedEvent): boolean {
  return parseStreamName(recorded.stream)?.category === 'stock';
}

function targetOf({ data }: StockEvent): Target {
  return { key: data.sku, field: data.nodeId };
}
