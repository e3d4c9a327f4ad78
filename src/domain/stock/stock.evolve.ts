import { assertNever } from '../shared/decider.js';
import type { Quantity } from '../shared/quantities.js';
import { type Instant, isBefore } from '../shared/time.js';
import type {
  ReservationConsumed,
  ReservationReleased,
  RevokedReservation,
  StockCounted,
  StockEvent,
} from './stock.events.js';
import {
  CLOSED_CLAIMS_KEPT,
  type ClosedClaim,
  claimOf,
  MOVEMENTS_KEPT,
  type StockClaim,
  type StockState,
} from './stock.state.js';

/** The fold. Total: it books what it is told. */
export function evolveStock(state: StockState, event: StockEvent): StockState {
  return apply(state.status === 'tracked' ? state : { ...state, status: 'tracked' }, event);
}

function apply(state: StockState, event: StockEvent): StockState {
  const { data } = event;
  switch (event.type) {
    case 'StockReceived':
      return moved(state, event.data.quantity, data.at);
    case 'StockAdjusted':
      return revoke(moved(state, event.data.delta, data.at), event.data.revoked);
    case 'StockCounted':
      return counted(state, event);
    case 'StockDamaged':
      return revoke({ ...state, damaged: state.damaged + event.data.quantity }, event.data.revoked);
    case 'SafetyStockDefined':
      return { ...state, safety: { ...state.safety, [event.data.channel]: event.data.quantity } };
    case 'StockReserved':
      return claim(state, { ...pick(event.data), committed: 0, consumed: 0 });
    case 'StockReservationRefused':
      return close(state, event.data.fulfillmentId, 'refused');
    case 'ReservationCommitted':
      return change(state, event.data.fulfillmentId, (open) => ({
        ...open,
        committed: open.committed + event.data.quantity,
      }));
    case 'ReservationConsumed':
      return consumed(state, event);
    case 'ReservationReleased':
      return released(state, event);
    default:
      return assertNever(event);
  }
}

const pick = (data: Pick<StockClaim, 'fulfillmentId' | 'orderId' | 'channel' | 'quantity'>) => ({
  fulfillmentId: data.fulfillmentId,
  orderId: data.orderId,
  channel: data.channel,
  quantity: data.quantity,
});

/** Both sides of the entry: onHand, and where the units came from or went. Damaged pieces are the last to remain. */
function book(state: StockState, delta: number): StockState {
  const onHand = state.onHand + delta;
  return {
    ...state,
    onHand,
    damaged: Math.min(state.damaged, onHand),
    entered: state.entered + Math.max(0, delta),
    left: state.left + Math.max(0, -delta),
  };
}

function moved(state: StockState, delta: number, at: Instant): StockState {
  if (delta === 0) return state;
  const movements = [...state.movements, { at, delta }];
  const forgotten = movements.length > MOVEMENTS_KEPT ? movements.shift() : undefined;
  return { ...book(state, delta), movements, countableFrom: forgotten?.at ?? state.countableFrom };
}

function counted(state: StockState, { data }: StockCounted): StockState {
  const after = book(state, data.counted - data.expected);
  return revoke(
    {
      ...after,
      suspect: after.suspect - data.suspectCleared,
      movements: after.movements.filter((movement) => isBefore(data.countedAt, movement.at)),
      countableFrom: data.countedAt,
      lastCount: { countedAt: data.countedAt, counted: data.counted },
    },
    data.revoked,
  );
}

function claim(state: StockState, added: StockClaim): StockState {
  return { ...state, reserved: state.reserved + added.quantity, claims: [...state.claims, added] };
}

function consumed(state: StockState, { data }: ReservationConsumed): StockState {
  const own = data.quantity - data.unaccounted;
  // Found and gone in one go: `unaccounted` enters and leaves, so both sides of the entry show it.
  const left = {
    ...moved(state, -own, data.at),
    entered: state.entered + data.unaccounted,
    left: state.left + data.quantity,
  };
  if (!claimOf(left, data.fulfillmentId)) return close(left, data.fulfillmentId, 'consumed');
  const after = change(left, data.fulfillmentId, (open) => ({
    ...open,
    quantity: open.quantity - own,
    committed: Math.max(0, open.committed - own),
    consumed: open.consumed + data.quantity,
  }));
  return closeIfEmpty(after, data.fulfillmentId, 'consumed');
}

function released(state: StockState, { data }: ReservationReleased): StockState {
  const after = reduce(
    { ...state, suspect: state.suspect + data.suspect },
    data.fulfillmentId,
    data.quantity,
  );
  return claimOf(state, data.fulfillmentId)
    ? closeIfEmpty(after, data.fulfillmentId, 'released')
    : close(after, data.fulfillmentId, 'released');
}

function revoke(state: StockState, revoked: readonly RevokedReservation[]): StockState {
  return revoked.reduce(
    (after, { fulfillmentId, quantity }) =>
      closeIfEmpty(reduce(after, fulfillmentId, quantity), fulfillmentId, 'revoked'),
    state,
  );
}

/** Takes units off a claim: those nobody has picked first. */
function reduce(state: StockState, fulfillmentId: string, quantity: Quantity): StockState {
  return change(state, fulfillmentId, (open) => {
    const rest = open.quantity - quantity;
    return { ...open, quantity: rest, committed: Math.min(open.committed, rest) };
  });
}

function change(state: StockState, fulfillmentId: string, to: (claim: StockClaim) => StockClaim): StockState {
  const index = state.claims.findIndex((open) => open.fulfillmentId === fulfillmentId);
  const before = state.claims[index];
  if (!before) return state;
  const after = to(before);
  return {
    ...state,
    reserved: state.reserved + after.quantity - before.quantity,
    claims: state.claims.with(index, after),
  };
}

function closeIfEmpty(state: StockState, fulfillmentId: string, ending: ClosedClaim['ending']): StockState {
  const open = claimOf(state, fulfillmentId);
  if (!open || open.quantity > 0) return state;
  const claims = state.claims.filter((each) => each !== open);
  return close({ ...state, claims }, fulfillmentId, open.consumed > 0 ? 'consumed' : ending);
}

function close(state: StockState, fulfillmentId: string, ending: ClosedClaim['ending']): StockState {
  const others = state.closed.filter((claim) => claim.fulfillmentId !== fulfillmentId);
  return { ...state, closed: [...others, { fulfillmentId, ending }].slice(-CLOSED_CLAIMS_KEPT) };
}
