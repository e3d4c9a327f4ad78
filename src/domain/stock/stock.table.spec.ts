import { decisionOn, fold } from '../../../test/support/given-when-then.js';
import {
  STOCK_TRANSITIONS,
  type StockCommand,
  type StockEvent,
  type StockStatus,
  stockDecider,
} from './index.js';

const here = { sku: 'CHAIR-1', nodeId: 'store-1', at: '2026-03-02T10:00:00.000Z' };
const claim = { ...here, fulfillmentId: 'web~1-1', orderId: 'web~1' };

const histories: Record<StockStatus, readonly StockEvent[]> = {
  untracked: [],
  tracked: [
    { type: 'StockReceived', data: { ...here, quantity: 5 } },
    { type: 'StockReserved', data: { ...claim, channel: 'web', quantity: 2 } },
  ],
};
const commands: { readonly [Type in StockCommand['type']]: Extract<StockCommand, { type: Type }> } = {
  ReceiveStock: { type: 'ReceiveStock', data: { ...here, quantity: 1 } },
  AdjustStock: { type: 'AdjustStock', data: { ...here, delta: 1, reason: 'found' } },
  CountStock: { type: 'CountStock', data: { ...here, counted: 9, countedAt: here.at } },
  DamageStock: { type: 'DamageStock', data: { ...here, quantity: 1, reason: 'wet' } },
  DefineSafetyStock: { type: 'DefineSafetyStock', data: { ...here, channel: 'web', quantity: 1 } },
  ReserveStock: {
    type: 'ReserveStock',
    data: { ...claim, fulfillmentId: 'web~2-1', orderId: 'web~2', channel: 'web', quantity: 1 },
  },
  CommitReservation: { type: 'CommitReservation', data: { ...claim, quantity: 1 } },
  ConsumeReservation: { type: 'ConsumeReservation', data: { ...claim, quantity: 2 } },
  ReleaseReservation: { type: 'ReleaseReservation', data: { ...claim, reason: 'cancel' } },
};

/** Written out by hand: what each pair leads to, as an event type, `unchanged`, or a rejection code. */
const expected: Record<StockStatus, Record<StockCommand['type'], string>> = {
  untracked: {
    ReceiveStock: 'StockReceived',
    AdjustStock: 'StockAdjusted',
    CountStock: 'StockCounted',
    DamageStock: 'STOCK_UNKNOWN',
    DefineSafetyStock: 'SafetyStockDefined',
    ReserveStock: 'StockReservationRefused',
    CommitReservation: 'unchanged',
    ConsumeReservation: 'STOCK_UNKNOWN',
    ReleaseReservation: 'ReservationReleased',
  },
  tracked: {
    ReceiveStock: 'StockReceived',
    AdjustStock: 'StockAdjusted',
    CountStock: 'StockCounted',
    DamageStock: 'StockDamaged',
    DefineSafetyStock: 'SafetyStockDefined',
    ReserveStock: 'StockReserved',
    CommitReservation: 'ReservationCommitted',
    ConsumeReservation: 'ReservationConsumed',
    ReleaseReservation: 'ReservationReleased',
  },
};

const statuses = Object.keys(expected) as StockStatus[];
const types = Object.keys(commands) as StockCommand['type'][];
const pairs = statuses.flatMap((status) => types.map((type) => [status, type] as const));

describe('every status × command of stock', () => {
  it.each(pairs)('%s × %s', (status, type) => {
    const decision = decisionOn(stockDecider, histories[status], commands[type]);
    const outcome =
      decision.outcome === 'accepted'
        ? decision.events.map((event) => event.type).join(' ')
        : decision.outcome === 'rejected'
          ? decision.code
          : 'unchanged';
    expect(outcome).toBe(expected[status][type]);
  });

  it.each(statuses)('%s tells callers exactly the commands that its row allows', (status) => {
    const state = fold(stockDecider, histories[status]);
    expect(state.status).toBe(status);
    expect(stockDecider.allowed(state)).toEqual(
      types.filter((type) => STOCK_TRANSITIONS[status][type].verdict === 'allowed'),
    );
    expect(stockDecider.isTerminal(state)).toBe(false);
  });

  it('the stream of a command is its sku at its node', () => {
    expect(stockDecider.idOf(commands.ReceiveStock)).toBe('CHAIR-1@store-1');
  });
});
