import {
  alreadySo,
  forbids,
  leadsTo,
  type Transition,
  type TransitionTable,
} from '../shared/transition-table.js';
import type { OrderCommand } from './order.commands.js';
import type { OrderRejectionCode } from './order.rejections.js';
import type { OrderStatus } from './order.state.js';

type Entry = Transition<OrderStatus, OrderRejectionCode>;
type Row = Readonly<Record<OrderCommand['type'], Entry>>;

const to = (...statuses: readonly OrderStatus[]): Entry => leadsTo(...statuses);
const unknown = forbids('ORDER_UNKNOWN');
const terminal = forbids('ORDER_TERMINAL');
const cancelling = forbids('ORDER_CANCELLING');
/** A message of the process that comes after the end: nothing is left that it could change. */
const tooLate = alreadySo('the order has ended');

/** Compares an order with what was placed; never changes one. */
const compare = (status: OrderStatus): Entry => to(status);

const ended = (status: 'cancelled' | 'closed'): Row => ({
  PlaceOrder: compare(status),
  HoldOrder: terminal,
  ReleaseOrder: terminal,
  CancelOrder: status === 'cancelled' ? alreadySo('the order is cancelled already') : terminal,
  CancelLine: terminal,
  RecordSourcing: forbids('STALE_SOURCING'),
  // Looked at further, because a claim on stock that nobody wants must be given back.
  ConfirmReservation: to(status),
  RefuseReservation: tooLate,
  ReopenDemand: tooLate,
  RetryParkedDemand: tooLate,
  RecordProgress: tooLate,
  RecordWithdrawal: tooLate,
  RecordWithdrawalRefused: tooLate,
});

/** Status × command. Quantities, rounds and the state of single fulfillments are looked at by the rules on top. */
export const ORDER_TRANSITIONS: TransitionTable<OrderStatus, OrderCommand['type'], OrderRejectionCode> = {
  unplaced: {
    PlaceOrder: to('open'),
    HoldOrder: unknown,
    ReleaseOrder: unknown,
    CancelOrder: unknown,
    CancelLine: unknown,
    RecordSourcing: unknown,
    ConfirmReservation: unknown,
    RefuseReservation: unknown,
    ReopenDemand: unknown,
    RetryParkedDemand: unknown,
    RecordProgress: unknown,
    RecordWithdrawal: unknown,
    RecordWithdrawalRefused: unknown,
  },
  open: {
    PlaceOrder: compare('open'),
    HoldOrder: to('held'),
    ReleaseOrder: alreadySo('no hold is on'),
    CancelOrder: to('cancelling', 'cancelled', 'closed'),
    CancelLine: to('open', 'cancelled', 'closed'),
    RecordSourcing: to('open', 'cancelled', 'closed'),
    ConfirmReservation: to('open'),
    RefuseReservation: to('open'),
    ReopenDemand: to('open', 'cancelled', 'closed'),
    RetryParkedDemand: to('open', 'cancelled', 'closed'),
    RecordProgress: to('open', 'cancelled', 'closed'),
    RecordWithdrawal: to('open', 'cancelled', 'closed'),
    RecordWithdrawalRefused: to('open'),
  },
  held: {
    PlaceOrder: compare('held'),
    HoldOrder: to('held'),
    ReleaseOrder: to('open', 'held'),
    CancelOrder: to('cancelling', 'cancelled', 'closed'),
    CancelLine: to('held', 'cancelled', 'closed'),
    RecordSourcing: forbids('ORDER_HELD'),
    ConfirmReservation: to('held'),
    RefuseReservation: to('held'),
    ReopenDemand: to('held', 'cancelled', 'closed'),
    // Allowed, so that stock that arrives meanwhile is not missed: the demand waits unsourced for the hold to end.
    RetryParkedDemand: to('held', 'cancelled', 'closed'),
    RecordProgress: to('held', 'cancelled', 'closed'),
    RecordWithdrawal: to('held', 'cancelled', 'closed'),
    RecordWithdrawalRefused: to('held'),
  },
  cancelling: {
    PlaceOrder: compare('cancelling'),
    HoldOrder: cancelling,
    ReleaseOrder: to('cancelling'),
    CancelOrder: alreadySo('the cancellation of the order is under way'),
    CancelLine: alreadySo('the cancellation of the whole order is under way'),
    RecordSourcing: forbids('ORDER_CANCELLING'),
    ConfirmReservation: to('cancelling'),
    RefuseReservation: alreadySo('the order wants no stock any more'),
    ReopenDemand: to('cancelling', 'cancelled', 'closed'),
    RetryParkedDemand: alreadySo('no demand is parked'),
    RecordProgress: to('cancelling', 'cancelled', 'closed'),
    RecordWithdrawal: to('cancelling', 'cancelled', 'closed'),
    RecordWithdrawalRefused: to('cancelling'),
  },
  cancelled: ended('cancelled'),
  closed: ended('closed'),
};
