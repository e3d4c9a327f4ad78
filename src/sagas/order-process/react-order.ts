import type {
  DemandReopened,
  LinesCancelled,
  OrderEvent,
  PlacedOrder,
  ResourcingCause,
} from '../../domain/order/index.js';
import { giveBack } from './order-process.commands.js';
import { owedReleases, owedReservations, owedSources, owedWithdrawals } from './order-process.owed.js';
import type { Instruction, OrderProcessMemory, ReactContext } from './order-process.types.js';

/** Of the units that left for these causes, no claim is left that could be given back. */
const WITHOUT_CLAIM: ReadonlySet<ResourcingCause> = new Set([
  'reservation-refused',
  'count-below-reserved',
  'damaged-in-carriage',
  'lost-in-carriage',
]);

/** Events of an order that ask for nothing, whatever the order is like: nobody needs to look. */
const QUIET: ReadonlySet<OrderEvent['type']> = new Set([
  'OrderHeld',
  'ReservationConfirmed',
  'LinesReleased',
  'LinesPicked',
  'LinesShipped',
  'LinesReadyForPickup',
  'LinesCollected',
  'LinesDelivered',
  'CancellationRefused',
  'OrderCancelled',
  'OrderClosed',
]);

/** True for an event that {@link reactToOrder} answers with nothing. */
export function isQuiet({ type }: OrderEvent): boolean {
  return QUIET.has(type);
}

/**
 * What follows from an event of the order. Claims are given back by what the event says, and stand first in the list,
 * so that their place in it never changes; all else is what the order owes as it stands now, which may be after the
 * event: a duty that has been answered meanwhile is not repeated.
 */
export function reactToOrder(
  event: OrderEvent,
  memory: OrderProcessMemory,
  context: ReactContext,
): readonly Instruction[] {
  if (!memory || isQuiet(event)) return [];
  return [...givenBack(event, memory, context), ...duties(event, memory, context)];
}

function givenBack(event: OrderEvent, memory: PlacedOrder, context: ReactContext): readonly Instruction[] {
  switch (event.type) {
    case 'LinesCancelled':
      return cancelled(event, memory, context);
    case 'DemandReopened':
      return reopened(event, context);
    case 'FulfillmentReplaced':
      return replaced(event.data, memory, context);
    case 'ReplacementAbandoned':
      return event.data.abandoned.flatMap((fulfillmentId) =>
        wholeClaims(memory, fulfillmentId, event.data.reason, context),
      );
    default:
      return [];
  }
}

function cancelled(
  { data }: LinesCancelled,
  memory: PlacedOrder,
  { now }: ReactContext,
): readonly Instruction[] {
  const { fulfillmentId, lines, reason } = data;
  const allocation = memory.allocations.find((one) => one.fulfillmentId === fulfillmentId);
  if (!allocation) return [];
  return giveBack({ ...allocation, orderId: data.orderId }, lines, reason, false, now);
}

function reopened({ data }: DemandReopened, { now }: ReactContext): readonly Instruction[] {
  const { orderId, fulfillmentId, excludedNodeId, lines, cause, standing } = data;
  if (standing || WITHOUT_CLAIM.has(cause)) return [];
  const isSuspect = cause === 'short-pick' || data.suspect === true;
  return giveBack({ orderId, fulfillmentId, nodeId: excludedNodeId }, lines, cause, isSuspect, now);
}

function replaced(
  { orderId, fulfillmentId, lines, replacedBy }: Extract<OrderEvent, { type: 'FulfillmentReplaced' }>['data'],
  memory: PlacedOrder,
  { now }: ReactContext,
): readonly Instruction[] {
  const old = memory.allocations.find((one) => one.fulfillmentId === fulfillmentId);
  const reason = `replaced by ${replacedBy.join(', ')}`;
  return old ? giveBack({ ...old, orderId }, lines, reason, false, now) : [];
}

/** All claims of an allocation that is wanted no more, those included that were asked for and not answered. */
function wholeClaims(
  memory: PlacedOrder,
  fulfillmentId: string,
  reason: string,
  { now }: ReactContext,
): readonly Instruction[] {
  const allocation = memory.allocations.find((one) => one.fulfillmentId === fulfillmentId);
  const skus = new Set(allocation?.lines.map((line) => line.sku));
  const { orderId } = memory;
  return [...skus].map((sku) => ({
    kind: 'stock',
    command: {
      type: 'ReleaseReservation',
      data: { sku, nodeId: allocation?.nodeId ?? '', fulfillmentId, orderId, reason, at: now },
    },
  }));
}

function duties(event: OrderEvent, memory: PlacedOrder, context: ReactContext): readonly Instruction[] {
  switch (event.type) {
    case 'OrderPlaced':
    case 'ParkedDemandRetried':
    case 'LinesCancelled':
      return owedSources(memory);
    case 'SourcingPlanned': {
      const planned = event.data.allocations.map((allocation) => allocation.fulfillmentId);
      return concerning(owedReservations(memory, context), planned);
    }
    case 'AllocationSecured': {
      const { fulfillmentId, replaces } = event.data;
      return [
        ...concerning(owedReleases(memory, context), [fulfillmentId]),
        ...(replaces === undefined ? [] : concerning(owedWithdrawals(memory, context), [replaces])),
      ];
    }
    case 'FulfillmentReplaced':
      return concerning(owedReleases(memory, context), event.data.replacedBy);
    case 'DemandReopened':
      return [
        ...owedSources(memory),
        ...concerning(owedWithdrawals(memory, context), [event.data.fulfillmentId]),
      ];
    case 'CancellationRequested':
      return concerning(owedWithdrawals(memory, context), event.data.fulfillmentIds);
    case 'OrderHoldReleased':
      return [
        ...owedSources(memory),
        ...owedReservations(memory, context),
        ...owedReleases(memory, context),
        ...owedWithdrawals(memory, context),
      ];
    default:
      return [];
  }
}

/** Of what is owed, that which the event is about; the rest is owed for events of its own. */
function concerning(
  instructions: readonly Instruction[],
  fulfillmentIds: readonly string[],
): readonly Instruction[] {
  return instructions.filter(
    (instruction) =>
      'command' in instruction &&
      'fulfillmentId' in instruction.command.data &&
      fulfillmentIds.includes(instruction.command.data.fulfillmentId),
  );
}
