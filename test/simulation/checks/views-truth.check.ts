import { isPlaced } from '../../../src/domain/order/index.js';
import { parseStockId, parseStreamName } from '../../../src/domain/shared/stream-names.js';
import type { ViewReader } from '../../../src/application/ports/view-store.js';
import { AVAILABILITY } from '../../../src/projections/availability/availability.projection.js';
import type { AvailabilityFigures } from '../../../src/projections/availability/availability.view.js';
import { ORDER_STATUS } from '../../../src/projections/order-status/order-status.projection.js';
import type { OrderStatusView } from '../../../src/projections/order-status/order-status.view.js';
import { SimulationFailure } from './simulation-failure.js';
import { TENANT, type Truth } from './truth.js';

/** A view that is wrong in the same way in every replay is seen only beside the aggregates' own folds. */
export async function checkViewsTellTheTruth(truth: Truth, views: ViewReader): Promise<void> {
  await checkAvailability(truth, views);
  await checkOrders(truth, views);
}

async function checkAvailability(truth: Truth, views: ViewReader): Promise<void> {
  for (const [stream, stock] of truth.stocks) {
    const { sku, nodeId } = parseStockId(parseStreamName(stream)?.id ?? '');
    const { value } = await views.groups<AvailabilityFigures>(AVAILABILITY, TENANT, [sku]);
    const view = value[0]?.get(nodeId);
    const { onHand, reserved, damaged, suspect } = stock;
    compare(stream, { onHand, reserved, damaged, suspect }, view);
  }
}

async function checkOrders(truth: Truth, views: ViewReader): Promise<void> {
  for (const orderId of truth.orderIds) {
    const state = truth.orderState(orderId);
    if (!isPlaced(state)) continue;
    const { value } = await views.documents<OrderStatusView>(ORDER_STATUS, TENANT, [orderId]);
    const view = value[0];
    for (const { lineId, ordered, cancelled, parked, unsourced, inFulfillment, fulfilled } of state.lines) {
      const line = view?.lines.find((one) => one.lineId === lineId);
      const wanted = { ordered, cancelled, parked, unsourced, inFulfillment, fulfilled };
      compare(`order-${TENANT}:${orderId}`, wanted, line);
    }
    for (const id of truth.fulfillmentsOf(orderId)) {
      const shown = view?.fulfillments.find(({ fulfillmentId }) => fulfillmentId === id);
      compare(`fulfillment-${TENANT}:${id}`, { status: truth.fulfillment(id).status }, shown);
    }
  }
}

function compare(
  stream: string,
  wanted: Readonly<Record<string, unknown>>,
  view: object | undefined | null,
): void {
  const found = view as Readonly<Record<string, unknown>> | undefined | null;
  const wrong = Object.keys(wanted).find((key) => found?.[key] !== wanted[key]);
  if (wrong === undefined) return;
  const detail = `${stream}: ${wrong} is ${String(wanted[wrong])}, the view shows ${String(found?.[wrong])}`;
  throw new SimulationFailure('a view lies', detail, stream);
}
