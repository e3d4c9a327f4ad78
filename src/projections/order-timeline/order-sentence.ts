import type {
  CancellationRequested,
  DemandParked,
  DemandReopened,
  LinesCancelled,
  OrderEvent,
  OrderPlaced,
  SourcingPlanned,
} from '../../domain/order/index.js';
import { REOPENED, RETRIED } from './causes.js';
import { list, moment, units, words } from './words.js';

type ByType<E extends { readonly type: string; readonly data: unknown }> = {
  readonly [Type in E['type']]: (data: Extract<E, { readonly type: Type }>['data']) => string;
};

const SENTENCES: ByType<OrderEvent> = {
  OrderPlaced: placed,
  OrderHeld: ({ holdType, reason }) => `The order was put on hold (${holdType}): ${reason}.`,
  OrderHoldReleased: ({ holdType }) => `The ${holdType} hold was lifted.`,
  SourcingPlanned: planned,
  DemandParked: parked,
  ParkedDemandRetried: ({ lines, cause }) =>
    `A node is sought again for ${units(lines)}, which had to wait: ${RETRIED[cause] ?? cause}.`,
  ReservationConfirmed: ({ quantity, sku, nodeId, fulfillmentId }) =>
    `${quantity} × ${sku} at ${nodeId} is confirmed for fulfillment ${fulfillmentId}.`,
  AllocationSecured: ({ nodeId, fulfillmentId }) =>
    `Everything for fulfillment ${fulfillmentId} is reserved at ${nodeId}.`,
  DemandReopened: reopened,
  FulfillmentReplaced: ({ fulfillmentId, replacedBy, lines }) =>
    `${list(replacedBy)} took over ${units(lines)} from fulfillment ${fulfillmentId}.`,
  ReplacementAbandoned: ({ fulfillmentId, reason }) =>
    `No other node takes over from fulfillment ${fulfillmentId}, which goes on: ${words(reason)}.`,
  LinesReleased: ({ nodeId, lines, fulfillmentId }) =>
    `${units(lines)} is with ${nodeId} as fulfillment ${fulfillmentId}.`,
  LinesPicked: ({ lines, fulfillmentId }) => `${units(lines)} of fulfillment ${fulfillmentId} is picked.`,
  LinesShipped: ({ lines, shippedAt }) => `${units(lines)} is on its way since ${moment(shippedAt)}.`,
  LinesReadyForPickup: ({ lines, pickupBy }) => `${units(lines)} can be picked up until ${moment(pickupBy)}.`,
  LinesCollected: ({ lines, collectedAt }) =>
    `The customer has ${units(lines)}, collected ${moment(collectedAt)}.`,
  LinesDelivered: ({ lines, deliveredAt }) =>
    `The customer has ${units(lines)}, delivered ${moment(deliveredAt)}.`,
  CancellationRequested: cancellationRequested,
  CancellationRefused: ({ lines, fulfillmentId, reason }) =>
    `${units(lines)} of fulfillment ${fulfillmentId} could not be cancelled any more: ${words(reason)}.`,
  LinesCancelled: cancelled,
  OrderCancelled: ({ reason }) => `The order is cancelled: ${words(reason)}.`,
  OrderClosed: ({ late }) => `The order is complete${late ? ', later than promised' : ''}.`,
};

/** What an event of the order says, for support staff. Total: an event without words of its own is named. */
export function orderSentence(event: OrderEvent): string {
  const sentence = SENTENCES[event.type] as ((data: OrderEvent['data']) => string) | undefined;
  return sentence?.(event.data) ?? `${event.type}.`;
}

function placed({ channel, externalId, lines, method, pickupNodeId, promise }: OrderPlaced['data']): string {
  const how =
    method === 'pickup' ? `to be picked up${pickupNodeId ? ` at ${pickupNodeId}` : ''}` : 'to be shipped';
  return `Order ${externalId} came in over ${channel}: ${units(lines)}, ${how}, promised for ${moment(promise.promisedBy)}.`;
}

function planned({ allocations }: SourcingPlanned['data']): string {
  const parts = allocations.map(({ nodeId, lines, replaces, method, estimatedBy }) => {
    const instead = replaces === undefined ? '' : ` in place of fulfillment ${replaces}`;
    const what = method === 'pickup' ? 'ready' : 'expected';
    const when = estimatedBy === undefined ? '' : `, ${what} by ${moment(estimatedBy)}`;
    return `${units(lines)} from ${nodeId}${instead}${when}`;
  });
  return `Planned: ${parts.join('; ')}.`;
}

function parked({ lines, until, thenAction, reason, replaces }: DemandParked['data']): string {
  const then = thenAction === 'cancel' ? 'will be cancelled then' : 'is tried again then';
  const meanwhile = replaces === undefined ? '' : ` Fulfillment ${replaces} stands meanwhile.`;
  return `No node for ${units(lines)} now (${words(reason)}); it waits until ${moment(until)} and ${then}.${meanwhile}`;
}

function reopened({ lines, fulfillmentId, cause, standing }: DemandReopened['data']): string {
  const why = REOPENED[cause] ?? cause;
  if (standing && lines.length === 0)
    return `Another node is sought for fulfillment ${fulfillmentId} even if it accepts late: ${why}.`;
  if (!standing) return `${units(lines)} of fulfillment ${fulfillmentId} needs another node: ${why}.`;
  return cause === 'count-below-reserved'
    ? `${units(lines)} of fulfillment ${fulfillmentId} is to be called back: ${why}.`
    : `Another node is sought for ${units(lines)} while fulfillment ${fulfillmentId} stands: ${why}.`;
}

function cancellationRequested({
  wholeOrder,
  lines,
  fulfillmentIds,
  reason,
}: CancellationRequested['data']): string {
  const asked = `${list(fulfillmentIds)} ${fulfillmentIds.length === 1 ? 'has' : 'have'} been asked`;
  // Nobody is asked for what a carrier has; were it lost, none would be sent again.
  const how = fulfillmentIds.length === 0 ? 'what is on its way goes on' : asked;
  return `${wholeOrder ? 'The whole order' : units(lines)} is to be cancelled (${words(reason)}); ${how}.`;
}

function cancelled({ lines, reason, fulfillmentId }: LinesCancelled['data']): string {
  const from = fulfillmentId === undefined ? '' : ` of fulfillment ${fulfillmentId}`;
  return reason === 'no-show'
    ? `${units(lines)}${from} is cancelled: nobody came to collect it.`
    : `${units(lines)}${from} is cancelled: ${words(reason)}.`;
}
