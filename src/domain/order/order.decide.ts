import { assertNever } from '../shared/decider.js';
import { rejected, unchanged } from '../shared/decision.js';
import { cancelLine, cancelOrder } from './decide/cancel.js';
import type { OrderDecision } from './decide/conclude.js';
import { holdOrder, releaseOrder } from './decide/hold.js';
import { placeOrder } from './decide/place.js';
import { recordProgress } from './decide/progress.js';
import { reopenDemand } from './decide/reopen.js';
import { confirmReservation, refuseReservation } from './decide/reservations.js';
import { recordSourcing, retryParkedDemand } from './decide/sourcing.js';
import { recordWithdrawal, recordWithdrawalRefused } from './decide/withdrawal.js';
import type { OrderCommand } from './order.commands.js';
import { isPlaced, type OrderState, type PlacedOrder } from './order.state.js';
import { ORDER_TRANSITIONS } from './order.transitions.js';

/** The rules of an order. Rejects with the codes of {@link OrderRejectionCode}. */
export function decideOrder(command: OrderCommand, state: OrderState): OrderDecision {
  const transition = ORDER_TRANSITIONS[state.status][command.type];
  const { orderId } = command.data;
  if (transition.verdict === 'unchanged') return unchanged(transition.reason);
  if (transition.verdict === 'rejected') {
    return rejected(transition.code, `order ${orderId} is ${state.status}: ${command.type} is not possible`);
  }
  if (command.type === 'PlaceOrder') return placeOrder(command, state);
  // The table lets nothing else through before the order is placed; the check is for the compiler.
  if (!isPlaced(state)) return rejected('ORDER_UNKNOWN', `order ${orderId} was never placed`);
  return decidePlaced(command, state);
}

function decidePlaced(
  command: Exclude<OrderCommand, { readonly type: 'PlaceOrder' }>,
  state: PlacedOrder,
): OrderDecision {
  switch (command.type) {
    case 'HoldOrder':
      return holdOrder(command, state);
    case 'ReleaseOrder':
      return releaseOrder(command, state);
    case 'CancelOrder':
      return cancelOrder(command, state);
    case 'CancelLine':
      return cancelLine(command, state);
    case 'RecordSourcing':
      return recordSourcing(command, state);
    case 'ConfirmReservation':
      return confirmReservation(command, state);
    case 'RefuseReservation':
      return refuseReservation(command, state);
    case 'ReopenDemand':
      return reopenDemand(command, state);
    case 'RetryParkedDemand':
      return retryParkedDemand(command, state);
    case 'RecordProgress':
      return recordProgress(command, state);
    case 'RecordWithdrawal':
      return recordWithdrawal(command, state);
    case 'RecordWithdrawalRefused':
      return recordWithdrawalRefused(command, state);
    default:
      return assertNever(command);
  }
}
