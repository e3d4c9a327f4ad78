import {
  OutCursor,
  OutFlag,
  OutInstant,
  OutInteger,
  OutList,
  OutObject,
  OutText,
  OutWord,
} from '../http/out-fields.js';
import { LineQuantityDto, ParcelViewDto, RecipientViewDto } from '../orders/order-view.dto.js';
import { DestinationDto } from '../orders/place-order.dto.js';

const STATUSES = [
  'released',
  'timed-out',
  'accepted',
  'picking',
  'picked',
  'packed',
  'ready-for-pickup',
  'shipped',
  'delivered',
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

export class RejectionViewDto {
  @OutWord(['not-found', 'damaged', 'no-capacity', 'closed', 'other']) reason!: string;
  @OutText({ optional: true }) note?: string;
}

export class FulfillmentDto {
  @OutText({ example: 'web~CA-2026-152156-1' }) fulfillmentId!: string;
  @OutText({ example: 'web~CA-2026-152156' }) orderId!: string;
  @OutText({ example: 'dc-louisville' }) nodeId!: string;
  @OutWord(STATUSES) status!: string;
  @OutFlag({ description: 'False once the node has nothing left to do.' }) open!: boolean;
  @OutText({ example: 'web' }) channel!: string;
  @OutWord(['ship', 'drop-ship', 'pickup']) method!: string;
  @OutList(() => LineQuantityDto, { description: 'Units the node has to do or has done.' })
  lines!: LineQuantityDto[];
  @OutList(() => LineQuantityDto, { description: 'Units it was given.' }) releasedLines!: LineQuantityDto[];
  @OutObject(() => DestinationDto, { nullable: true }) destination!: DestinationDto | null;
  @OutText({ optional: true, description: 'Reference of the recipient; no personal data itself.' })
  personRef?: string;
  @OutInstant() releasedAt!: string;
  @OutInstant({ description: 'No answer by then is a time-out.' }) acceptBy!: string;
  @OutInstant() promisedBy!: string;
  @OutInstant({ optional: true }) pickupBy?: string;
  @OutList(() => ParcelViewDto) parcels!: ParcelViewDto[];
  @OutObject(() => RejectionViewDto, { optional: true }) rejection?: RejectionViewDto;
  @OutInstant() changedAt!: string;
  @OutInteger({ description: 'The ETag.' }) revision!: number;
  @OutObject(() => RecipientViewDto, { optional: true, description: 'Only with `include=recipient`.' })
  recipient?: RecipientViewDto | null;
}

export class FulfillmentPageDto {
  @OutList(() => FulfillmentDto) items!: FulfillmentDto[];
  @OutCursor() nextCursor!: string | null;
}
