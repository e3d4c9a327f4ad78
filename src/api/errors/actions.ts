import type { FulfillmentCommand } from '../../domain/fulfillment/index.js';
import type { NodeCommand } from '../../domain/node/index.js';
import type { NoticeCommand } from '../../domain/notice/index.js';
import type { OrderCommand } from '../../domain/order/index.js';
import type { PolicyCommand } from '../../domain/policy/index.js';
import type { StockCommand } from '../../domain/stock/index.js';

type Actions<Command extends { readonly type: string }> = Readonly<Record<Command['type'], string | null>>;

/**
 * The route that sends each command, by its last part; null for what only the engine itself may send, and for what
 * begins a thing: of one that is there it would change nothing.
 */
const ORDER: Actions<OrderCommand> = {
  PlaceOrder: null,
  HoldOrder: 'hold',
  ReleaseOrder: 'release',
  CancelOrder: 'cancel',
  CancelLine: 'cancel-line',
  RetryParkedDemand: 'retry',
  ReopenDemand: 'resource',
  RecordSourcing: null,
  ConfirmReservation: null,
  RefuseReservation: null,
  RecordProgress: null,
  RecordWithdrawal: null,
  RecordWithdrawalRefused: null,
};

const FULFILLMENT: Actions<FulfillmentCommand> = {
  AcceptFulfillment: 'accept',
  RejectFulfillment: 'reject',
  StartPicking: 'start-picking',
  PickFulfillment: 'pick',
  PackFulfillment: 'pack',
  ShipFulfillment: 'ship',
  DeliverFulfillment: 'deliver',
  MakeReadyForPickup: 'ready',
  CollectFulfillment: 'collect',
  ReportDamage: 'damage',
  ReportLoss: 'loss',
  ReleaseFulfillment: null,
  TimeOutFulfillment: null,
  ExpirePickup: null,
  WithdrawLines: null,
};

const STOCK: Actions<StockCommand> = {
  ReceiveStock: 'receive',
  AdjustStock: 'adjust',
  CountStock: 'count',
  DamageStock: 'damage',
  DefineSafetyStock: 'safety',
  ReserveStock: null,
  CommitReservation: null,
  ConsumeReservation: null,
  ReleaseReservation: null,
};

const NODE: Actions<NodeCommand> = {
  RegisterNode: null,
  ReviseNodeProfile: 'revise',
  SuspendNode: 'suspend',
  ResumeNode: 'resume',
};

const POLICY: Actions<PolicyCommand> = {
  DraftPolicy: 'draft',
  ValidatePolicy: 'validate',
  ActivatePolicy: 'activate',
};

const NOTICE: Actions<NoticeCommand> = {
  ResendNotice: 'resend',
  IssueNotice: null,
  RecordNoticeDelivered: null,
  RecordNoticeFailed: null,
};

/** Command types are unique over all aggregates. */
const ACTIONS: Readonly<Record<string, string | null>> = {
  ...ORDER,
  ...FULFILLMENT,
  ...STOCK,
  ...NODE,
  ...POLICY,
  ...NOTICE,
};

/** What a caller could do now, in the words of the routes. */
export function actionsOf(commandTypes: readonly string[]): readonly string[] {
  return commandTypes.flatMap((type) => ACTIONS[type] ?? []);
}
