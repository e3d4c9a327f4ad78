import { ledgerViolations, type OrderEvent } from '../../domain/order/index.js';
import type { FulfillmentEvent } from '../../domain/fulfillment/index.js';
import { OrderWorld } from '../../../test/support/order-world.js';
import { deepFreeze } from '../../../test/support/given-when-then.js';
import { evolveOrderFulfillment, evolveOrderStatus } from './order-status.evolve.js';
import type { OrderStatusView } from './order-status.view.js';

/** Does not compile when a type is missing. */
const EVERY_TYPE: Readonly<Record<OrderEvent['type'] | FulfillmentEvent['type'], true>> = {
  OrderPlaced: true,
  OrderHeld: true,
  OrderHoldReleased: true,
  SourcingPlanned: true,
  DemandParked: true,
  ParkedDemandRetried: true,
  ReservationConfirmed: true,
  AllocationSecured: true,
  DemandReopened: true,
  FulfillmentReplaced: true,
  ReplacementAbandoned: true,
  LinesReleased: true,
  LinesPicked: true,
  LinesShipped: true,
  LinesReadyForPickup: true,
  LinesCollected: true,
  LinesDelivered: true,
  CancellationRequested: true,
  CancellationRefused: true,
  LinesCancelled: true,
  OrderCancelled: true,
  OrderClosed: true,
  FulfillmentReleased: true,
  FulfillmentAccepted: true,
  FulfillmentRejected: true,
  FulfillmentTimedOut: true,
  PickingStarted: true,
  FulfillmentPicked: true,
  FulfillmentShortPicked: true,
  FulfillmentPacked: true,
  FulfillmentShipped: true,
  FulfillmentDelivered: true,
  FulfillmentReadyForPickup: true,
  FulfillmentCollected: true,
  FulfillmentNotCollected: true,
  FulfillmentDamaged: true,
  FulfillmentLost: true,
  FulfillmentReduced: true,
  FulfillmentCancelled: true,
  FulfillmentSuperseded: true,
  FulfillmentPulledBack: true,
};

describe('the ledger of the order status view', () => {
  const world = new OrderWorld(8).runUntil(12_000);
  const views = new Map<string, OrderStatusView>();
  const seen = new Map<string, number>();
  const unbalanced: string[] = [];
  for (const recorded of world.log) {
    const { orderId } = recorded.event.data as { orderId?: string };
    const category = recorded.stream.slice(0, recorded.stream.indexOf('-'));
    if (orderId === undefined || category === 'stock') continue;
    const before = views.get(orderId) ?? null;
    const revision = Number(recorded.revision);
    const after =
      category === 'order'
        ? evolveOrderStatus(before, deepFreeze(recorded.event) as OrderEvent, revision)
        : evolveOrderFulfillment(before, deepFreeze(recorded.event) as FulfillmentEvent, revision);
    if (after) views.set(orderId, deepFreeze(after));
    seen.set(recorded.event.type, (seen.get(recorded.event.type) ?? 0) + 1);
    for (const line of after?.lines ?? []) {
      const sum = line.cancelled + line.parked + line.unsourced + line.inFulfillment + line.fulfilled;
      if (sum !== line.ordered) unbalanced.push(`${recorded.event.type} ${recorded.stream}@${revision}`);
    }
  }

  test('balances after every event of a long history', () => {
    expect(unbalanced).toEqual([]);
  });

  test('says the same as the order itself, line by line, whatever happened', () => {
    for (const [orderId, view] of views) {
      const state = world.orderState(orderId);
      if (state.status === 'unplaced') throw new Error(`${orderId} is in the view but not in the log`);
      expect(ledgerViolations(state)).toEqual([]);
      expect({
        orderId,
        lines: view.lines.map((line) => ({
          lineId: line.lineId,
          cancelled: line.cancelled,
          parked: line.parked,
          unsourced: line.unsourced,
          inFulfillment: line.inFulfillment,
          fulfilled: line.fulfilled,
          delivered: line.delivered + line.collected,
        })),
        parked: view.parked.length,
        holds: view.holds.length,
        ended: view.ended !== undefined,
        cancelling: view.cancelRequested !== undefined && view.ended === undefined,
        awaits: [...new Set(view.cancellations.flatMap(({ awaits }) => awaits))].toSorted(),
      }).toEqual({
        orderId,
        lines: state.lines.map((line) => ({
          lineId: line.lineId,
          cancelled: line.cancelled,
          parked: line.parked,
          unsourced: line.unsourced,
          inFulfillment: line.inFulfillment,
          fulfilled: line.fulfilled,
          delivered: line.delivered,
        })),
        parked: state.parked.length,
        holds: state.holds.length,
        ended: state.status === 'closed' || state.status === 'cancelled',
        cancelling: state.status === 'cancelling',
        awaits: [
          ...new Set(
            state.withdrawals
              .filter(({ purpose }) => purpose === 'cancel')
              .map(({ fulfillmentId }) => fulfillmentId),
          ),
        ].toSorted(),
      });
    }
  });

  test('was put to the test by every kind of event that a view can see', () => {
    expect([...seen.keys()].toSorted()).toEqual(Object.keys(EVERY_TYPE).toSorted());
  });
});
