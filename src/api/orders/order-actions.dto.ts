import {
  IdField,
  IntegerField,
  ListField,
  QuantityField,
  TextField,
  WordField,
  InstantField,
  ChannelField,
} from '../http/fields.js';
import { PageQuery, ReadQuery } from '../http/read-query.dto.js';
import { ORDER_STATUSES } from './order-view.dto.js';

const HOLD_TYPES = ['fraud', 'address', 'payment', 'manual'] as const;

export class HoldOrderDto {
  @WordField(HOLD_TYPES, { example: 'fraud' })
  holdType!: (typeof HOLD_TYPES)[number];

  @TextField(200, { example: 'score above the limit' })
  reason!: string;
}

export class ReleaseOrderDto {
  @WordField(HOLD_TYPES, { example: 'fraud' })
  holdType!: (typeof HOLD_TYPES)[number];
}

export class CancelOrderDto {
  @TextField(200, { example: 'customer changed her mind' })
  reason!: string;
}

export class CancelLineDto {
  @QuantityField(1, { optional: true, description: 'Units to cancel; all that are open when left out.' })
  quantity?: number;

  @TextField(200, { example: 'customer changed her mind' })
  reason!: string;
}

export class ResourceLineDto {
  @IdField({ example: '1' })
  lineId!: string;

  @IdField({ example: 'OFF-PA-10001569' })
  sku!: string;

  @QuantityField(1)
  quantity!: number;
}

export class ResourceDto {
  @ListField(() => ResourceLineDto, {
    max: 500,
    optional: true,
    uniqueBy: 'lineId',
    description: 'All that the fulfillment still has open when left out.',
  })
  lines?: ResourceLineDto[];

  @IntegerField(0, 31_536_000, {
    optional: true,
    description:
      'How long the node stays excluded for these skus, in seconds; as the active policy says when left out.',
    example: 86400,
  })
  excludeForSeconds?: number;
}

export class OrderSearchQueryDto extends PageQuery {
  @IdField({ optional: true, example: 'CA-2026-152156' })
  externalId?: string;

  @IdField({ optional: true, example: 'CG-12520' })
  customerRef?: string;

  @WordField(ORDER_STATUSES, { optional: true, example: 'parked' })
  status?: (typeof ORDER_STATUSES)[number];

  @ChannelField({ optional: true, example: 'web' })
  channel?: string;

  @InstantField({ optional: true, description: 'Inclusive.' })
  placedFrom?: string;

  @InstantField({ optional: true, description: 'Exclusive.' })
  placedTo?: string;
}

export class OrderReadQuery extends ReadQuery {
  @WordField(['recipient'], {
    optional: true,
    description: 'Also read the recipient from the vault.',
    example: 'recipient',
  })
  include?: 'recipient';
}
