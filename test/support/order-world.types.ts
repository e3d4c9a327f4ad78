import type { FulfillmentCommand, FulfillmentState } from '../../src/domain/fulfillment/index.js';
import type { OrderCommand, OrderState } from '../../src/domain/order/index.js';
import type { StockCommand, StockState } from '../../src/domain/stock/index.js';
import type { SeededRandom } from './seeded-random.js';

/** What a step can see and do. */
export interface ActingWorld {
  readonly now: string;
  readonly random: SeededRandom;
  readonly nodes: readonly string[];
  readonly skus: readonly string[];
  readonly orderIds: string[];
  readonly fulfillmentIds: readonly string[];
  order(command: OrderCommand): void;
  stock(command: StockCommand): void;
  fulfillment(command: FulfillmentCommand): void;
  orderState(orderId: string): OrderState;
  stockState(sku: string, nodeId: string): StockState;
  fulfillmentState(fulfillmentId: string): FulfillmentState;
}
