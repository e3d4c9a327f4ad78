import type { ReleaseFulfillment } from '../../domain/fulfillment/index.js';
import type { AllocationMemory, PendingWithdrawal, PlacedOrder } from '../../domain/order/index.js';
import type { LineQuantity } from '../../domain/shared/quantities.js';
import { addSeconds, type Instant } from '../../domain/shared/time.js';
import { sumBySku } from '../../domain/shared/quantities.js';
import type { Instruction, ReactContext } from './order-process.types.js';

/** Sourcing for what the order needs at its present round. */
export function source(memory: PlacedOrder, replaces?: string): Instruction {
  const { orderId, round } = memory;
  const key = `source:${orderId}:${round}:${replaces ?? 'demand'}`;
  return replaces === undefined
    ? { key, kind: 'source', orderId }
    : { key, kind: 'source', orderId, replaces };
}

/** Claims on stock for the reservations of an allocation that are not answered yet. */
export function reserve(
  memory: PlacedOrder,
  allocation: AllocationMemory,
  at: Instant,
): readonly Instruction[] {
  const { fulfillmentId, nodeId } = allocation;
  const { orderId, channel } = memory.placed;
  const units = sumBySku(allocation.lines);
  return allocation.reservations
    .filter((reservation) => reservation.status === 'asked')
    .map(({ sku }) => ({
      key: `reserve:${fulfillmentId}:${sku}`,
      kind: 'stock',
      command: {
        type: 'ReserveStock',
        data: { sku, nodeId, fulfillmentId, orderId, channel, quantity: units.get(sku) ?? 0, at },
      },
    }));
}

/**
 * Tells the order that a claim is made. The key is that of the claim: whoever hears of it first tells it, and whoever
 * hears of it later repeats the same command.
 */
export function confirm(
  claim: Claimed & { readonly sku: string; readonly quantity: number },
  at: Instant,
): Instruction {
  const { orderId, fulfillmentId, nodeId, sku, quantity } = claim;
  return {
    key: `confirm:${fulfillmentId}:${sku}`,
    kind: 'order',
    command: { type: 'ConfirmReservation', data: { orderId, fulfillmentId, nodeId, sku, quantity, at } },
  };
}

/**
 * Tells the order that a claim was not to be had; the node is left out for a while. The key is that of the claim, as
 * with {@link confirm}.
 */
export function refuse(
  claim: Claimed & { readonly sku: string },
  { now, timings }: ReactContext,
): Instruction {
  const { orderId, fulfillmentId, nodeId, sku } = claim;
  const excludedUntil = addSeconds(now, timings.excludeFailedNodeSeconds);
  return {
    key: `refuse:${fulfillmentId}:${sku}`,
    kind: 'order',
    command: {
      type: 'RefuseReservation',
      data: { orderId, fulfillmentId, nodeId, sku, excludedUntil, at: now },
    },
  };
}

/** Hands a secured allocation to its node. */
export function release(
  memory: PlacedOrder,
  allocation: AllocationMemory,
  context: ReactContext,
): Instruction {
  const { fulfillmentId } = allocation;
  const command: ReleaseFulfillment = {
    type: 'ReleaseFulfillment',
    data: releaseData(memory, allocation, context),
  };
  return { key: `release:${fulfillmentId}`, kind: 'fulfillment', command };
}

function releaseData(
  { placed }: PlacedOrder,
  { fulfillmentId, nodeId, method, lines }: AllocationMemory,
  { now, timings }: ReactContext,
): ReleaseFulfillment['data'] {
  const { orderId, channel, destination, promise, personRef } = placed;
  const data = {
    fulfillmentId,
    orderId,
    nodeId,
    channel,
    method,
    lines: lines
      .filter((line) => line.quantity > 0)
      .map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity })),
    destination,
    promisedBy: promise.promisedBy,
    acceptBy: addSeconds(now, timings.acceptWithinSeconds),
    pickupWindowSeconds: timings.pickupWindowSeconds,
    at: now,
  };
  return personRef === undefined ? data : { ...data, personRef };
}

/** Asks a fulfillment to give units back. */
export function withdraw(memory: PlacedOrder, pending: PendingWithdrawal, at: Instant): Instruction {
  const { sequence, fulfillmentId, nodeId, purpose, lines, reason, replacedBy } = pending;
  const old = memory.allocations.find((one) => one.fulfillmentId === fulfillmentId);
  const isForSilence = purpose === 'supersede' && old?.reopenedFor === 'acceptance-timeout';
  const data = {
    fulfillmentId,
    orderId: memory.orderId,
    nodeId,
    lines,
    purpose,
    reason,
    at,
    ...(replacedBy === undefined ? {} : { replacedBy }),
    ...(isForSilence ? { unlessAccepted: true as const } : {}),
  };
  return {
    key: `withdraw:${fulfillmentId}:${sequence}`,
    kind: 'fulfillment',
    command: { type: 'WithdrawLines', data },
  };
}

/** Where stock is reserved, and for whom. */
export interface Claimed {
  readonly orderId: string;
  readonly fulfillmentId: string;
  readonly nodeId: string;
}

/**
 * Gives units of a claim back, sku by sku. Without a key, since the same units can be given back more than once for
 * different reasons: the causing event tells the two apart.
 */
export function giveBack(
  { orderId, fulfillmentId, nodeId }: Claimed,
  lines: readonly LineQuantity[],
  reason: string,
  suspect: boolean,
  at: Instant,
): readonly Instruction[] {
  return [...sumBySku(lines)].map(([sku, quantity]) => {
    const data = { sku, nodeId, fulfillmentId, orderId, quantity, reason, at };
    return {
      kind: 'stock',
      command: { type: 'ReleaseReservation', data: suspect ? { ...data, suspect: quantity } : data },
    };
  });
}
