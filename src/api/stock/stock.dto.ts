import { ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { FieldErrorDto } from '../errors/problem.dto.js';
import {
  ChannelField,
  IdField,
  InstantField,
  IntegerField,
  MAX_QUANTITY,
  QuantityField,
  RawListField,
  TextField,
} from '../http/fields.js';
import { CommandAnswer } from '../http/command-answer.js';
import { OutFlag, OutInteger, OutList, OutText, OutTexts } from '../http/out-fields.js';

/** Every movement names its sku and node. */
class StockItemDto {
  @IdField({ example: 'OFF-PA-10001569' })
  sku!: string;

  @IdField({ example: 'dc-louisville' })
  nodeId!: string;
}

export class ReceiveDto extends StockItemDto {
  @QuantityField(1)
  quantity!: number;

  @TextField(120, {
    optional: true,
    description: 'Your reference, e.g. of the delivery note.',
    example: 'delivery-4711',
  })
  reference?: string;
}

export class AdjustDto extends StockItemDto {
  @IntegerField(-MAX_QUANTITY, MAX_QUANTITY, {
    description: 'Units more, or less when negative.',
    example: -2,
  })
  delta!: number;

  @TextField(200, { example: 'found behind the shelf' })
  reason!: string;
}

export class CountDto extends StockItemDto {
  @QuantityField(0, { description: 'Units on hand, reserved ones included.' })
  counted!: number;

  @InstantField({ optional: true, description: 'The time that the count speaks of; now when left out.' })
  countedAt?: string;
}

export class DamageDto extends StockItemDto {
  @QuantityField(1)
  quantity!: number;

  @TextField(200, { example: 'water' })
  reason!: string;
}

export class SafetyDto extends StockItemDto {
  @ChannelField({
    also: '*',
    description: 'A channel, or `*` for all without a figure of their own.',
    example: 'web',
  })
  channel!: string;

  @QuantityField(0, { description: 'Units withheld.' })
  quantity!: number;
}

export const OPERATIONS = {
  receive: ReceiveDto,
  adjust: AdjustDto,
  count: CountDto,
  damage: DamageDto,
  safety: SafetyDto,
};
export type Operation = keyof typeof OPERATIONS;

/** Rows of one batch. */
export const MAX_BATCH_ROWS = 1000;

/** A movement with its operation's name, and optionally a key of its own. */
function rowSchema(operation: string, type: new () => object): object {
  const row = {
    type: 'object',
    required: ['operation'],
    properties: {
      operation: { type: 'string', enum: [operation] },
      idempotencyKey: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
    },
  };
  return { allOf: [{ $ref: getSchemaPath(type) }, row] };
}

/** Each row is checked by itself, by the rules of its operation: one that is wrong harms no other. */
@ApiExtraModels(...Object.values(OPERATIONS))
export class StockBatchDto {
  @RawListField(
    { oneOf: Object.entries(OPERATIONS).map(([operation, type]) => rowSchema(operation, type)) },
    {
      max: MAX_BATCH_ROWS,
      example: [{ operation: 'receive', sku: 'OFF-PA-10001569', nodeId: 'dc-louisville', quantity: 20 }],
    },
  )
  rows!: unknown[];
}

export class StockAnswer extends CommandAnswer {
  @OutText({ example: 'OFF-PA-10001569' }) sku!: string;
  @OutText({ example: 'dc-louisville' }) nodeId!: string;
}

export class StockRowDto {
  @OutInteger({ description: 'Place in `rows`, from 0.', example: 0 }) row!: number;
  @OutInteger({ description: 'What a single request would have been answered with.', example: 200 })
  status!: number;
  @OutText({ optional: true }) sku?: string;
  @OutText({ optional: true }) nodeId?: string;
  @OutText({ optional: true, example: 'accepted' }) outcome?: string;
  @OutInteger({ optional: true, nullable: true }) revision?: number | null;
  @OutText({ optional: true, nullable: true }) position?: string | null;
  @OutFlag({ optional: true }) repeated?: boolean;
  @OutText({ optional: true, description: 'When the row was refused.' }) code?: string;
  @OutText({ optional: true }) detail?: string;
  @OutList(() => FieldErrorDto, { optional: true }) errors?: FieldErrorDto[];
  @OutTexts({ optional: true }) allowed?: string[];
}

export class StockBatchAnswer {
  @OutList(() => StockRowDto) rows!: StockRowDto[];
}
