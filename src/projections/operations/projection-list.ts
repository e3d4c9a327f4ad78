import { availabilityProjection } from '../availability/availability.projection.js';
import { nodeWorkProjection } from '../node-work/node-work.projection.js';
import { noticesProjection } from '../notices/notices.projection.js';
import { orderStatusProjection } from '../order-status/order-status.projection.js';
import { orderTimelineProjection } from '../order-timeline/order-timeline.projection.js';
import type { Projection } from '../runtime/projection.js';

/** Every view that is built from the log. */
export const PROJECTIONS: readonly Projection[] = [
  availabilityProjection,
  orderStatusProjection,
  orderTimelineProjection,
  nodeWorkProjection,
  noticesProjection,
];
