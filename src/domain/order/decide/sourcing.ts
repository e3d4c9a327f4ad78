import { rejected } from '../../shared/decision.js';
import { fulfillmentIdOf } from '../../shared/ids.js';
import type { LineQuantity } from '../../shared/quantities.js';
import { type Instant, isBefore } from '../../shared/time.js';
import type { RecordSourcing, RetryParkedDemand } from '../order.commands.js';
import type { Allocation, DemandParked, OrderEvent } from '../order.events.js';
import { compact, sameUnits } from '../order.lines.js';
import { replacementOf, standbysOf, unsourcedLines } from '../order.queries.js';
import type { ParkedDemand, PlacedOrder } from '../order.state.js';
import { conclude, type OrderDecision } from './conclude.js';
import { abandon } from './leaving.js';
import { isPositiveWhole } from './place.js';

type Lines = readonly LineQuantity[];

/** Takes the outcome of one sourcing run in, if the demand is still what the run was made for. */
export function recordSourcing(command: RecordSourcing, state: PlacedOrder): OrderDecision {
  const { data } = command;
  if (data.round !== state.round) {
    return rejected(
      'STALE_SOURCING',
      `sourced for round ${data.round}, the demand is at round ${state.round}`,
    );
  }
  const demand = demandOf(state, data.replaces);
  if (demand.length === 0) {
    return rejected('STALE_SOURCING', 'there is no demand to be sourced');
  }
  const refusal = inconsistency(data, state, demand);
  if (refusal !== null) return rejected('SOURCING_INCONSISTENT', refusal);
  const events = data.replaces === undefined ? placeDemand(command, state) : placeReplacement(command, state);
  return conclude(state, events, data.at);
}

function demandOf(state: PlacedOrder, replaces: string | undefined): Lines {
  return replaces === undefined ? unsourcedLines(state) : (replacementOf(state, replaces)?.seeking ?? []);
}

function inconsistency(data: RecordSourcing['data'], state: PlacedOrder, demand: Lines): string | null {
  const planned = data.allocations.flatMap((allocation) => allocation.lines);
  const named = [...planned, ...data.unplaced];
  if (data.allocations.some((allocation) => allocation.lines.length === 0))
    return 'an allocation has no lines';
  const wrong = named.find(
    ({ lineId, sku, quantity }) =>
      !isPositiveWhole(quantity) || !state.lines.some((line) => line.lineId === lineId && line.sku === sku),
  );
  if (wrong) return `the order has no ${wrong.quantity} units of ${wrong.sku} on line ${wrong.lineId}`;
  return sameUnits(named, demand) ? null : 'the units planned and left over are not those of the demand';
}

function placeDemand({ data }: RecordSourcing, state: PlacedOrder): readonly OrderEvent[] {
  const { decision, at, unplacedReason: reason = 'no node fits' } = data;
  const { orderId } = state;
  const lines = compact(data.unplaced);
  const plan = planned(data, state);
  if (lines.length === 0) return plan;
  const why = plan.length > 0 ? {} : { decision };
  if (decision.afterAction === 'cancel') {
    return [
      ...plan,
      { type: 'LinesCancelled', data: { orderId, lines, reason, from: 'unsourced', ...why, at } },
    ];
  }
  return [...plan, ...waits(data, state, lines, reason)];
}

/** A line that has waited before goes on waiting to the same end: each end is an entry of its own. */
function waits(data: RecordSourcing['data'], state: PlacedOrder, lines: Lines, reason: string): OrderEvent[] {
  const { decision, allocations, at, parkUntil } = data;
  const { orderId } = state;
  const endOf = ({ lineId }: LineQuantity): Instant =>
    state.lines.find((line) => line.lineId === lineId)?.waitsUntil ?? parkUntil;
  const ends = [...new Set(lines.map(endOf))].sort();
  return ends.map((waitsUntil, index) => {
    const waiting = lines.filter((line) => endOf(line) === waitsUntil);
    // The record of the run stands once.
    const why = index > 0 || allocations.length > 0 ? {} : { decision };
    return {
      type: 'DemandParked',
      data: { orderId, lines: waiting, reason, ...waitOf(data, waitsUntil), ...why, at },
    };
  });
}

function waitOf(
  { retryAt, thenAction }: RecordSourcing['data'],
  waitsUntil: Instant,
): Pick<DemandParked['data'], 'until' | 'thenAction' | 'waitsUntil'> {
  return retryAt !== undefined && isBefore(retryAt, waitsUntil)
    ? { until: retryAt, thenAction: 'retry', waitsUntil }
    : { until: waitsUntil, thenAction };
}

/** All or nothing: a fulfillment that stands is not taken apart for a part of its units. */
function placeReplacement({ data }: RecordSourcing, state: PlacedOrder): readonly OrderEvent[] {
  if (data.unplaced.length === 0) return planned(data, state);
  const { decision, at, parkUntil, retryAt, replaces = '', unplacedReason: reason = 'no node fits' } = data;
  const until = retryAt !== undefined && isBefore(retryAt, parkUntil) ? retryAt : parkUntil;
  const { orderId } = state;
  const replacement = replacementOf(state, replaces);
  const given = standbysOf(state, replaces).length > 0 ? abandon(state, replaces, reason, at) : [];
  const lines = (given.length > 0 ? replacement?.lines : replacement?.seeking) ?? [];
  return [
    ...given,
    {
      type: 'DemandParked',
      data: { orderId, lines, reason, until, thenAction: 'retry', replaces, decision, at },
    },
  ];
}

function planned(
  { allocations, round, decision, at }: RecordSourcing['data'],
  state: PlacedOrder,
): OrderEvent[] {
  if (allocations.length === 0) return [];
  const { orderId, nextFulfillment } = state;
  const numbered: readonly Allocation[] = allocations.map((allocation, index) => ({
    ...allocation,
    lines: compact(allocation.lines),
    fulfillmentId: fulfillmentIdOf(orderId, nextFulfillment + index),
  }));
  return [{ type: 'SourcingPlanned', data: { orderId, round, allocations: numbered, decision, at } }];
}

/** Parked demand is sourced again, or cancelled when its deadline says so. Before its deadline a deadline changes nothing. */
export function retryParkedDemand({ data }: RetryParkedDemand, state: PlacedOrder): OrderDecision {
  const due = state.parked.filter((entry) => data.cause !== 'deadline' || !isBefore(data.at, entry.until));
  const events = due.map((entry) => unparked(entry, data, state));
  return conclude(state, events, data.at, 'no demand is parked that this concerns');
}

function unparked(
  entry: ParkedDemand,
  { cause, at }: RetryParkedDemand['data'],
  state: PlacedOrder,
): OrderEvent {
  const { orderId } = state;
  const { lines, reason, thenAction, replaces } = entry;
  if (cause === 'deadline' && thenAction === 'cancel') {
    return { type: 'LinesCancelled', data: { orderId, lines, reason, from: 'parked', at } };
  }
  const data = { orderId, lines, cause, at };
  return { type: 'ParkedDemandRetried', data: replaces === undefined ? data : { ...data, replaces } };
}
