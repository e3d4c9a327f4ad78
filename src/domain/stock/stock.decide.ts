import { assertNever } from '../shared/decider.js';
import { accepted, type Decision, rejected, unchanged } from '../shared/decision.js';
import type {
  AdjustStock,
  CommitReservation,
  ConsumeReservation,
  DamageStock,
  DefineSafetyStock,
  ReceiveStock,
  ReleaseReservation,
  ReserveStock,
  StockCommand,
} from './stock.commands.js';
import { decideCount } from './stock.count.js';
import type { StockEvent } from './stock.events.js';
import type { StockRejection } from './stock.rejections.js';
import { revokedBy } from './stock.revocation.js';
import { availableToFulfill, claimOf, endingOf, type StockState, safetyFor } from './stock.state.js';
import { STOCK_TRANSITIONS } from './stock.transitions.js';

type StockDecision = Decision<StockEvent, StockRejection>;

/** The rules of stock. Rejects with the codes of {@link StockRejection}. */
export function decideStock(command: StockCommand, state: StockState): StockDecision {
  const transition = STOCK_TRANSITIONS[state.status][command.type];
  if (transition.verdict === 'unchanged') return unchanged(transition.reason);
  if (transition.verdict === 'rejected') {
    return rejected(transition.code, `nothing is booked for ${command.data.sku} at ${command.data.nodeId}`);
  }
  switch (command.type) {
    case 'ReceiveStock':
      return receive(command);
    case 'AdjustStock':
      return adjust(command, state);
    case 'CountStock':
      return decideCount(command, state);
    case 'DamageStock':
      return damage(command, state);
    case 'DefineSafetyStock':
      return defineSafety(command, state);
    case 'ReserveStock':
      return reserve(command, state);
    case 'CommitReservation':
      return commit(command, state);
    case 'ConsumeReservation':
      return consume(command, state);
    case 'ReleaseReservation':
      return release(command, state);
    default:
      return assertNever(command);
  }
}

const isPositive = (quantity: number): boolean => Number.isSafeInteger(quantity) && quantity > 0;
const notPositive = (name: string, quantity: number) =>
  rejected('QUANTITY_NOT_POSITIVE', `${name} must be a whole number above zero, not ${quantity}`);

function receive({ data }: ReceiveStock): StockDecision {
  if (!isPositive(data.quantity)) return notPositive('quantity', data.quantity);
  return accepted({ type: 'StockReceived', data });
}

function adjust({ data }: AdjustStock, state: StockState): StockDecision {
  if (!Number.isSafeInteger(data.delta)) {
    return rejected('QUANTITY_NOT_WHOLE', `delta must be a whole number, not ${data.delta}`);
  }
  if (data.delta === 0) return unchanged('an adjustment by zero changes nothing');
  const onHand = state.onHand + data.delta;
  if (onHand < 0) {
    return rejected(
      'ADJUSTMENT_EXCEEDS_ON_HAND',
      `${state.onHand} units are on hand, so ${-data.delta} cannot be taken off`,
    );
  }
  const revoked = revokedBy(state, onHand, Math.min(state.damaged, onHand));
  return accepted({ type: 'StockAdjusted', data: { ...data, revoked } });
}

function damage({ data }: DamageStock, state: StockState): StockDecision {
  if (!isPositive(data.quantity)) return notPositive('quantity', data.quantity);
  const undamaged = state.onHand - state.damaged;
  if (data.quantity > undamaged) {
    return rejected(
      'DAMAGE_EXCEEDS_ON_HAND',
      `${undamaged} undamaged units are on hand, fewer than ${data.quantity}`,
    );
  }
  const revoked = revokedBy(state, state.onHand, state.damaged + data.quantity);
  return accepted({ type: 'StockDamaged', data: { ...data, revoked } });
}

function defineSafety({ data }: DefineSafetyStock, state: StockState): StockDecision {
  if (!Number.isSafeInteger(data.quantity) || data.quantity < 0) {
    return rejected(
      'QUANTITY_NEGATIVE',
      `quantity must be a whole number, zero or more, not ${data.quantity}`,
    );
  }
  const current = Object.hasOwn(state.safety, data.channel) ? safetyFor(state, data.channel) : undefined;
  if (current === data.quantity)
    return unchanged(`the safety stock of ${data.channel} is ${current} already`);
  return accepted({ type: 'SafetyStockDefined', data });
}

/**
 * A fulfillment claims once. Whoever holds a claim is told so; whoever has lost it, or gave it up before it was made,
 * is refused for good, whatever is on the shelf now: the order has moved on without it.
 */
function reserve({ data }: ReserveStock, state: StockState): StockDecision {
  if (!isPositive(data.quantity)) return notPositive('quantity', data.quantity);
  const ending = endingOf(state, data.fulfillmentId);
  if (ending === 'consumed' || claimOf(state, data.fulfillmentId)) {
    return unchanged(`${data.fulfillmentId} has its reservation already`);
  }
  const available = ending === undefined ? Math.max(0, availableToFulfill(state, data.channel)) : 0;
  if (data.quantity <= available) return accepted({ type: 'StockReserved', data });
  const { quantity, ...rest } = data;
  return accepted({ type: 'StockReservationRefused', data: { ...rest, requested: quantity, available } });
}

function commit({ data }: CommitReservation, state: StockState): StockDecision {
  if (!isPositive(data.quantity)) return notPositive('quantity', data.quantity);
  const claim = claimOf(state, data.fulfillmentId);
  const wanted = Math.min(data.quantity, claim?.quantity ?? 0);
  if (!claim || wanted <= claim.committed) {
    return unchanged(`${data.fulfillmentId} has no more units to commit`);
  }
  return accepted({ type: 'ReservationCommitted', data: { ...data, quantity: wanted - claim.committed } });
}

function consume({ data }: ConsumeReservation, state: StockState): StockDecision {
  if (!isPositive(data.quantity)) return notPositive('quantity', data.quantity);
  const claim = claimOf(state, data.fulfillmentId);
  if (endingOf(state, data.fulfillmentId) === 'consumed' || (claim?.consumed ?? 0) > 0) {
    return unchanged(`the units of ${data.fulfillmentId} have left already`);
  }
  const unaccounted = Math.max(0, data.quantity - (claim?.quantity ?? 0));
  return accepted({ type: 'ReservationConsumed', data: { ...data, unaccounted } });
}

function release({ data }: ReleaseReservation, state: StockState): StockDecision {
  if (data.quantity !== undefined && !isPositive(data.quantity))
    return notPositive('quantity', data.quantity);
  const suspect = data.suspect ?? 0;
  if (!Number.isSafeInteger(suspect) || suspect < 0) {
    return rejected('QUANTITY_NEGATIVE', `suspect must be a whole number, zero or more, not ${suspect}`);
  }
  const claim = claimOf(state, data.fulfillmentId);
  if (!claim && endingOf(state, data.fulfillmentId)) {
    return unchanged(`the claim of ${data.fulfillmentId} has ended already`);
  }
  const held = claim?.quantity ?? 0;
  const quantity = Math.min(data.quantity ?? held, held);
  return accepted({
    type: 'ReservationReleased',
    data: { ...data, quantity, suspect: Math.min(suspect, quantity) },
  });
}
