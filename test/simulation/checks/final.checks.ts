import { Auditor } from '../../../src/application/audit/auditor.js';
import { waitsFor } from '../../../src/application/audit/open-orders.check.js';
import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import type { FulfillmentEvent } from '../../../src/domain/fulfillment/index.js';
import { isPlaced, type OrderEvent } from '../../../src/domain/order/index.js';
import { stockIdOf } from '../../../src/domain/shared/stream-names.js';
import type { StockEvent } from '../../../src/domain/stock/index.js';
import { SimulationFailure } from './simulation-failure.js';
import type { Truth } from './truth.js';

/** Everything that must hold once the trouble is over and everybody has done their work. */
export function checkAtRest(truth: Truth, mustAllEnd: boolean): void {
  checkOpenOrders(truth, mustAllEnd);
  checkAudit(truth.log);
  checkDepartures(truth.log);
  checkCustomers(truth);
  checkUnaccounted(truth.log);
  checkDoubts(truth.log);
}

/** An order that has not ended waits for a person, or is parked with a reason: for nothing that the engine owes. */
function checkOpenOrders(truth: Truth, mustAllEnd: boolean): void {
  for (const orderId of truth.openOrders) {
    const state = truth.orderState(orderId);
    if (!isPlaced(state)) continue;
    const reason = waitsFor(state, (id) => truth.fulfillment(id)) ?? 'nothing';
    const isFine = !mustAllEnd && (reason.startsWith('a hold') || reason.startsWith('stock, parked'));
    if (isFine) continue;
    throw new SimulationFailure(
      'not settled',
      `${orderId} is ${state.status} and waits for ${reason}`,
      `order-main:${orderId}`,
    );
  }
}

function checkAudit(log: readonly RecordedEvent[]): void {
  const auditor = new Auditor();
  for (const event of log) auditor.observe(event);
  const [violation] = auditor.finish({ atRest: true }).violations;
  if (violation === undefined) return;
  const { promise, stream, detail } = violation;
  throw new SimulationFailure(`promise ${promise} at rest`, detail, stream);
}

/** What has left a node by its own account has left its stock, once. */
function checkDepartures(log: readonly RecordedEvent[]): void {
  const left = new Map<string, number>();
  const add = (key: string, units: number): void => void left.set(key, (left.get(key) ?? 0) + units);
  for (const { event: recorded } of log) {
    const event = recorded as FulfillmentEvent | StockEvent;
    if (event.type === 'FulfillmentShipped' || event.type === 'FulfillmentCollected') {
      for (const { sku, quantity } of event.data.lines) {
        add(`${stockIdOf(sku, event.data.nodeId)} ${event.data.fulfillmentId}`, quantity);
      }
    }
    if (event.type === 'ReservationConsumed') {
      const { sku, nodeId, fulfillmentId, quantity } = event.data;
      add(`${stockIdOf(sku, nodeId)} ${fulfillmentId}`, -quantity);
    }
  }
  for (const [key, units] of left) {
    if (units === 0) continue;
    const [stock] = key.split(' ');
    throw new SimulationFailure(
      'departures',
      `${key}: ${units} units left the node and not its stock`,
      `stock-main:${stock}`,
    );
  }
}

/** What the order says of its customer's units is what the fulfillments say. */
function checkCustomers(truth: Truth): void {
  for (const orderId of truth.orderIds) {
    const state = truth.orderState(orderId);
    if (!isPlaced(state)) continue;
    const received = new Map<string, number>();
    for (const id of truth.fulfillmentsOf(orderId)) {
      const { status, work } = truth.fulfillment(id);
      if (status !== 'delivered' && status !== 'collected') continue;
      for (const { lineId, quantity } of work?.lines ?? [])
        received.set(lineId, (received.get(lineId) ?? 0) + quantity);
    }
    for (const { lineId, delivered } of state.lines) {
      const units = received.get(lineId) ?? 0;
      if (units === delivered) continue;
      const detail = `${orderId} line ${lineId}: the order says ${delivered} delivered, the nodes say ${units}`;
      throw new SimulationFailure('customers', detail, `order-main:${orderId}`);
    }
  }
}

/** Units that leave without a claim were lost to a count, an adjustment or damage before; else they were never reserved. */
function checkUnaccounted(log: readonly RecordedEvent[]): void {
  const revoked = new Map<string, number>();
  for (const { event: recorded, stream } of log) {
    const event = recorded as StockEvent;
    if ('revoked' in event.data) {
      for (const { fulfillmentId, quantity } of event.data.revoked) {
        const key = `${stream} ${fulfillmentId}`;
        revoked.set(key, (revoked.get(key) ?? 0) + quantity);
      }
    }
    if (event.type !== 'ReservationConsumed' || event.data.unaccounted === 0) continue;
    const { fulfillmentId, unaccounted } = event.data;
    if (unaccounted <= (revoked.get(`${stream} ${fulfillmentId}`) ?? 0)) continue;
    throw new SimulationFailure(
      'never reserved',
      `${fulfillmentId} took ${unaccounted} units without a claim`,
      stream,
    );
  }
}

/** What a picker did not find is doubted until somebody counts: it does not go back on sale, cancelled or not. */
function checkDoubts(log: readonly RecordedEvent[]): void {
  const owed = new Map<string, number>();
  const add = (key: string, units: number): void => void owed.set(key, (owed.get(key) ?? 0) + units);
  for (const { event: recorded } of log) {
    const event = recorded as FulfillmentEvent | OrderEvent | StockEvent;
    if (event.type === 'FulfillmentShortPicked') {
      const { nodeId, fulfillmentId, short } = event.data;
      for (const { sku, quantity } of short) add(`${stockIdOf(sku, nodeId)} ${fulfillmentId}`, quantity);
    }
    if (event.type === 'ReservationReleased') {
      const { sku, nodeId, fulfillmentId, suspect } = event.data;
      add(`${stockIdOf(sku, nodeId)} ${fulfillmentId}`, -suspect);
    }
    if ('revoked' in event.data) {
      const { sku, nodeId, revoked } = event.data;
      for (const { fulfillmentId, quantity } of revoked)
        add(`${stockIdOf(sku, nodeId)} ${fulfillmentId}`, -quantity);
    }
  }
  for (const [key, units] of owed) {
    const [stock = ''] = key.split(' ');
    if (units <= 0) continue;
    const stream = `stock-main:${stock}`;
    throw new SimulationFailure('doubts', `${key}: ${units} units not found, not doubted`, stream);
  }
}
