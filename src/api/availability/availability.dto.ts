import { ChannelField, ReadAs, TextListField } from '../http/fields.js';
import { OutFigures, OutInteger, OutList, OutObject, OutText } from '../http/out-fields.js';
import { ReadQuery } from '../http/read-query.dto.js';

export const MAX_SKUS = 200;
const SKU = /^[A-Za-z0-9._~-]{1,64}$/;
const RULE = '1 to 64 of A–Z a–z 0–9 . _ ~ -';

export class AvailabilityBody {
  @TextListField(SKU, RULE, { min: 1, max: MAX_SKUS, example: ['OFF-PA-10001569'] })
  skus!: string[];

  @ChannelField({
    optional: true,
    description: 'Whose safety stock counts; that for `*` when left out.',
    example: 'web',
  })
  channel?: string;
}

export class AvailabilityQueryDto extends ReadQuery {
  // One value in a query is no list yet.
  @ReadAs((value) => (typeof value === 'string' ? [value] : value))
  @TextListField(SKU, RULE, {
    min: 1,
    max: MAX_SKUS,
    description: 'Once for each sku.',
    example: ['OFF-PA-10001569'],
  })
  sku!: string[];

  @ChannelField({
    optional: true,
    description: 'Whose safety stock counts; that for `*` when left out.',
    example: 'web',
  })
  channel?: string;
}

export class NodeAvailabilityDto {
  @OutText({ example: 'dc-louisville' }) nodeId!: string;
  @OutInteger({ example: 20 }) onHand!: number;
  @OutInteger({ example: 3 }) reserved!: number;
  @OutInteger({ example: 0 }) damaged!: number;
  @OutInteger({ description: 'Not found by a node, not counted yet.', example: 0 }) suspect!: number;
  @OutFigures({ description: 'Withheld by channel.', example: { web: 2 } }) safety!: Record<string, number>;
  @OutInteger({ description: 'onHand − damaged − reserved.', example: 17 }) pickable!: number;
  @OutInteger({ description: 'Available to fulfill.', example: 15 }) atf!: number;
  @OutInteger({ description: 'Revision of the stock item.' }) revision!: number;
}

export class TotalAvailabilityDto {
  @OutInteger({ example: 20 }) onHand!: number;
  @OutInteger({ example: 3 }) reserved!: number;
  @OutInteger({ example: 0 }) damaged!: number;
  @OutInteger({ example: 0 }) suspect!: number;
  @OutInteger({ example: 17 }) pickable!: number;
  @OutInteger({ example: 15 }) atf!: number;
}

export class SkuAvailabilityDto {
  @OutText({ example: 'OFF-PA-10001569' }) sku!: string;
  @OutText({ nullable: true, example: 'web' }) channel!: string | null;
  @OutObject(() => TotalAvailabilityDto) total!: TotalAvailabilityDto;
  @OutList(() => NodeAvailabilityDto) nodes!: NodeAvailabilityDto[];
}

export class AvailabilityDto {
  @OutList(() => SkuAvailabilityDto, { description: 'In the order asked.' }) items!: SkuAvailabilityDto[];
}
