import type { LineQuantity } from '../../../src/domain/shared/quantities.js';
import type { CoarseDestination } from '../../../src/domain/shared/place.js';

/** Makes a sample of each event type; a type without one does not compile. */
export type SampleOfEach<Event extends { readonly type: string }> = {
  readonly [Type in Event['type']]: Extract<Event, { readonly type: Type }>;
};

export const AT = '2026-03-01T09:30:00.000Z';
export const LATER = '2026-03-02T09:30:00.000Z';

export const LINES: readonly LineQuantity[] = [
  { lineId: 'l1', sku: 'FUR-BO-10001798', quantity: 2 },
  { lineId: 'l2', sku: 'OFF-LA-10000240', quantity: 1 },
];
export const FIRST_LINE = LINES.slice(0, 1);
export const SECOND_LINE = LINES.slice(1);

export const DESTINATION: CoarseDestination = {
  country: 'US',
  region: 'Kentucky',
  city: 'Henderson',
  postalCode: '42420',
  coordinates: { latitude: 37.84, longitude: -87.59 },
};

export const ORDER_ID = 'web~CA-2016-152156';
export const FULFILLMENT_ID = `${ORDER_ID}-1`;
