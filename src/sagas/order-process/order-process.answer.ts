import type { FulfillmentCommand } from '../../domain/fulfillment/index.js';
import type { OrderCommand } from '../../domain/order/index.js';
import type { Instant } from '../../domain/shared/time.js';
import type { Message } from '../../domain/shared/decider.js';
import type { StockCommand, StockReservationRefused, StockReserved } from '../../domain/stock/index.js';
import { confirm, refuse } from './order-process.commands.js';
import type { Instruction, InstructionAnswer, ReactContext } from './order-process.types.js';

/**
 * What the answer to an instruction asks for next. Accepted commands speak through their events, so only refusals and
 * repeats matter here, and what stock says of claims: the order hears of that at once, so that all claims of one plan
 * are told together, and nobody asks for a claim again while its answer waits behind thousands of events of others.
 * Answers count as part of the event that led to them: they are to be carried out before it is done.
 */
export function answer(
  instruction: Instruction,
  result: InstructionAnswer,
  context: ReactContext,
): readonly Instruction[] {
  if (result.outcome === 'accepted') return afterAccepted(result.events ?? [], context);
  switch (instruction.kind) {
    case 'order':
      return afterOrder(instruction.command, result, context);
    case 'stock':
      return afterStock(instruction.command, result, context);
    case 'fulfillment':
      return afterFulfillment(instruction.command, result, context);
    case 'source':
      return afterSource(instruction, result);
    default:
      return [];
  }
}

function afterAccepted(events: readonly Message[], context: ReactContext): readonly Instruction[] {
  return [
    ...events.filter(isClaim).map(({ data }) => confirm(data, context.now)),
    ...events.filter(isRefusal).map(({ data }) => refuse(data, context)),
  ];
}

function isClaim(event: Message): event is StockReserved {
  return event.type === 'StockReserved';
}

function isRefusal(event: Message): event is StockReservationRefused {
  return event.type === 'StockReservationRefused';
}

/** The demand changed while it was sourced. Without its key: that one names the round that has passed. */
function afterSource(
  { kind, orderId, replaces }: Extract<Instruction, { readonly kind: 'source' }>,
  result: InstructionAnswer,
): readonly Instruction[] {
  if (result.outcome !== 'rejected' || result.code !== 'STALE_SOURCING') return [];
  return [replaces === undefined ? { kind, orderId } : { kind, orderId, replaces }];
}

/** A claim that the order does not take, for whatever reason, must not stay. */
function afterOrder(
  command: OrderCommand,
  result: InstructionAnswer,
  { now }: ReactContext,
): readonly Instruction[] {
  if (command.type !== 'ConfirmReservation' || result.outcome !== 'rejected') return [];
  const { orderId, fulfillmentId, nodeId, sku } = command.data;
  const data = { sku, nodeId, fulfillmentId, orderId, reason: 'the order does not want it', at: now };
  return [{ kind: 'stock', command: { type: 'ReleaseReservation', data } }];
}

/** A claim that is there already is confirmed again, since the confirmation may have been lost. */
function afterStock(
  command: StockCommand,
  result: InstructionAnswer,
  context: ReactContext,
): readonly Instruction[] {
  if (command.type !== 'ReserveStock') return [];
  if (result.outcome === 'rejected') return [refuse(command.data, context)];
  return [confirm(command.data, context.now)];
}

function afterFulfillment(
  command: FulfillmentCommand,
  result: InstructionAnswer,
  { now }: ReactContext,
): readonly Instruction[] {
  if (command.type === 'ReleaseFulfillment') {
    const { orderId, fulfillmentId, lines } = command.data;
    if (result.outcome === 'unchanged') {
      const data = { orderId, fulfillmentId, step: 'released' as const, lines, occurredAt: now, at: now };
      return [{ kind: 'order', command: { type: 'RecordProgress', data } }];
    }
    // Withdrawn before it was released: the node will never do it, so all its units need another way.
    const isWithdrawn = result.outcome === 'rejected' && result.code === 'FULFILLMENT_WITHDRAWN';
    const data = { orderId, fulfillmentId, cause: 'rejected' as const, excludedUntil: now, at: now };
    return isWithdrawn ? [{ kind: 'order', command: { type: 'ReopenDemand', data } }] : [];
  }
  return command.type === 'WithdrawLines' ? afterWithdrawal(command, result, now) : [];
}

/**
 * Unchanged: it has nothing left of these lines. The event by which they left tells the order, and why: units that could
 * not be found must not be taken for units given up, or they would be on sale again. Only what no node ever had is given
 * up without an event of its own.
 */
function afterWithdrawal(
  { data }: Extract<FulfillmentCommand, { readonly type: 'WithdrawLines' }>,
  result: InstructionAnswer,
  at: Instant,
): readonly Instruction[] {
  if (result.outcome !== 'rejected') return [];
  const { orderId, fulfillmentId, purpose, lines } = data;
  const reply: OrderCommand =
    result.code === 'FULFILLMENT_WITHDRAWN'
      ? { type: 'RecordWithdrawal', data: { orderId, fulfillmentId, purpose, lines, at } }
      : {
          type: 'RecordWithdrawalRefused',
          data: { orderId, fulfillmentId, purpose, reason: result.detail, at },
        };
  return [{ kind: 'order', command: reply }];
}
