import { accepted, type Decision, rejected, unchanged } from '../shared/decision.js';
import { addSeconds, isBefore } from '../shared/time.js';
import type {
  ExpirePickup,
  FulfillmentCommand,
  MakeReadyForPickup,
  PickFulfillment,
  RejectFulfillment,
  ReportDamage,
  ReportLoss,
  ShipFulfillment,
} from './fulfillment.commands.js';
import type { FulfillmentEvent } from './fulfillment.events.js';
import { refusalOf, within, without } from './fulfillment.lines.js';
import type { FulfillmentRejection } from './fulfillment.rejections.js';
import type { FulfillmentStatus, FulfillmentWork } from './fulfillment.state.js';

type StepDecision = Decision<FulfillmentEvent, FulfillmentRejection>;

/** What every event of a fulfillment names. */
export function placeOf(command: FulfillmentCommand, work: FulfillmentWork) {
  const { fulfillmentId, at } = command.data;
  return { fulfillmentId, orderId: work.orderId, nodeId: work.nodeId, at };
}

/** The node declines: all it has, or the lines it names. Declining what it has no more of changes nothing. */
export function reject(command: RejectFulfillment, work: FulfillmentWork): StepDecision {
  const { lines: named, reason, note } = command.data;
  if (named?.length === 0)
    return rejected('LINES_EMPTY', 'name the lines to decline, or leave them out for all');
  if (named && isBehind(named, work)) return unchanged('these lines are not with it any more');
  const refusal =
    named && refusalOf(named, work, { zeroAllowed: false, excessCode: 'QUANTITY_EXCEEDS_OPEN' });
  if (refusal) return refusal;
  const lines = named ? within(work.lines, named) : work.lines;
  const remaining = without(work.lines, lines);
  const noted = note === undefined ? {} : { note };
  return accepted({
    type: 'FulfillmentRejected',
    data: { ...placeOf(command, work), lines, remaining, reason, ...noted },
  });
}

const isBehind = (named: readonly { readonly lineId: string }[], work: FulfillmentWork): boolean =>
  named.every(
    ({ lineId }) =>
      work.released.some((line) => line.lineId === lineId) &&
      !work.lines.some((line) => line.lineId === lineId),
  );

/** What was found. Less than all is a short pick, nothing at all a zero pick, which ends the fulfillment. */
export function pick(command: PickFulfillment, work: FulfillmentWork): StepDecision {
  const named = command.data.lines;
  const refusal = named && refusalOf(named, work, { zeroAllowed: true, excessCode: 'PICK_EXCEEDS_ORDERED' });
  if (refusal) return refusal;
  const picked = named ? within(work.lines, named) : work.lines;
  const short = without(work.lines, picked);
  const place = placeOf(command, work);
  if (short.length === 0) return accepted({ type: 'FulfillmentPicked', data: { ...place, lines: picked } });
  return accepted({ type: 'FulfillmentShortPicked', data: { ...place, picked, short } });
}

/** A drop-shipper often says nothing before the parcel leaves: its shipment tells that it picked, too. */
export function ship(
  command: ShipFulfillment,
  work: FulfillmentWork,
  status: FulfillmentStatus,
): StepDecision {
  if (work.method === 'pickup')
    return rejected('METHOD_MISMATCH', `${command.data.fulfillmentId} is picked up, not shipped`);
  const isPicked = status === 'picked' || status === 'packed';
  if (!isPicked && work.method !== 'drop-ship') {
    return rejected(
      'FULFILLMENT_NOT_PICKED',
      `${command.data.fulfillmentId} is ${status}: pick it before it is shipped`,
    );
  }
  const { shippedAt, parcels = work.parcels } = command.data;
  const place = placeOf(command, work);
  const { lines } = work;
  const shipped: FulfillmentEvent = {
    type: 'FulfillmentShipped',
    data: { ...place, lines, parcels, shippedAt },
  };
  return isPicked
    ? accepted(shipped)
    : accepted<FulfillmentEvent>({ type: 'FulfillmentPicked', data: { ...place, lines } }, shipped);
}

/** Ready on the counter; the customer's window starts. */
export function makeReady(command: MakeReadyForPickup, work: FulfillmentWork): StepDecision {
  if (work.method !== 'pickup')
    return rejected('METHOD_MISMATCH', `${command.data.fulfillmentId} is shipped, not picked up`);
  const pickupBy = addSeconds(command.data.at, work.pickupWindowSeconds);
  return accepted({
    type: 'FulfillmentReadyForPickup',
    data: { ...placeOf(command, work), lines: work.lines, pickupBy },
  });
}

/** A due deadline; the customer may have been there, or the deadline may be early. */
export function expirePickup(command: ExpirePickup, work: FulfillmentWork): StepDecision {
  const { pickupBy } = work;
  if (pickupBy === null || isBefore(command.data.at, pickupBy))
    return unchanged(`there is time until ${pickupBy}`);
  return accepted({
    type: 'FulfillmentNotCollected',
    data: { ...placeOf(command, work), lines: work.lines, pickupBy },
  });
}

/** Spoiled or lost with the carrier: all that is on its way, or the lines named. */
export function loseInCarriage(command: ReportDamage | ReportLoss, work: FulfillmentWork): StepDecision {
  const { lines: named, reason } = command.data;
  if (named?.length === 0)
    return rejected('LINES_EMPTY', 'name the lines concerned, or leave them out for all');
  const refusal =
    named && refusalOf(named, work, { zeroAllowed: false, excessCode: 'QUANTITY_EXCEEDS_OPEN' });
  if (refusal) return refusal;
  const lines = named ? within(work.lines, named) : work.lines;
  const data = { ...placeOf(command, work), lines, remaining: without(work.lines, lines), reason };
  return accepted({ type: command.type === 'ReportDamage' ? 'FulfillmentDamaged' : 'FulfillmentLost', data });
}
