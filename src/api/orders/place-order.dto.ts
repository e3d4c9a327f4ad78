import {
  ChannelField,
  IdField,
  InstantField,
  IntegerField,
  ListField,
  MAX_AMOUNT_MINOR,
  NumberField,
  ObjectField,
  PatternField,
  QuantityField,
  TextField,
  TextListField,
  WordField,
} from '../http/fields.js';

/** Lines of one order; a larger demand is several orders. */
export const MAX_LINES = 500;

export class MoneyDto {
  @IntegerField(0, MAX_AMOUNT_MINOR, { description: 'Minor units of the currency.', example: 1999 })
  amountMinor!: number;

  @PatternField(/^[A-Z]{3}$/, 'must be an ISO 4217 code', { maxLength: 3, example: 'EUR' })
  currency!: string;
}

export class CoordinatesDto {
  @NumberField(-90, 90, { description: 'Decimal degrees.', example: 48.137 })
  latitude!: number;

  @NumberField(-180, 180, { description: 'Decimal degrees.', example: 11.575 })
  longitude!: number;
}

export class DestinationDto {
  @PatternField(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code', { maxLength: 2, example: 'DE' })
  country!: string;

  @TextField(64, { optional: true, example: 'BY' })
  region?: string;

  @TextField(120, { optional: true, example: 'Munich' })
  city?: string;

  @TextField(20, { optional: true, example: '80331' })
  postalCode?: string;

  @ObjectField(() => CoordinatesDto, {
    optional: true,
    description: 'Kept to two decimals, about a kilometre.',
  })
  coordinates?: CoordinatesDto;
}

/** Personal data. Kept in the vault, never in an event, a log line or a view. */
export class RecipientDto {
  @TextField(200, { example: 'A. Customer' })
  name!: string;

  @TextField(300, { optional: true, example: 'Main Street 1' })
  street?: string;

  @TextField(254, { optional: true, example: 'a.customer@example.com' })
  email?: string;

  @TextField(40, { optional: true, example: '+49 89 0000000' })
  phone?: string;
}

export class PromiseDto {
  @IdField({ description: 'Name of the delivery service that was promised.', example: 'standard' })
  service!: string;

  @InstantField({ description: 'The committed date.', example: '2026-03-05T18:00:00Z' })
  promisedBy!: string;
}

export class OrderLineDto {
  @IdField({ example: '1' })
  lineId!: string;

  @IdField({ example: 'OFF-PA-10001569' })
  sku!: string;

  @QuantityField(1)
  quantity!: number;

  @ObjectField(() => MoneyDto, { description: 'Price of one unit. All lines have one currency.' })
  unitPrice!: MoneyDto;
}

export class PlaceOrderDto {
  @IdField({
    description: 'Id that the channel gave the order; unique within the channel.',
    example: 'CA-2026-152156',
  })
  externalId!: string;

  @ChannelField({ description: 'Where the order comes from.', example: 'web' })
  channel!: string;

  @IdField({ description: 'Your reference of the customer; no name, no address.', example: 'CG-12520' })
  customerRef!: string;

  @WordField(['ship', 'pickup'], { example: 'ship' })
  method!: 'ship' | 'pickup';

  @IdField({
    optional: true,
    description: 'The node where a pickup order is collected.',
    example: 'store-munich',
  })
  pickupNodeId?: string;

  @IntegerField(-100, 100, {
    optional: true,
    description: 'Higher goes first where stock is short; 0 when left out.',
    example: 0,
  })
  priority?: number;

  @TextListField(/^[A-Za-z0-9._~-]{1,64}$/, '1 to 64 of A–Z a–z 0–9 . _ ~ -', {
    max: 20,
    optional: true,
    example: ['gift'],
  })
  tags?: string[];

  @InstantField({ optional: true, description: 'Business time of the order; now when left out.' })
  placedAt?: string;

  @ObjectField(() => PromiseDto)
  promise!: PromiseDto;

  @ObjectField(() => DestinationDto, { description: 'Where the order goes, as coarse as sourcing needs it.' })
  destination!: DestinationDto;

  @ObjectField(() => RecipientDto, { optional: true, description: 'Personal data; kept apart and erasable.' })
  recipient?: RecipientDto;

  @ListField(() => OrderLineDto, { max: MAX_LINES, uniqueBy: 'lineId' })
  lines!: OrderLineDto[];
}

/** One line of a bulk intake: an order, and optionally the key that makes a repeat of it harmless. */
export class BulkOrderDto extends PlaceOrderDto {
  @PatternField(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters', {
    optional: true,
    maxLength: 255,
    description: 'As the header Idempotency-Key of a single order.',
    example: 'import-7-row-12',
  })
  idempotencyKey?: string;
}
