import { addSeconds, type Instant } from '../../domain/shared/time.js';
import type { Deadline, Instruction, OrderProcessEvent, ReactContext } from './order-process.types.js';

/**
 * The deadlines that an event sets. They are facts on events, so an index of them can always be built anew; none is
 * ever taken back, since the aggregate decides on arrival whether it still matters.
 */
export function deadlinesOf(event: OrderProcessEvent): readonly Deadline[] {
  switch (event.type) {
    case 'FulfillmentReleased': {
      const { fulfillmentId, acceptBy } = event.data;
      const command = { type: 'TimeOutFulfillment', data: { fulfillmentId, at: acceptBy } } as const;
      return [deadline(acceptBy, `accept:${fulfillmentId}`, { kind: 'fulfillment', command })];
    }
    case 'FulfillmentReadyForPickup': {
      const { fulfillmentId, pickupBy } = event.data;
      const command = { type: 'ExpirePickup', data: { fulfillmentId, at: pickupBy } } as const;
      return [deadline(pickupBy, `pickup:${fulfillmentId}`, { kind: 'fulfillment', command })];
    }
    case 'DemandParked': {
      const { orderId, until } = event.data;
      const command = { type: 'RetryParkedDemand', data: { orderId, cause: 'deadline', at: until } } as const;
      return [deadline(until, `parked:${orderId}:${until}`, { kind: 'order', command })];
    }
    default:
      return [];
  }
}

function deadline(dueAt: Instant, id: string, instruction: Instruction): Deadline {
  return { dueAt, id, instruction: { ...instruction, key: `deadline:${id}` } };
}

/** The instruction of a deadline that has come, told when it was noticed. */
export function whenDue({ instruction }: Deadline, now: Instant): Instruction {
  switch (instruction.kind) {
    case 'order':
      return { ...instruction, command: stamped(instruction.command, now) };
    case 'stock':
      return { ...instruction, command: stamped(instruction.command, now) };
    case 'fulfillment':
      return { ...instruction, command: stamped(instruction.command, now) };
    default:
      return instruction;
  }
}

function stamped<Command extends { readonly data: { readonly at: Instant } }>(
  command: Command,
  at: Instant,
): Command {
  return { ...command, data: { ...command.data, at } };
}

/** For each fulfillment with work not yet picked at a node that was suspended. */
export function reopenForSuspension(
  orderId: string,
  fulfillmentId: string,
  { now, timings }: ReactContext,
): Instruction {
  const excludedUntil = addSeconds(now, timings.excludeFailedNodeSeconds);
  const data = { orderId, fulfillmentId, cause: 'node-suspended', excludedUntil, at: now } as const;
  return { kind: 'order', command: { type: 'ReopenDemand', data } };
}
