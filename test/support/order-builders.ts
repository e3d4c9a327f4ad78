import type {
  Allocation,
  OrderCommand,
  OrderEvent,
  OrderPlaced,
  OrderState,
  PlacedOrder,
} from '../../src/domain/order/index.js';
import { isPlaced, ledgerViolations, orderDecider } from '../../src/domain/order/index.js';
import type { LineQuantity } from '../../src/domain/shared/quantities.js';
import type { SourcingRecord } from '../../src/domain/sourcing/sourcing.types.js';
import { deepFreeze } from './given-when-then.js';

export const ORDER_ID = 'web~1001';
export const AT = '2026-03-02T10:00:00.000Z';
export const LATER = '2026-03-02T12:00:00.000Z';
export const NEXT_WEEK = '2026-03-09T10:00:00.000Z';
/** Id of the n-th fulfillment of the order under test. */
export const fulfillment = (sequence: number): string => `${ORDER_ID}-${sequence}`;

/** Two chairs and three lamps, shipped. */
export const chairs = (quantity: number): LineQuantity => ({ lineId: 'l1', sku: 'CHAIR', quantity });
export const lamps = (quantity: number): LineQuantity => ({ lineId: 'l2', sku: 'LAMP', quantity });

export function orderData(changes: Partial<OrderPlaced['data']> = {}): OrderPlaced['data'] {
  return {
    orderId: ORDER_ID,
    externalId: '1001',
    channel: 'web',
    customerRef: 'customer-7',
    personRef: 'person-7',
    method: 'ship',
    destination: { country: 'DE', city: 'Kassel' },
    promise: { service: 'standard', promisedBy: '2026-03-05T18:00:00.000Z' },
    priority: 0,
    tags: [],
    lines: [
      { ...chairs(2), unitPrice: { amountMinor: 9900, currency: 'EUR' } },
      { ...lamps(3), unitPrice: { amountMinor: 1500, currency: 'EUR' } },
    ],
    placedAt: AT,
    at: AT,
    ...changes,
  };
}

export const placed = (changes: Partial<OrderPlaced['data']> = {}): OrderEvent => ({
  type: 'OrderPlaced',
  data: orderData(changes),
});

type DataOf<M, Type> = M extends { readonly type: Type; readonly data: infer Data } ? Data : never;
type Rest<Data> = Omit<Data, 'orderId' | 'at'> & { readonly at?: string };

/** An event of the order under test. */
export function event<Type extends OrderEvent['type']>(
  type: Type,
  data: Rest<DataOf<OrderEvent, Type>>,
): OrderEvent {
  return { type, data: { orderId: ORDER_ID, at: AT, ...data } } as unknown as OrderEvent;
}

/** A command to the order under test. */
export function command<Type extends OrderCommand['type']>(
  type: Type,
  data: Rest<DataOf<OrderCommand, Type>>,
): OrderCommand {
  return { type, data: { orderId: ORDER_ID, at: AT, ...data } } as unknown as OrderCommand;
}

export function allocation(
  sequence: number,
  nodeId: string,
  lines: readonly LineQuantity[],
  replaces?: string,
): Allocation {
  const made = { fulfillmentId: fulfillment(sequence), nodeId, method: 'ship' as const, lines };
  return replaces === undefined ? made : { ...made, replaces };
}

/** A record of a sourcing run; the order looks at its `afterAction` only. */
export function sourcingDecision(afterAction: SourcingRecord['afterAction'] = 'none'): SourcingRecord {
  const { orderId, channel, method, destination, promise, priority, tags } = orderData();
  return {
    input: {
      demand: {
        orderId,
        channel,
        method,
        destination,
        promisedBy: promise.promisedBy,
        priority,
        tags,
        valueMinor: 0,
        lines: [],
        excluded: [],
        openShipments: 0,
        attempt: 0,
      },
      candidates: [],
      rules: { scope: 'default', version: 1, digest: '0123456789abcdef0123456789abcdef' },
      logPosition: '00000000000000000001',
      now: AT,
      seed: 1,
    },
    strategy: null,
    strategiesTried: [],
    failed: [],
    notNeeded: [],
    search: { method: 'none', plansCompared: 0, cost: 0, bound: 1 },
    plan: [],
    unplaced: [],
    afterAction,
  };
}

/** A plan of one round. */
export function planned(round: number, ...allocations: readonly Allocation[]): OrderEvent {
  return event('SourcingPlanned', { round, allocations, decision: sourcingDecision() });
}

/** The events by which an allocation is planned, reserved and secured. */
export function securedAt(round: number, one: Allocation): readonly OrderEvent[] {
  const { fulfillmentId, nodeId, lines, replaces } = one;
  const skus = [...new Set(lines.map((line) => line.sku))];
  const confirmed = skus.map((sku) => {
    const quantity = lines.reduce((sum, line) => (line.sku === sku ? sum + line.quantity : sum), 0);
    return event('ReservationConfirmed', { fulfillmentId, nodeId, sku, quantity });
  });
  const secured = { fulfillmentId, nodeId, lines };
  return [
    planned(round, one),
    ...confirmed,
    event('AllocationSecured', replaces === undefined ? secured : { ...secured, replaces }),
  ];
}

/** The events by which an allocation reaches its node. */
export function releasedAt(round: number, one: Allocation): readonly OrderEvent[] {
  const { fulfillmentId, nodeId, lines } = one;
  return [...securedAt(round, one), event('LinesReleased', { fulfillmentId, nodeId, lines })];
}

/** The state that a history leads to, frozen on the way. */
export function stateOf(history: readonly OrderEvent[]): OrderState {
  return history.reduce<OrderState>(
    (state, one) => deepFreeze(orderDecider.evolve(state, deepFreeze(one))),
    deepFreeze(orderDecider.initialState),
  );
}

/** Given a history, when a command comes: what the order says. Books are checked after each event that it makes. */
export function decided(history: readonly OrderEvent[], sent: OrderCommand) {
  const before = stateOf(history);
  const decision = orderDecider.decide(deepFreeze(sent), before);
  if (decision.outcome !== 'accepted') return decision;
  const violations = decision.events.flatMap((_, index) =>
    ledgerViolations(stateOf([...history, ...decision.events.slice(0, index + 1)])),
  );
  return violations.length > 0 ? violations : decision.events;
}

/** The state after a command that must be accepted. */
export function after(history: readonly OrderEvent[], ...sent: readonly OrderCommand[]): PlacedOrder {
  let events = history;
  for (const one of sent) {
    const decision = orderDecider.decide(deepFreeze(one), stateOf(events));
    if (decision.outcome !== 'accepted') throw new Error(`${one.type}: ${JSON.stringify(decision)}`);
    events = [...events, ...decision.events];
  }
  const state = stateOf(events);
  if (!isPlaced(state)) throw new Error('the order is not placed');
  return state;
}
