import {
  alreadySo,
  forbids,
  leadsTo,
  type Transition,
  type TransitionTable,
} from '../shared/transition-table.js';
import type { FulfillmentCommand } from './fulfillment.commands.js';
import type { FulfillmentRejection } from './fulfillment.rejections.js';
import type { FulfillmentStatus } from './fulfillment.state.js';

type CommandType = FulfillmentCommand['type'];
type Entry = Transition<FulfillmentStatus, FulfillmentRejection>;
type Row = Readonly<Record<CommandType, Entry>>;

const to = (...statuses: readonly FulfillmentStatus[]): Entry => leadsTo(...statuses);
const done = alreadySo('the step is behind it');
const noMatter = alreadySo('the deadline does not matter any more');
const nothingLeft = alreadySo('it has nothing left to give back');

const every = (entry: Entry): Row => ({
  ReleaseFulfillment: entry,
  AcceptFulfillment: entry,
  RejectFulfillment: entry,
  TimeOutFulfillment: entry,
  StartPicking: entry,
  PickFulfillment: entry,
  PackFulfillment: entry,
  ShipFulfillment: entry,
  DeliverFulfillment: entry,
  MakeReadyForPickup: entry,
  CollectFulfillment: entry,
  ExpirePickup: entry,
  ReportDamage: entry,
  ReportLoss: entry,
  WithdrawLines: entry,
});

/** Handed to the node and not accepted yet: it can accept, decline, or stay silent. */
const open: Row = {
  ...every(forbids('FULFILLMENT_NOT_ACCEPTED')),
  ReleaseFulfillment: done,
  AcceptFulfillment: to('accepted'),
  TimeOutFulfillment: noMatter,
  DeliverFulfillment: forbids('FULFILLMENT_NOT_SHIPPED'),
  CollectFulfillment: forbids('FULFILLMENT_NOT_READY_FOR_PICKUP'),
  ExpirePickup: noMatter,
  ReportDamage: forbids('FULFILLMENT_NOT_SHIPPED'),
  ReportLoss: forbids('FULFILLMENT_NOT_SHIPPED'),
};
/** Accepted, goods not in hand. A drop-shipper may ship from here; others must pick first. */
const working: Row = {
  ...open,
  AcceptFulfillment: done,
  StartPicking: to('picking'),
  PickFulfillment: to('picked', 'zero-picked'),
  PackFulfillment: forbids('FULFILLMENT_NOT_PICKED'),
  ShipFulfillment: to('shipped'),
  MakeReadyForPickup: forbids('FULFILLMENT_NOT_PICKED'),
};
const inHand: Row = {
  ...working,
  RejectFulfillment: forbids('REJECTION_TOO_LATE'),
  StartPicking: done,
  PickFulfillment: done,
  PackFulfillment: to('packed'),
  MakeReadyForPickup: to('ready-for-pickup'),
};
const left: Row = {
  ...inHand,
  PackFulfillment: done,
  ShipFulfillment: done,
  MakeReadyForPickup: forbids('METHOD_MISMATCH'),
  CollectFulfillment: forbids('METHOD_MISMATCH'),
  WithdrawLines: forbids('WITHDRAWAL_TOO_LATE'),
};
const waiting: Row = {
  ...inHand,
  PackFulfillment: done,
  ShipFulfillment: forbids('METHOD_MISMATCH'),
  DeliverFulfillment: forbids('METHOD_MISMATCH'),
  MakeReadyForPickup: done,
};
const reported = {
  ReportDamage: forbids('FULFILLMENT_CLOSED'),
  ReportLoss: forbids('FULFILLMENT_CLOSED'),
} as const;
const closed: Row = {
  ...every(forbids('FULFILLMENT_CLOSED')),
  ReleaseFulfillment: done,
  TimeOutFulfillment: noMatter,
  ExpirePickup: noMatter,
};
/** The node is told so whatever it tries; a release that comes late is refused, too. */
const withdrawn: Row = {
  ...every(forbids('FULFILLMENT_WITHDRAWN')),
  TimeOutFulfillment: noMatter,
  ExpirePickup: noMatter,
  WithdrawLines: nothingLeft,
};

/**
 * Status × command. Withdrawal depends on its purpose, too: see `fulfillment.withdrawal.ts`.
 * A step that lies behind is `unchanged`, so that a repeat is harmless.
 */
export const FULFILLMENT_TRANSITIONS: TransitionTable<FulfillmentStatus, CommandType, FulfillmentRejection> =
  {
    none: {
      ...every(forbids('FULFILLMENT_UNKNOWN')),
      ReleaseFulfillment: to('released'),
      WithdrawLines: to('never-released'),
    },
    // Whatever else is asked back was in it, too, and nobody has touched it.
    'never-released': { ...withdrawn, WithdrawLines: forbids('FULFILLMENT_WITHDRAWN') },
    released: {
      ...open,
      RejectFulfillment: to('released', 'rejected'),
      TimeOutFulfillment: to('released', 'timed-out'),
      WithdrawLines: to('released', 'cancelled', 'superseded', 'pulled-back'),
    },
    'timed-out': {
      ...open,
      RejectFulfillment: to('timed-out', 'rejected'),
      WithdrawLines: to('timed-out', 'cancelled', 'superseded', 'pulled-back'),
    },
    accepted: {
      ...working,
      RejectFulfillment: to('accepted', 'rejected'),
      WithdrawLines: to('accepted', 'cancelled', 'superseded', 'pulled-back'),
    },
    picking: {
      ...working,
      RejectFulfillment: to('picking', 'rejected'),
      StartPicking: done,
      WithdrawLines: to('picking', 'cancelled', 'superseded', 'pulled-back'),
    },
    picked: { ...inHand, WithdrawLines: to('picked', 'cancelled') },
    packed: { ...inHand, PackFulfillment: done, WithdrawLines: to('packed', 'cancelled') },
    shipped: {
      ...left,
      DeliverFulfillment: to('delivered'),
      ReportDamage: to('shipped', 'damaged'),
      ReportLoss: to('shipped', 'lost'),
    },
    'ready-for-pickup': {
      ...waiting,
      CollectFulfillment: to('collected'),
      ExpirePickup: to('ready-for-pickup', 'not-collected'),
      WithdrawLines: to('ready-for-pickup', 'cancelled'),
    },
    delivered: { ...left, ...reported, DeliverFulfillment: done },
    collected: {
      ...waiting,
      ...reported,
      CollectFulfillment: done,
      ExpirePickup: noMatter,
      WithdrawLines: forbids('WITHDRAWAL_TOO_LATE'),
    },
    'not-collected': { ...closed, WithdrawLines: nothingLeft },
    rejected: { ...closed, RejectFulfillment: done, WithdrawLines: nothingLeft },
    'zero-picked': { ...closed, PickFulfillment: done, WithdrawLines: nothingLeft },
    damaged: { ...closed, ReportDamage: done, WithdrawLines: forbids('WITHDRAWAL_TOO_LATE') },
    lost: { ...closed, ReportLoss: done, WithdrawLines: forbids('WITHDRAWAL_TOO_LATE') },
    cancelled: withdrawn,
    superseded: withdrawn,
    'pulled-back': withdrawn,
  };
