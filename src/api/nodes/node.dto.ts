import {
  IntegerField,
  IdField,
  NumberField,
  ObjectField,
  PatternField,
  TextField,
  TextListField,
  WordField,
  MAX_AMOUNT_MINOR,
  MAX_QUANTITY,
} from '../http/fields.js';
import { CommandAnswer } from '../http/command-answer.js';
import { OutInteger, OutList, OutText, OutWord } from '../http/out-fields.js';

const NODE_TYPES = ['warehouse', 'store', 'drop-shipper'] as const;
const METHODS = ['ship', 'drop-ship', 'pickup'] as const;

export class NodeCoordinatesDto {
  @NumberField(-90, 90, { description: 'Decimal degrees.', example: 38.188 }) latitude!: number;
  @NumberField(-180, 180, { description: 'Decimal degrees.', example: -85.74 }) longitude!: number;
}

export class ShippingCostDto {
  @IntegerField(0, MAX_AMOUNT_MINOR, { description: 'Of each shipment, minor units.', example: 450 })
  baseMinor!: number;

  @IntegerField(0, MAX_AMOUNT_MINOR, { description: 'For each 100 km, minor units.', example: 18 })
  perHundredKmMinor!: number;

  @PatternField(/^[A-Z]{3}$/, 'must be an ISO 4217 code', { maxLength: 3, example: 'USD' })
  currency!: string;
}

/** What a node is and can do. */
export class NodeProfileDto {
  @TextField(120, { example: 'Louisville distribution centre' })
  name!: string;

  @WordField(NODE_TYPES, { example: 'warehouse' })
  nodeType!: (typeof NODE_TYPES)[number];

  @PatternField(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code', { maxLength: 2, example: 'US' })
  country!: string;

  @TextField(64, { optional: true, example: 'KY' })
  region?: string;

  @TextField(120, { optional: true, example: 'Louisville' })
  city?: string;

  @ObjectField(() => NodeCoordinatesDto)
  coordinates!: NodeCoordinatesDto;

  @TextListField(/^(?:ship|drop-ship|pickup)$/, `one of ${METHODS.join(', ')}`, {
    min: 1,
    max: 3,
    words: METHODS,
    example: ['ship'],
  })
  methods!: (typeof METHODS)[number][];

  @TextListField(/^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 code', {
    max: 250,
    description: 'Empty: every country.',
    example: ['US'],
  })
  servesCountries!: string[];

  @TextListField(/^[^\p{Cc}\p{Cs}]{1,64}$/u, '1 to 64 characters', {
    max: 500,
    description: 'Empty: every region.',
    example: [],
  })
  servesRegions!: string[];

  @IntegerField(0, MAX_QUANTITY, {
    optional: true,
    description: 'Open fulfillments at a time; no limit when left out.',
    example: 400,
  })
  capacity?: number;

  @ObjectField(() => ShippingCostDto)
  shippingCost!: ShippingCostDto;
}

export class RegisterNodeDto extends NodeProfileDto {
  @IdField({ example: 'dc-louisville' })
  nodeId!: string;
}

export class SuspendNodeDto {
  @TextField(200, { example: 'power cut' })
  reason!: string;
}

export class NodeAnswer extends CommandAnswer {
  @OutText({ example: 'dc-louisville' }) nodeId!: string;
}

export class NodeDto extends RegisterNodeDto {
  @OutWord(['active', 'suspended']) status!: string;
  @OutText({ optional: true, description: 'Reason of the suspension.' }) suspendedFor?: string;
  @OutInteger({ description: 'The ETag.' }) revision!: number;
}

export class ListedNodeDto extends RegisterNodeDto {
  @OutWord(['active', 'suspended']) status!: string;
}

export class NodeListDto {
  @OutList(() => ListedNodeDto) items!: ListedNodeDto[];
}
