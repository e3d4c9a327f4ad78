import type { FulfillmentCommand } from '../../domain/fulfillment/index.js';
import type { OrderCommand } from '../../domain/order/index.js';
import type { StockCommand } from '../../domain/stock/index.js';
import type { Instruction, InstructionAnswer, ReactContext } from './order-process.types.js';
import { refuse } from './react-stock.js';

/**
 * What the answer to an instruction asks for next. Accepted commands speak through their events, so only refusals and
 * repeats matter here. Answers count as part of the event that led to them: they are to be carried out before it is done.
 */
export function answer(
  instruction: Instruction,
  result: InstructionAnswer,
  context: ReactContext,
): readonly Instruction[] {
  if (result.outcome === 'accepted') return [];
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
  const { orderId, fulfillmentId, nodeId, sku, quantity } = command.data;
  return [
    {
      kind: 'order',
      command: {
        type: 'ConfirmReservation',
        data: { orderId, fulfillmentId, nodeId, sku, quantity, at: context.now },
      },
    },
  ];
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
  if (command.type !== 'WithdrawLines') return [];
  const { orderId, fulfillmentId, purpose, lines } = command.data;
  // Unchanged: it has nothing left of these lines, so that what was asked back is no longer with it in any case.
  const reply: OrderCommand =
    result.outcome === 'rejected'
      ? {
          type: 'RecordWithdrawalRefused',
          data: { orderId, fulfillmentId, purpose, reason: result.detail, at: now },
        }
      : { type: 'RecordWithdrawal', data: { orderId, fulfillmentId, purpose, lines, at: now } };
  return [{ kind: 'order', command: reply }];
}
