import { formatPosition } from '../../../src/application/ports/position.js';
import { AVAILABILITY } from '../../../src/projections/availability/availability.projection.js';
import { ORDER_STATUS } from '../../../src/projections/order-status/order-status.projection.js';
import type { Projection, ViewProjection } from '../../../src/projections/runtime/projection.js';
import type { Plant } from './plant.js';
import { altered } from './wrapping.js';

type Projections = NonNullable<Plant['projections']>;
type Evolve = ViewProjection['evolve'];

const refolded =
  (view: string, change: (evolve: Evolve) => Evolve): Projections =>
  (projections) =>
    projections.map((projection): Projection => {
      if (projection.name !== view || projection.kind !== 'view') return projection;
      return { ...projection, evolve: change((before, event) => projection.evolve(before, event)) };
    });

/** A view whose fold does nothing for one type of event. */
const deafTo = (view: string, type: string): Projections =>
  refolded(
    view,
    (evolve) => (before, event) =>
      event.event.type === type && before !== null
        ? { ...(before as object), revision: Number(event.revision) }
        : evolve(before, event),
  );

/** A view that does for one type of event what it should do for another. */
const mistaking = (view: string, type: string, other: string): Projections =>
  refolded(
    view,
    (evolve) => (before, event) =>
      evolve(
        before,
        event.event.type === type ? { ...event, event: { ...event.event, type: other } } : event,
      ),
  );

/** Views that are fed wrongly, folded wrongly, or taken for what they are not. */
export const VIEW_PLANTS: readonly Plant[] = [
  {
    name: 'emptied views are built upon',
    views: (views) =>
      altered(views, {
        load: async (at, addresses) => {
          const { value, position } = await views.load(at, addresses);
          return { value: value as never, position: position ?? formatPosition(2n ** 60n) };
        },
      }),
  },
  {
    name: 'the availability view ignores released reservations',
    projections: deafTo(AVAILABILITY, 'ReservationReleased'),
  },
  { name: 'the status view ignores what was shipped', projections: deafTo(ORDER_STATUS, 'LinesShipped') },
  {
    name: 'the status view takes what was collected for delivered',
    projections: mistaking(ORDER_STATUS, 'LinesCollected', 'LinesDelivered'),
  },
  {
    name: 'the availability view takes what was picked for gone',
    projections: mistaking(AVAILABILITY, 'ReservationCommitted', 'ReservationConsumed'),
  },
  {
    name: 'a view applies an event twice',
    projections: refolded(AVAILABILITY, (evolve) => (before, event) => {
      const after = evolve(before, event);
      return event.event.type === 'StockReceived' ? evolve(after, event) : after;
    }),
  },
  {
    name: 'what the views hold is one event older than it says',
    views: (views) =>
      altered(views, { apply: (batch) => views.apply({ ...batch, changes: batch.changes.slice(0, -1) }) }),
  },
];
