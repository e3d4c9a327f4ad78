import type {
  FulfillmentEvent,
  FulfillmentRejected,
  FulfillmentShortPicked,
  Parcel,
} from '../../domain/fulfillment/index.js';
import type { LineQuantity } from '../../domain/shared/quantities.js';
import { list, moment, units, words } from './words.js';

type ByType<E extends { readonly type: string; readonly data: unknown }> = {
  readonly [Type in E['type']]: (data: Extract<E, { readonly type: Type }>['data']) => string;
};

const SENTENCES: ByType<FulfillmentEvent> = {
  FulfillmentReleased: ({ nodeId, lines, acceptBy }) =>
    `${nodeId} was asked for ${units(lines)} and has until ${moment(acceptBy)} to accept.`,
  FulfillmentAccepted: ({ nodeId, late }) => `${nodeId} accepted${late ? ', late' : ''}.`,
  FulfillmentRejected: rejected,
  FulfillmentTimedOut: ({ nodeId, acceptBy }) => `${nodeId} did not accept by ${moment(acceptBy)}.`,
  PickingStarted: ({ nodeId }) => `${nodeId} started to pick.`,
  FulfillmentPicked: ({ nodeId, lines }) => `${nodeId} picked ${units(lines)}.`,
  FulfillmentShortPicked: shortPicked,
  FulfillmentPacked: ({ nodeId, parcels }) => `${nodeId} packed ${parcelCount(parcels)}.`,
  FulfillmentShipped: ({ nodeId, lines, parcels, shippedAt }) =>
    `${nodeId} shipped ${units(lines)}, ${moment(shippedAt)}${tracking(parcels)}.`,
  FulfillmentDelivered: ({ lines, deliveredAt }) => `${units(lines)} was delivered, ${moment(deliveredAt)}.`,
  FulfillmentReadyForPickup: ({ nodeId, lines, pickupBy }) =>
    `${units(lines)} is ready at ${nodeId} until ${moment(pickupBy)}.`,
  FulfillmentCollected: ({ nodeId, lines, collectedAt }) =>
    `The customer collected ${units(lines)} at ${nodeId}, ${moment(collectedAt)}.`,
  FulfillmentNotCollected: ({ nodeId, lines, pickupBy }) =>
    `Nobody collected ${units(lines)} at ${nodeId} by ${moment(pickupBy)}; it goes back on the shelf.`,
  FulfillmentDamaged: ({ lines, remaining, reason }) =>
    `${units(lines)} was damaged on the way (${words(reason)})${onTheWay(remaining)}.`,
  FulfillmentLost: ({ lines, remaining, reason }) =>
    `${units(lines)} was lost on the way (${words(reason)})${onTheWay(remaining)}.`,
  FulfillmentReduced: ({ nodeId, lines, remaining }) =>
    `${units(lines)} was taken back from ${nodeId}, which goes on with ${units(remaining)}.`,
  FulfillmentCancelled: ({ nodeId, lines, reason }) =>
    `${nodeId} no longer has to do ${units(lines)}: ${words(reason)}.`,
  FulfillmentSuperseded: ({ nodeId, lines, supersededBy }) =>
    `${nodeId} gave up ${units(lines)}; ${list(supersededBy)} took over.`,
  FulfillmentPulledBack: ({ nodeId, lines, reason }) =>
    `${units(lines)} was called back from ${nodeId}: ${words(reason)}.`,
};

/** What an event of a fulfillment says, for support staff. Total: an event without words of its own is named. */
export function fulfillmentSentence(event: FulfillmentEvent): string {
  const sentence = SENTENCES[event.type] as ((data: FulfillmentEvent['data']) => string) | undefined;
  return sentence?.(event.data) ?? `${event.type}.`;
}

function rejected({ nodeId, lines, remaining, reason, note }: FulfillmentRejected['data']): string {
  const why = note === undefined ? words(reason) : `${words(reason)}, “${note}”`;
  const rest = remaining.length === 0 ? '' : ` It keeps ${units(remaining)}.`;
  return `${nodeId} declined ${units(lines)} (${why}).${rest}`;
}

function shortPicked({ nodeId, picked, short }: FulfillmentShortPicked['data']): string {
  return picked.length === 0
    ? `${nodeId} found nothing of ${units(short)}.`
    : `${nodeId} picked ${units(picked)} and could not find ${units(short)}.`;
}

function parcelCount(parcels: readonly Parcel[]): string {
  return parcels.length === 1 ? '1 parcel' : `${parcels.length} parcels`;
}

function tracking(parcels: readonly Parcel[]): string {
  const numbers = parcels.flatMap(({ carrier, trackingNumber }) =>
    trackingNumber === undefined
      ? []
      : [carrier === undefined ? trackingNumber : `${carrier} ${trackingNumber}`],
  );
  return numbers.length === 0 ? '' : ` (${list(numbers)})`;
}

function onTheWay(remaining: readonly LineQuantity[]): string {
  return remaining.length === 0 ? '' : `; ${units(remaining)} is still on its way`;
}
