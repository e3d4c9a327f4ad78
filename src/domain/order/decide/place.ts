import { accepted, rejected, unchanged } from '../../shared/decision.js';
import { orderIdOf } from '../../shared/ids.js';
import { sameJson } from '../../shared/same-json.js';
import type { PlaceOrder } from '../order.commands.js';
import type { OrderLine } from '../order.events.js';
import { isPlaced, type OrderState } from '../order.state.js';
import type { OrderDecision } from './conclude.js';

/**
 * Takes the demand in. The same order again is a repeat, whatever its instants say: a channel that sends twice does
 * not always send the same clock, and the reference into the vault is the engine's own.
 */
export function placeOrder({ data }: PlaceOrder, state: OrderState): OrderDecision {
  if (isPlaced(state)) {
    return sameJson(content(data), content(state.placed))
      ? unchanged(`order ${data.orderId} is placed already`)
      : rejected('ORDER_ALREADY_PLACED', `order ${data.orderId} was placed with other content`);
  }
  return refusalOf(data) ?? accepted({ type: 'OrderPlaced', data });
}

function content({ at: _at, placedAt: _placedAt, personRef: _personRef, ...rest }: PlaceOrder['data']) {
  return rest;
}

function refusalOf(data: PlaceOrder['data']): OrderDecision | null {
  const expected = orderIdOf(data.channel, data.externalId);
  if (data.orderId !== expected) {
    return rejected('ORDER_ID_MISMATCH', `the order must have the id ${expected}, not ${data.orderId}`);
  }
  if (data.method === 'pickup' && data.pickupNodeId === undefined) {
    return rejected('PICKUP_NODE_MISSING', 'a pickup order needs a pickupNodeId');
  }
  if (data.lines.length === 0) return rejected('LINES_MISSING', 'an order needs at least one line');
  return refusalOfLines(data.lines);
}

function refusalOfLines(lines: readonly OrderLine[]): OrderDecision | null {
  const [first] = lines;
  const seen = new Set<string>();
  for (const { lineId, quantity, unitPrice } of lines) {
    if (seen.has(lineId)) return rejected('LINE_DUPLICATED', `line ${lineId} stands twice in the order`);
    seen.add(lineId);
    if (!isPositiveWhole(quantity)) {
      return rejected('QUANTITY_INVALID', `line ${lineId} cannot have the quantity ${quantity}`);
    }
    if (!Number.isSafeInteger(unitPrice.amountMinor) || unitPrice.amountMinor < 0) {
      return rejected('PRICE_INVALID', `line ${lineId} cannot have the price ${unitPrice.amountMinor}`);
    }
    if (unitPrice.currency !== first?.unitPrice.currency) {
      return rejected(
        'CURRENCY_MIXED',
        `line ${lineId} is in ${unitPrice.currency}, another line in ${first?.unitPrice.currency}`,
      );
    }
  }
  return null;
}

/** True for a whole number above zero. */
export function isPositiveWhole(quantity: number): boolean {
  return Number.isSafeInteger(quantity) && quantity > 0;
}
