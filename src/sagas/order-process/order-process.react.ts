import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import type { OrderEvent } from '../../domain/order/index.js';
import type { StockEvent } from '../../domain/stock/index.js';
import type {
  Instruction,
  OrderProcessEvent,
  OrderProcessMemory,
  ReactContext,
} from './order-process.types.js';
import { reactToFulfillment } from './react-fulfillment.js';
import { reactToOrder } from './react-order.js';
import { reactToStock } from './react-stock.js';

/**
 * The order process: what one event asks for. Pure.
 * @param memory the order as loaded at or after the event; only events of orders need it. A claim on stock is told to the
 *   order unless its memory says that it knows.
 */
export function react(
  event: OrderProcessEvent,
  memory: OrderProcessMemory,
  context: ReactContext,
): readonly Instruction[] {
  if (isOfFulfillment(event)) return reactToFulfillment(event, context);
  if (isOfStock(event)) return reactToStock(event, memory, context);
  if (isOfOrder(event)) return reactToOrder(event, memory, context);
  const { nodeId } = event.data;
  return [{ kind: event.type === 'NodeSuspended' ? 'reopen-node-work' : 'retry-parked-at', nodeId }];
}

type Source = 'order' | 'stock' | 'fulfillment' | 'node';

/** Which aggregate an event comes from. A new event type does not compile until it stands here. */
const SOURCES: Readonly<Record<OrderProcessEvent['type'], Source>> = {
  OrderPlaced: 'order',
  OrderHeld: 'order',
  OrderHoldReleased: 'order',
  SourcingPlanned: 'order',
  DemandParked: 'order',
  ParkedDemandRetried: 'order',
  ReservationConfirmed: 'order',
  AllocationSecured: 'order',
  DemandReopened: 'order',
  FulfillmentReplaced: 'order',
  ReplacementAbandoned: 'order',
  LinesReleased: 'order',
  LinesPicked: 'order',
  LinesShipped: 'order',
  LinesReadyForPickup: 'order',
  LinesCollected: 'order',
  LinesDelivered: 'order',
  CancellationRequested: 'order',
  CancellationRefused: 'order',
  LinesCancelled: 'order',
  OrderCancelled: 'order',
  OrderClosed: 'order',
  StockReceived: 'stock',
  StockAdjusted: 'stock',
  StockCounted: 'stock',
  StockDamaged: 'stock',
  SafetyStockDefined: 'stock',
  StockReserved: 'stock',
  StockReservationRefused: 'stock',
  ReservationCommitted: 'stock',
  ReservationConsumed: 'stock',
  ReservationReleased: 'stock',
  FulfillmentReleased: 'fulfillment',
  FulfillmentAccepted: 'fulfillment',
  FulfillmentRejected: 'fulfillment',
  FulfillmentTimedOut: 'fulfillment',
  PickingStarted: 'fulfillment',
  FulfillmentPicked: 'fulfillment',
  FulfillmentShortPicked: 'fulfillment',
  FulfillmentPacked: 'fulfillment',
  FulfillmentShipped: 'fulfillment',
  FulfillmentDelivered: 'fulfillment',
  FulfillmentReadyForPickup: 'fulfillment',
  FulfillmentCollected: 'fulfillment',
  FulfillmentNotCollected: 'fulfillment',
  FulfillmentDamaged: 'fulfillment',
  FulfillmentLost: 'fulfillment',
  FulfillmentReduced: 'fulfillment',
  FulfillmentCancelled: 'fulfillment',
  FulfillmentSuperseded: 'fulfillment',
  FulfillmentPulledBack: 'fulfillment',
  NodeRegistered: 'node',
  NodeProfileRevised: 'node',
  NodeSuspended: 'node',
  NodeResumed: 'node',
};

const isOfOrder = (event: OrderProcessEvent): event is OrderEvent => SOURCES[event.type] === 'order';
const isOfStock = (event: OrderProcessEvent): event is StockEvent => SOURCES[event.type] === 'stock';
const isOfFulfillment = (event: OrderProcessEvent): event is FulfillmentEvent =>
  SOURCES[event.type] === 'fulfillment';
