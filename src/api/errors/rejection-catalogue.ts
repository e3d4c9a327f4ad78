import type { FulfillmentRejection } from '../../domain/fulfillment/index.js';
import type { NodeRejectionCode } from '../../domain/node/index.js';
import type { NoticeRejectionCode } from '../../domain/notice/index.js';
import type { OrderRejectionCode } from '../../domain/order/index.js';
import type { PolicyRejectionCode } from '../../domain/policy/index.js';
import { parseStreamName, type StreamCategory } from '../../domain/shared/stream-names.js';
import type { StockRejection } from '../../domain/stock/index.js';
import { type ProblemKind, PROBLEMS } from './problem-catalogue.js';

/*
 * What the business says no with, as HTTP. Total: a new code of an aggregate does not compile until it has its status.
 * 404: there is no such thing. 409: not as things stand now. 422: the request contradicts itself or the facts.
 */

const missing = (title: string): ProblemKind => ({ status: 404, title });
const conflict = (title: string): ProblemKind => ({ status: 409, title });
const wrong = (title: string): ProblemKind => ({ status: 422, title });

const ORDER: Readonly<Record<OrderRejectionCode, ProblemKind>> = {
  ORDER_UNKNOWN: missing('There is no such order'),
  LINE_UNKNOWN: missing('The order has no such line'),
  FULFILLMENT_UNKNOWN: missing('The order has no such fulfillment'),
  ORDER_ALREADY_PLACED: conflict('Another order has this id'),
  ORDER_TERMINAL: conflict('The order has ended'),
  ORDER_HELD: conflict('The order is held'),
  ORDER_CANCELLING: conflict('The order is being cancelled'),
  QUANTITY_EXCEEDS_OPEN: conflict('More units than are open'),
  NOTHING_TO_CANCEL: conflict('Nothing is left to cancel'),
  STALE_SOURCING: conflict('The demand has changed'),
  SOURCING_INCONSISTENT: conflict('The plan does not fit the demand'),
  FULFILLMENT_TOO_FAR: conflict('The fulfillment has gone too far'),
  RESERVATION_NOT_WANTED: conflict('The reservation is not wanted any more'),
  ORDER_ID_MISMATCH: wrong('The order id does not fit channel and external id'),
  LINES_MISSING: wrong('The order has no lines'),
  LINE_DUPLICATED: wrong('Two lines have the same id'),
  QUANTITY_INVALID: wrong('A quantity is not valid'),
  PRICE_INVALID: wrong('A price is not valid'),
  CURRENCY_MIXED: wrong('The prices are in different currencies'),
  PICKUP_NODE_MISSING: wrong('A pickup order needs its node'),
  PROGRESS_INCOMPLETE: wrong('The report lacks a part'),
};

const STOCK: Readonly<Record<StockRejection, ProblemKind>> = {
  STOCK_UNKNOWN: missing('There is no stock of this sku at this node'),
  ADJUSTMENT_EXCEEDS_ON_HAND: conflict('More units than are on hand'),
  DAMAGE_EXCEEDS_ON_HAND: conflict('More units than are on hand'),
  COUNT_OUTDATED: conflict('A later fact contradicts the count'),
  COUNT_IN_FUTURE: wrong('The count speaks of a time to come'),
  QUANTITY_NOT_POSITIVE: wrong('A quantity is not valid'),
  QUANTITY_NEGATIVE: wrong('A quantity is not valid'),
  QUANTITY_NOT_WHOLE: wrong('A quantity is not valid'),
};

const FULFILLMENT: Readonly<Record<FulfillmentRejection, ProblemKind>> = {
  FULFILLMENT_UNKNOWN: missing('There is no such fulfillment'),
  FULFILLMENT_WITHDRAWN: conflict('The fulfillment was taken back'),
  FULFILLMENT_CLOSED: conflict('The fulfillment has ended'),
  FULFILLMENT_NOT_ACCEPTED: conflict('The fulfillment is not accepted yet'),
  FULFILLMENT_NOT_PICKED: conflict('The fulfillment is not picked yet'),
  FULFILLMENT_NOT_SHIPPED: conflict('The fulfillment is not shipped yet'),
  FULFILLMENT_NOT_READY_FOR_PICKUP: conflict('The fulfillment is not ready for pickup'),
  METHOD_MISMATCH: conflict('The step belongs to another method'),
  REJECTION_TOO_LATE: conflict('The goods are already picked'),
  WITHDRAWAL_TOO_LATE: conflict('The goods have gone too far'),
  QUANTITY_EXCEEDS_OPEN: conflict('More units than are open'),
  PICK_EXCEEDS_ORDERED: wrong('More units than were asked for'),
  LINE_UNKNOWN: wrong('The fulfillment has no such line'),
  QUANTITY_NEGATIVE: wrong('A quantity is not valid'),
  QUANTITY_NOT_POSITIVE: wrong('A quantity is not valid'),
  LINES_EMPTY: wrong('No line is named'),
};

const NODE: Readonly<Record<NodeRejectionCode, ProblemKind>> = {
  NODE_NOT_FOUND: missing('There is no such node'),
  NODE_ALREADY_REGISTERED: conflict('Another node has this id'),
  INVALID_NODE_PROFILE: wrong('The profile breaks a rule'),
};

const POLICY: Readonly<Record<PolicyRejectionCode, ProblemKind>> = {
  POLICY_VERSION_NOT_FOUND: missing('There is no such policy version'),
  POLICY_NOT_VALID: conflict('The policy version is not valid'),
  POLICY_VERSION_RETIRED: conflict('The policy version is retired'),
};

const NOTICE: Readonly<Record<NoticeRejectionCode, ProblemKind>> = {
  NOTICE_NOT_FOUND: missing('There is no such notice'),
  NOTICE_ALREADY_DELIVERED: conflict('The receiver has the notice'),
};

/** Codes of the runner, whatever the aggregate. */
const RUNTIME: Readonly<Record<string, ProblemKind>> = {
  REVISION_MISMATCH: { status: 412, title: 'The resource has changed since' },
  IDEMPOTENCY_KEY_REUSED: PROBLEMS.IDEMPOTENCY_KEY_REUSED,
  IDEMPOTENCY_IN_PROGRESS: PROBLEMS.IDEMPOTENCY_IN_PROGRESS,
};

const BY_CATEGORY: Readonly<Record<StreamCategory, Readonly<Record<string, ProblemKind>>>> = {
  order: ORDER,
  stock: STOCK,
  fulfillment: FULFILLMENT,
  node: NODE,
  policy: POLICY,
  notice: NOTICE,
};

/** Status and title of a rejection. One that is in no table is a conflict: the business said no, nothing failed. */
export function kindOfRejection(stream: string, code: string): ProblemKind {
  const category = parseStreamName(stream)?.category ?? '';
  const codes = Object.hasOwn(BY_CATEGORY, category) ? BY_CATEGORY[category as StreamCategory] : {};
  return RUNTIME[code] ?? codes[code] ?? conflict('Not as things stand now');
}

/** Every code that a rejection can have, with its status: for the documentation. */
export function rejectionCodes(
  category: StreamCategory,
): readonly (readonly [code: string, kind: ProblemKind])[] {
  return Object.entries(BY_CATEGORY[category]);
}
