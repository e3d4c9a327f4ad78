import type { PickedLine, ShipFulfillment } from '../../domain/fulfillment/index.js';
import type { ParcelDto } from './fulfillment-actions.dto.js';

type Parcels = NonNullable<ShipFulfillment['data']['parcels']>;

/** The lines of a body, where it names any. */
export function pickedLinesOf(body: { readonly lines?: readonly PickedLine[] }): {
  readonly lines?: readonly PickedLine[];
} {
  if (body.lines === undefined) return {};
  return { lines: body.lines.map(({ lineId, quantity }) => ({ lineId, quantity })) };
}

/** The parcels of a body, part by part. */
export function parcelsOf(parcels: readonly ParcelDto[]): Parcels {
  return parcels.map(({ parcelId, carrier, trackingNumber }) => ({
    parcelId,
    ...(carrier === undefined ? {} : { carrier }),
    ...(trackingNumber === undefined ? {} : { trackingNumber }),
  }));
}
