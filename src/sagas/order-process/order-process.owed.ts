import type { PlacedOrder } from '../../domain/order/index.js';
import { isBefore } from '../../domain/shared/time.js';
import { release, reserve, source, withdraw } from './order-process.commands.js';
import type { Instruction, ReactContext } from './order-process.types.js';

/**
 * What an order owes and nobody has answered yet. Each instruction has a key and is safe to send again.
 * While a hold is on, only what takes work back from nodes is owed.
 */
export function owed(memory: PlacedOrder, context: ReactContext): readonly Instruction[] {
  if (memory.status === 'cancelled' || memory.status === 'closed') return [];
  return [
    ...owedSources(memory),
    ...owedReservations(memory, context),
    ...owedReleases(memory, context),
    ...owedWithdrawals(memory, context),
    ...owedRetries(memory, context),
    ...owedExpiries(memory, context),
  ];
}

/** Sourcing of unsourced units and of replacements sought. */
export function owedSources(memory: PlacedOrder): readonly Instruction[] {
  if (memory.status !== 'open') return [];
  const hasDemand = memory.lines.some((line) => line.unsourced > 0);
  const seeking = memory.replacements.filter((replacement) => replacement.seeking.length > 0);
  return [
    ...(hasDemand ? [source(memory)] : []),
    ...seeking.map((replacement) => source(memory, replacement.fulfillmentId)),
  ];
}

/** Claims on stock that are not answered. */
export function owedReservations(memory: PlacedOrder, { now }: ReactContext): readonly Instruction[] {
  if (memory.status !== 'open') return [];
  return memory.allocations
    .filter((allocation) => allocation.status === 'planned')
    .flatMap((allocation) => reserve(memory, allocation, now));
}

/** Secured allocations that their nodes have not got yet. */
export function owedReleases(memory: PlacedOrder, context: ReactContext): readonly Instruction[] {
  if (memory.status !== 'open') return [];
  return memory.allocations
    .filter((allocation) => allocation.status === 'releasing')
    .map((allocation) => release(memory, allocation, context));
}

/** Units asked back. To take over from another node is progress, and waits for the end of a hold. */
export function owedWithdrawals(memory: PlacedOrder, { now }: ReactContext): readonly Instruction[] {
  return memory.withdrawals
    .filter((pending) => pending.purpose !== 'supersede' || memory.status === 'open')
    .map((pending) => withdraw(memory, pending, now));
}

/** Parked demand whose deadline has passed, in case the deadline itself was lost. */
function owedRetries(memory: PlacedOrder, { now }: ReactContext): readonly Instruction[] {
  const { orderId, round } = memory;
  if (!memory.parked.some((entry) => !isBefore(now, entry.until))) return [];
  const command = { type: 'RetryParkedDemand', data: { orderId, cause: 'deadline', at: now } } as const;
  return [{ key: `retry:${orderId}:${round}`, kind: 'order', command }];
}

/** Pickups whose window has closed, in case the deadline itself was lost. */
function owedExpiries(memory: PlacedOrder, { now }: ReactContext): readonly Instruction[] {
  return memory.allocations
    .filter(({ status, pickupBy }) => status === 'ready-for-pickup' && pickupBy && !isBefore(now, pickupBy))
    .map(({ fulfillmentId }) => ({
      key: `expire:${fulfillmentId}`,
      kind: 'fulfillment',
      command: { type: 'ExpirePickup', data: { fulfillmentId, at: now } },
    }));
}
