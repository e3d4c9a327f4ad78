import {
  OutCursor,
  OutFlag,
  OutInstant,
  OutInteger,
  OutList,
  OutObject,
  OutText,
  OutTexts,
  OutWord,
} from '../http/out-fields.js';
import { DestinationDto, MoneyDto, PromiseDto } from './place-order.dto.js';

export const ORDER_STATUSES = [
  'received',
  'held',
  'sourcing',
  'parked',
  'partially-sourced',
  'sourced',
  'in-fulfillment',
  'partially-ready-for-pickup',
  'ready-for-pickup',
  'partially-shipped',
  'shipped',
  'partially-completed',
  'completed',
  'cancelling',
  'cancelled',
  'closed',
] as const;

const FULFILLMENT_STATUSES = [
  'planned',
  'secured',
  'dropped',
  'abandoned',
  'released',
  'timed-out',
  'accepted',
  'picking',
  'picked',
  'packed',
  'shipped',
  'delivered',
  'ready-for-pickup',
  'collected',
  'not-collected',
  'rejected',
  'zero-picked',
  'damaged',
  'lost',
  'cancelled',
  'superseded',
  'pulled-back',
] as const;

export class LineQuantityDto {
  @OutText({ example: '1' }) lineId!: string;
  @OutText({ example: 'OFF-PA-10001569' }) sku!: string;
  @OutInteger({ example: 2 }) quantity!: number;
}

export class OrderLineViewDto {
  @OutText({ example: '1' }) lineId!: string;
  @OutText({ example: 'OFF-PA-10001569' }) sku!: string;
  @OutObject(() => MoneyDto) unitPrice!: MoneyDto;
  @OutInteger({ description: 'Always cancelled + parked + unsourced + inFulfillment + fulfilled.' })
  ordered!: number;
  @OutInteger() cancelled!: number;
  @OutInteger({ description: 'Waiting for stock.' }) parked!: number;
  @OutInteger({ description: 'Not placed at a node yet.' }) unsourced!: number;
  @OutInteger({ description: 'Placed at a node, not gone yet.' }) inFulfillment!: number;
  @OutInteger({ description: 'Shipped or collected.' }) fulfilled!: number;
  @OutInteger({ description: 'Part of inFulfillment.' }) released!: number;
  @OutInteger({ description: 'Part of released.' }) picked!: number;
  @OutInteger({ description: 'Part of picked.' }) readyForPickup!: number;
  @OutInteger({ description: 'Part of fulfilled.' }) shipped!: number;
  @OutInteger({ description: 'Part of shipped.' }) delivered!: number;
  @OutInteger({ description: 'Part of fulfilled.' }) collected!: number;
}

export class FulfillmentLineDto extends LineQuantityDto {
  @OutInteger() picked!: number;
  @OutInteger() readyForPickup!: number;
  @OutInteger() shipped!: number;
  @OutInteger() delivered!: number;
  @OutInteger() collected!: number;
}

export class ParcelViewDto {
  @OutText({ example: 'parcel-1' }) parcelId!: string;
  @OutText({ optional: true, example: 'ground' }) carrier?: string;
  @OutText({ optional: true }) trackingNumber?: string;
}

export class OrderFulfillmentDto {
  @OutText({ example: 'web~CA-2026-152156-1' }) fulfillmentId!: string;
  @OutText({ example: 'dc-louisville' }) nodeId!: string;
  @OutWord(['ship', 'drop-ship', 'pickup']) method!: string;
  @OutWord(FULFILLMENT_STATUSES) status!: string;
  @OutList(() => FulfillmentLineDto) lines!: FulfillmentLineDto[];
  @OutInstant({
    optional: true,
    description:
      'When it should be with the customer, or ready, as of the plan. The promise stays beside it.',
  })
  estimatedBy?: string;
  @OutInstant({ optional: true }) acceptBy?: string;
  @OutInstant({ optional: true }) pickupBy?: string;
  @OutList(() => ParcelViewDto) parcels!: ParcelViewDto[];
  @OutText({ optional: true, description: 'The standing fulfillment that this one is to take over from.' })
  replaces?: string;
  @OutTexts({ optional: true }) replacedBy?: string[];
  @OutText({ optional: true, description: 'Why a replacement is being sought.' }) replacementSought?: string;
  @OutInteger({ nullable: true, description: 'Null before it has been released.' }) revision!: number | null;
}

export class ParkedPartDto {
  @OutList(() => LineQuantityDto) lines!: LineQuantityDto[];
  @OutText({ example: 'no node has the stock' }) reason!: string;
  @OutInstant() since!: string;
  @OutInstant() until!: string;
  @OutWord(['retry', 'cancel']) thenAction!: string;
  @OutText({ optional: true, description: 'The fulfillment that stands meanwhile.' }) replaces?: string;
}

export class OrderHoldDto {
  @OutWord(['fraud', 'address', 'payment', 'manual']) holdType!: string;
  @OutText() reason!: string;
  @OutInstant() since!: string;
}

export class PendingCancellationDto {
  @OutText() reason!: string;
  @OutFlag() wholeOrder!: boolean;
  @OutList(() => LineQuantityDto) lines!: LineQuantityDto[];
  @OutInstant() requestedAt!: string;
  @OutTexts({ description: 'Fulfillments that still have to answer.' }) awaits!: string[];
}

export class OrderEndDto {
  @OutInstant() at!: string;
  @OutFlag() late!: boolean;
  @OutText({ optional: true }) reason?: string;
}

export class RecipientViewDto {
  @OutText({ example: 'A. Customer' }) name!: string;
  @OutText({ optional: true }) street?: string;
  @OutText({ optional: true }) email?: string;
  @OutText({ optional: true }) phone?: string;
}

export class OrderViewDto {
  @OutText({ example: 'web~CA-2026-152156' }) orderId!: string;
  @OutText({ example: 'CA-2026-152156' }) externalId!: string;
  @OutText({ example: 'web' }) channel!: string;
  @OutText({ example: 'CG-12520' }) customerRef!: string;
  @OutText({ optional: true, description: 'Reference of the recipient; no personal data itself.' })
  personRef?: string;
  @OutWord(['ship', 'pickup']) method!: string;
  @OutText({ optional: true }) pickupNodeId?: string;
  @OutObject(() => DestinationDto) destination!: DestinationDto;
  @OutObject(() => PromiseDto) promise!: PromiseDto;
  @OutInteger({ example: 0 }) priority!: number;
  @OutTexts({ example: [] }) tags!: string[];
  @OutInstant() placedAt!: string;
  @OutWord(ORDER_STATUSES) status!: string;
  @OutInteger({ description: 'The ETag.', example: 3 }) revision!: number;
  @OutList(() => OrderLineViewDto) lines!: OrderLineViewDto[];
  @OutList(() => OrderFulfillmentDto) fulfillments!: OrderFulfillmentDto[];
  @OutList(() => OrderHoldDto) holds!: OrderHoldDto[];
  @OutList(() => ParkedPartDto) parked!: ParkedPartDto[];
  @OutList(() => PendingCancellationDto) cancellations!: PendingCancellationDto[];
  @OutInteger({ description: 'Times that demand was sourced again.', example: 0 }) resourcings!: number;
  @OutObject(() => OrderEndDto, { optional: true }) ended?: OrderEndDto;
  @OutFlag({ description: 'Ended late, or open and past its promise.' }) late!: boolean;
  @OutObject(() => RecipientViewDto, { optional: true, description: 'Only with `include=recipient`.' })
  recipient?: RecipientViewDto | null;
}

export class OrderSummaryDto {
  @OutText({ example: 'web~CA-2026-152156' }) orderId!: string;
  @OutText({ example: 'CA-2026-152156' }) externalId!: string;
  @OutText({ example: 'web' }) channel!: string;
  @OutText({ example: 'CG-12520' }) customerRef!: string;
  @OutWord(ORDER_STATUSES) status!: string;
  @OutInstant() placedAt!: string;
  @OutInstant() promisedBy!: string;
  @OutFlag() late!: boolean;
  @OutInteger() priority!: number;
  @OutInteger({ example: 5 }) units!: number;
  @OutInteger({ description: 'Number of lines.', example: 2 }) lines!: number;
  @OutInteger({ description: 'The ETag.' }) revision!: number;
}

export class OrderPageDto {
  @OutList(() => OrderSummaryDto) items!: OrderSummaryDto[];
  @OutCursor() nextCursor!: string | null;
}
