import { CommandAnswer } from '../http/command-answer.js';
import {
  IdField,
  InstantField,
  ListField,
  PatternField,
  QuantityField,
  TextField,
  WordField,
} from '../http/fields.js';
import { OutText } from '../http/out-fields.js';

const REASONS = ['not-found', 'damaged', 'no-capacity', 'closed', 'other'] as const;
const MAX_LINES = 500;

/** Every action of a node may say when it happened. */
export class ActionDto {
  @InstantField({ optional: true, description: 'Business time; now when left out.' })
  occurredAt?: string;
}

export class PickedLineDto {
  @IdField({ example: '1' })
  lineId!: string;

  @QuantityField(0)
  quantity!: number;
}

export class NamedLineDto {
  @IdField({ example: '1' })
  lineId!: string;

  @QuantityField(1)
  quantity!: number;
}

export class RejectDto extends ActionDto {
  @ListField(() => NamedLineDto, {
    max: MAX_LINES,
    optional: true,
    uniqueBy: 'lineId',
    description: 'All when left out.',
  })
  lines?: NamedLineDto[];

  @WordField(REASONS, { example: 'not-found' })
  reason!: (typeof REASONS)[number];

  @TextField(200, { optional: true, example: 'shelf is empty' })
  note?: string;
}

export class PickDto extends ActionDto {
  @ListField(() => PickedLineDto, {
    max: MAX_LINES,
    optional: true,
    uniqueBy: 'lineId',
    description:
      'What was found, line by line; a line left out was not found. Without the list: everything was.',
  })
  lines?: PickedLineDto[];
}

export class ParcelDto {
  @IdField({ example: 'parcel-1' })
  parcelId!: string;

  @TextField(64, { optional: true, example: 'ground' })
  carrier?: string;

  @PatternField(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 visible ASCII characters', {
    optional: true,
    example: '1Z999AA10123456784',
  })
  trackingNumber?: string;
}

export class PackDto extends ActionDto {
  @ListField(() => ParcelDto, { max: 100, uniqueBy: 'parcelId' })
  parcels!: ParcelDto[];
}

export class ShipDto extends ActionDto {
  @ListField(() => ParcelDto, {
    max: 100,
    optional: true,
    uniqueBy: 'parcelId',
    description: 'As packed when left out.',
  })
  parcels?: ParcelDto[];
}

export class CarriageDto extends ActionDto {
  @ListField(() => NamedLineDto, {
    max: MAX_LINES,
    optional: true,
    uniqueBy: 'lineId',
    description: 'All when left out.',
  })
  lines?: NamedLineDto[];

  @TextField(200, { example: 'crushed in transit' })
  reason!: string;
}

export class FulfillmentAnswer extends CommandAnswer {
  @OutText({ example: 'web~CA-2026-152156-1' }) fulfillmentId!: string;
}
