import type { OrderCommand } from '../../domain/order/index.js';
import type {
  RevokedReservation,
  StockEvent,
  StockReservationRefused,
  StockReserved,
} from '../../domain/stock/index.js';
import { addSeconds } from '../../domain/shared/time.js';
import { confirm, refuse } from './order-process.commands.js';
import type { Instruction, OrderProcessMemory, ReactContext } from './order-process.types.js';

const order = (command: OrderCommand): Instruction => ({ kind: 'order', command });

/**
 * What follows from an event of stock: answers to reservations, revoked claims, and supply for parked demand.
 * @param memory the order that the event is for, where it is at hand: it may have heard of its claim before
 */
export function reactToStock(
  event: StockEvent,
  memory: OrderProcessMemory,
  context: ReactContext,
): readonly Instruction[] {
  switch (event.type) {
    case 'StockReserved':
      return isConfirmed(event.data, memory) ? [] : [confirm(event.data, context.now)];
    case 'StockReservationRefused':
      return isAwaited(event.data, memory) ? [refuse(event.data, context)] : [];
    case 'StockReceived':
    // More may be withheld than before, or less: whoever wakes the orders looks at the figures.
    case 'SafetyStockDefined':
      return [retry(event.data)];
    case 'StockAdjusted':
      return [...revoked(event, context), ...(event.data.delta > 0 ? [retry(event.data)] : [])];
    case 'StockCounted': {
      const { counted, expected, suspectCleared } = event.data;
      // Suspect units were withheld, so of what was booked fewer were for sale.
      const isMore = counted > expected - suspectCleared;
      return [...revoked(event, context), ...(isMore ? [retry(event.data)] : [])];
    }
    case 'StockDamaged':
      return revoked(event, context);
    case 'ReservationReleased':
      return event.data.quantity > event.data.suspect ? [retry(event.data)] : [];
    default:
      return [];
  }
}

/** The order has recorded the claim: from then on its own events say what becomes of it. */
function isConfirmed({ fulfillmentId, sku }: StockReserved['data'], memory: OrderProcessMemory): boolean {
  const allocation = memory?.allocations.find((one) => one.fulfillmentId === fulfillmentId);
  return allocation?.reservations.some((one) => one.sku === sku && one.status === 'held') ?? false;
}

/** False once the order has heard of the refusal, or of whatever else became of the claim. */
function isAwaited(
  { fulfillmentId, sku }: StockReservationRefused['data'],
  memory: OrderProcessMemory,
): boolean {
  const allocation = memory?.allocations.find((one) => one.fulfillmentId === fulfillmentId);
  if (allocation === undefined) return true;
  return allocation.reservations.some((one) => one.sku === sku && one.status === 'asked');
}

function retry({ sku, nodeId }: { readonly sku: string; readonly nodeId: string }): Instruction {
  return { kind: 'retry-parked', sku, nodeId };
}

type Revoking = Extract<StockEvent, { readonly data: { readonly revoked: readonly RevokedReservation[] } }>;

function revoked({ data }: Revoking, { now, timings }: ReactContext): readonly Instruction[] {
  const excludedUntil = addSeconds(now, timings.excludeFailedNodeSeconds);
  return data.revoked.map(({ fulfillmentId, orderId, quantity }) =>
    order({
      type: 'ReopenDemand',
      data: {
        orderId,
        fulfillmentId,
        cause: 'count-below-reserved',
        sku: { sku: data.sku, quantity },
        excludedUntil,
        at: now,
      },
    }),
  );
}
