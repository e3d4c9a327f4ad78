import {
  BooleanField,
  IdField,
  InstantField,
  IntegerField,
  IntegerListField,
  ListField,
  MAX_AMOUNT_MINOR,
  NumberField,
  ObjectField,
  PatternField,
  TextField,
  TextListField,
  WordField,
} from '../http/fields.js';

const NODE_TYPES = ['warehouse', 'store', 'drop-shipper'] as const;
const AFTER_ACTIONS = ['next-strategy', 'place-partly-and-park', 'park', 'cancel'] as const;
/** Ten years. */
const MAX_SECONDS = 315_360_000;
const CODE = /^[A-Za-z0-9._~-]{1,64}$/;
const CODE_RULE = '1 to 64 of A–Z a–z 0–9 . _ ~ -';
const words = (list: readonly string[]): RegExp => new RegExp(`^(?:${list.join('|')})$`);
const Weight = (example: number): PropertyDecorator => NumberField(0, 1000, { optional: true, example });
const Penalty = (example: number): PropertyDecorator => NumberField(0, 1, { optional: true, example });

export class ConditionDto {
  @TextListField(/^[A-Za-z0-9._-]{1,32}$/, '1 to 32 of A–Z a–z 0–9 . _ -', {
    max: 100,
    optional: true,
    example: ['web'],
  })
  channels?: string[];

  @TextListField(/^(?:ship|pickup)$/, 'one of ship, pickup', {
    max: 2,
    optional: true,
    words: ['ship', 'pickup'],
  })
  methods?: ('ship' | 'pickup')[];

  @TextListField(/^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 code', { max: 250, optional: true, example: ['US'] })
  countries?: string[];

  @TextListField(/^[^\p{Cc}\p{Cs}]{1,64}$/u, '1 to 64 characters', { max: 500, optional: true })
  regions?: string[];

  @TextListField(CODE, CODE_RULE, { max: 100, optional: true })
  tags?: string[];

  @IntegerField(0, MAX_AMOUNT_MINOR, { optional: true })
  minValueMinor?: number;

  @IntegerField(0, MAX_AMOUNT_MINOR, { optional: true })
  maxValueMinor?: number;

  @InstantField({ optional: true, description: 'Inclusive.' })
  from?: string;

  @InstantField({ optional: true, description: 'Exclusive.' })
  until?: string;
}

/** Weight of each rating; left out or 0: not rated. */
export class WeightsDto {
  @Weight(1) distance?: number;
  @Weight(1) 'shipping-cost'?: number;
  @Weight(2) shipments?: number;
  @Weight(0.5) workload?: number;
  @Weight(0.5) 'node-type'?: number;
  @Weight(1) 'delivery-date'?: number;
}

/** 0 is preferred, 1 is the last choice. */
export class NodeTypePenaltiesDto {
  @Penalty(0) warehouse?: number;
  @Penalty(0.6) store?: number;
  @Penalty(1) 'drop-shipper'?: number;
}

export class StrategyDto {
  @PatternField(CODE, `must be ${CODE_RULE}`, { example: 'ship-from-own-stock' })
  name!: string;

  @ObjectField(() => ConditionDto, { optional: true, description: 'Every part that is there must hold.' })
  when?: ConditionDto;

  @TextListField(words(NODE_TYPES), `one of ${NODE_TYPES.join(', ')}`, {
    min: 1,
    max: 3,
    optional: true,
    words: NODE_TYPES,
  })
  nodeTypes?: (typeof NODE_TYPES)[number][];

  @NumberField(0, 20_100, { optional: true, example: 1500 })
  maxDistanceKm?: number;

  @ObjectField(() => WeightsDto)
  weights!: WeightsDto;

  @ObjectField(() => NodeTypePenaltiesDto, { optional: true })
  nodeTypePenalties?: NodeTypePenaltiesDto;

  @IntegerField(1, 100, { description: 'Shipments that one order may have; 1: never split.', example: 3 })
  maxShipments!: number;

  @BooleanField({ description: 'Whether a line may be spread over nodes.', example: true })
  splitLines!: boolean;

  @WordField(AFTER_ACTIONS, {
    description: 'What to do with what this strategy cannot place.',
    example: 'next-strategy',
  })
  afterAction!: (typeof AFTER_ACTIONS)[number];
}

/** Hours of the clock; fractions are allowed. */
export class TransitTimeDto {
  @IdField({
    optional: true,
    description: 'As in the promise of the order; left out: every service.',
    example: 'express',
  })
  service?: string;

  @NumberField(0, 8760, { description: 'Until the goods leave the node, or are ready.', example: 4 })
  handlingHours!: number;

  @NumberField(0, 8760, { example: 20 })
  baseHours!: number;

  @NumberField(0, 100, { example: 0.5 })
  hoursPerHundredKm!: number;
}

/** How promised dates are kept. */
export class PromiseRulesDto {
  @IntegerListField(0, 365, {
    max: 10,
    description: 'Days that a plan may be late, step by step; ascending.',
    example: [0, 2, 5],
  })
  toleranceDays!: number[];

  @BooleanField({
    description: 'Whether demand that no step can place may come at any date.',
    example: true,
  })
  thenAnyDate!: boolean;

  @ListField(() => TransitTimeDto, { max: 100, description: 'The first that matches the service counts.' })
  transit!: TransitTimeDto[];
}

export class SourcingPolicyDto {
  @ListField(() => StrategyDto, { max: 50, description: 'Tried in this order.' })
  strategies!: StrategyDto[];

  @IntegerField(1, MAX_SECONDS, { example: 14_400 })
  acceptWithinSeconds!: number;

  @IntegerField(1, MAX_SECONDS, { example: 432_000 })
  pickupWindowSeconds!: number;

  @IntegerField(1, MAX_SECONDS, { example: 86_400 })
  excludeFailedNodeSeconds!: number;

  @IntegerField(1, 1000, { example: 6 })
  maxAttempts!: number;

  @IntegerField(1, MAX_SECONDS, { example: 1_209_600 })
  parkForSeconds!: number;

  @WordField(['retry', 'cancel'], { example: 'cancel' })
  afterParking!: 'retry' | 'cancel';

  @ObjectField(() => PromiseRulesDto, {
    optional: true,
    description: 'Left out: dates are neither estimated nor kept.',
  })
  promise?: PromiseRulesDto;
}

export class DraftPolicyDto {
  @ObjectField(() => SourcingPolicyDto)
  policy!: SourcingPolicyDto;

  @TextField(500, { optional: true, example: 'prefer stores in December' })
  note?: string;
}
