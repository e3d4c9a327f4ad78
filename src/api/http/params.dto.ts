import { IdField, PatternField } from './fields.js';

const ORDER_ID = /^[A-Za-z0-9._-]{1,32}~[A-Za-z0-9._~-]{1,64}$/;
const FULFILLMENT_ID = /^[A-Za-z0-9._-]{1,32}~[A-Za-z0-9._~-]{1,64}-\d{1,6}$/;

/** The longest id that an address can hold: a fulfillment's. */
export const MAX_PARAM_LENGTH = 200;

export class OrderParams {
  @PatternField(ORDER_ID, 'must be a channel, ~ and the external id', {
    maxLength: 97,
    example: 'web~CA-2026-152156',
  })
  orderId!: string;
}

export class OrderLineParams extends OrderParams {
  @IdField({ example: '1' })
  lineId!: string;
}

export class OrderFulfillmentParams extends OrderParams {
  @PatternField(FULFILLMENT_ID, 'must be an order id, - and a number', {
    maxLength: 104,
    example: 'web~CA-2026-152156-1',
  })
  fulfillmentId!: string;
}

export class OrderDecisionParams extends OrderParams {
  @PatternField(/^\d{1,6}$/, 'must be a number from 0', { maxLength: 6, example: '0' })
  index!: string;
}

export class FulfillmentParams {
  @PatternField(FULFILLMENT_ID, 'must be an order id, - and a number', {
    maxLength: 104,
    example: 'web~CA-2026-152156-1',
  })
  fulfillmentId!: string;
}

export class NodeParams {
  @IdField({ example: 'dc-louisville' })
  nodeId!: string;
}

export class NoticeParams {
  @PatternField(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be the id of a notice', {
    maxLength: 36,
    example: '6f1c1a52-7d0f-5b0e-9d43-8d9a2d3b6a10',
  })
  noticeId!: string;
}

export class PolicyParams {
  @IdField({ description: 'The scope of the policy; `default` is the one in use.', example: 'default' })
  scope!: string;
}

export class PolicyVersionParams extends PolicyParams {
  @PatternField(/^[1-9]\d{0,5}$/, 'must be a version number from 1', { maxLength: 6, example: '1' })
  version!: string;
}
