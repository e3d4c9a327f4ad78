import type {
  AllocationSecured,
  DemandParked,
  DemandReopened,
  FulfillmentReplaced,
  LinesCancelled,
  OrderEvent,
  ParkedDemandRetried,
  SourcingPlanned,
} from '../../domain/order/index.js';
import { type Instant, isBefore } from '../../domain/shared/time.js';
import { cancelledByUs, parked, settled } from './notices.tellings.js';
import type {
  Displaced,
  EndOfWait,
  NoticesMemory,
  Placement,
  Reaction,
  Telling,
  Waiting,
} from './notices.types.js';
import { take } from './notices.units.js';

type Step<Type extends OrderEvent['type']> = (
  memory: NoticesMemory,
  data: Extract<OrderEvent, { readonly type: Type }>['data'],
) => Reaction;

const quiet = (memory: NoticesMemory): Reaction => ({ memory, tellings: [] });

/**
 * Takes one event of an order in and says what customer and retailer are to be told because of it: once for each
 * cause, and only when it is certain, which is when the new nodes are secured, or none is to be had. Fold it over the
 * events of one order; the same events always tell the same.
 */
export function react(memory: NoticesMemory, event: OrderEvent): Reaction {
  const { memory: after, tellings } = step(memory, event);
  const news = tellTroubles(after);
  const cancelsRest = event.type === 'SourcingPlanned' && event.data.decision.afterAction === 'cancel';
  return { memory: { ...news.memory, cancelsRest }, tellings: [...tellings, ...news.tellings] };
}

function step(memory: NoticesMemory, event: OrderEvent): Reaction {
  switch (event.type) {
    case 'OrderPlaced':
      return quiet({ ...memory, placed: event.data });
    case 'SourcingPlanned':
      return planned(memory, event.data);
    case 'DemandParked':
      return waits(memory, event.data);
    case 'ParkedDemandRetried':
      return retried(memory, event.data);
    case 'AllocationSecured':
      return secured(memory, event.data);
    case 'DemandReopened':
      return event.data.standing ? threatened(memory, event.data) : displaced(memory, event.data);
    case 'FulfillmentReplaced':
      return replaced(memory, event.data);
    case 'LinesReadyForPickup': {
      const { fulfillmentId, pickupBy } = event.data;
      return quiet(patch(memory, fulfillmentId, (one) => ({ ...one, pickupBy })));
    }
    case 'LinesCancelled':
      return cancelled(memory, event.data);
    default:
      return quiet(memory);
  }
}

const planned: Step<'SourcingPlanned'> = (memory, { allocations }: SourcingPlanned['data']) => {
  let open = memory.displaced;
  const fresh = allocations.map(({ fulfillmentId, nodeId, estimatedBy, replaces, lines }): Placement => {
    const standby = replaces !== undefined;
    const { taken, left } = take(open, standby ? [] : lines);
    open = left;
    return { fulfillmentId, nodeId, estimatedBy, secured: false, standby, news: taken };
  });
  return quiet({ ...memory, displaced: open, placements: [...memory.placements, ...fresh] });
};

/** Units that the customer knows to be waiting are told of again when the end that was named has passed, or is their own. */
const waits: Step<'DemandParked'> = (memory, data: DemandParked['data']) => {
  const { placed, nextTrouble: trouble } = memory;
  const { lines, reason, until, thenAction, waitsUntil, replaces, at } = data;
  // A replacement that is not to be had: the old fulfillment stands, and the customer has lost nothing.
  if (replaces !== undefined || placed === null) return quiet(memory);
  const { taken, left, missing } = take(memory.displaced, lines);
  const fresh = missing.map((line): Displaced => ({ ...line, trouble, cause: 'no-node' }));
  const units = [...taken, ...fresh].map(
    ({ wokenBy: _, ...unit }): Waiting => ({ ...unit, trouble, reason, until, thenAction }),
  );
  const end = waitsUntil === undefined ? { waitsUntil: until, thenAction } : { waitsUntil };
  const known = units.filter((unit) => isKnown(unit, end, at));
  const told = units.filter((unit) => !known.includes(unit)).map((unit) => ({ ...unit, told: end }));
  const waiting = [...memory.waiting, ...known, ...told];
  return {
    memory: { ...memory, displaced: left, waiting, nextTrouble: trouble + 1 },
    tellings: parked(placed, told, { ...end, reason }),
  };
};

function isKnown({ told }: Waiting, { thenAction }: EndOfWait, at: Instant): boolean {
  const isEndNews = thenAction === 'cancel' && told?.thenAction !== 'cancel';
  return !isEndNews && told !== undefined && isBefore(at, told.waitsUntil);
}

const retried: Step<'ParkedDemandRetried'> = (memory, data: ParkedDemandRetried['data']) => {
  if (data.replaces !== undefined) return quiet(memory);
  const { taken, left } = take(memory.waiting, data.lines);
  const woken = taken.map(({ reason: _r, until: _u, thenAction: _t, ...unit }) => ({
    ...unit,
    wokenBy: data.cause,
  }));
  return quiet({ ...memory, waiting: left, displaced: [...memory.displaced, ...woken] });
};

/** What is new in it is told once all of its trouble is settled. */
const secured: Step<'AllocationSecured'> = (memory, { fulfillmentId }: AllocationSecured['data']) =>
  quiet(patch(memory, fulfillmentId, (one) => ({ ...one, secured: true })));

/** A pull-back is told when the units are given up. */
const threatened: Step<'DemandReopened'> = (memory, { fulfillmentId, cause }: DemandReopened['data']) =>
  quiet(
    cause === 'count-below-reserved'
      ? memory
      : patch(memory, fulfillmentId, (one) => ({ ...one, threatenedBy: cause })),
  );

/**
 * Units that nobody was told of yet keep their story: where they were when it was last told, and why they left there.
 * What was never secured has no story: the customer never knew of that node.
 */
const displaced: Step<'DemandReopened'> = (memory, data: DemandReopened['data']) => {
  const { fulfillmentId, lines, cause } = data;
  const placement = find(memory, fulfillmentId);
  if (placement === undefined || placement.standby) return quiet(memory);
  const { taken, left, missing } = take(placement.news, lines);
  const { nodeId: fromNodeId, estimatedBy: estimatedBefore } = placement;
  const trouble = memory.nextTrouble;
  const fresh = missing.map((line): Displaced => ({ ...line, trouble, cause, fromNodeId, estimatedBefore }));
  const after = patch(memory, fulfillmentId, (one) => ({ ...one, news: left }));
  const units = [...memory.displaced, ...taken, ...(placement.secured ? fresh : [])];
  return quiet({ ...after, displaced: units, nextTrouble: trouble + 1 });
};

/** The old node has given the units up and the new ones, secured before, have them. */
const replaced: Step<'FulfillmentReplaced'> = (memory, data: FulfillmentReplaced['data']) => {
  const { fulfillmentId, replacedBy, lines } = data;
  const { placed } = memory;
  const old = find(memory, fulfillmentId);
  const heirs = memory.placements.filter((one) => replacedBy.includes(one.fulfillmentId));
  if (old === undefined || placed === null) return quiet(memory);
  const { nodeId: fromNodeId, estimatedBy: estimatedBefore, threatenedBy: cause = 'manual' } = old;
  const units = lines.map((line): Displaced => ({ ...line, trouble: 0, cause, fromNodeId, estimatedBefore }));
  const { left } = take(old.news, lines);
  const rest = patch(memory, fulfillmentId, (one) => ({ ...one, news: left }));
  const placements = rest.placements.map((one) =>
    replacedBy.includes(one.fulfillmentId) ? { ...one, standby: false, secured: true } : one,
  );
  return { memory: { ...rest, placements }, tellings: settled(placed, units, heirs) };
};

const cancelled: Step<'LinesCancelled'> = (memory, data: LinesCancelled['data']) => {
  const { placed, waiting } = memory;
  const { fulfillmentId, lines } = data;
  const told = placed === null ? [] : ownCancellation(memory, data, placed);
  if (data.from === 'parked')
    return { memory: { ...memory, waiting: take(waiting, lines).left }, tellings: told };
  if (fulfillmentId === undefined) {
    return { memory: { ...memory, displaced: take(memory.displaced, lines).left }, tellings: told };
  }
  const after = patch(memory, fulfillmentId, (one) => ({ ...one, news: take(one.news, lines).left }));
  return { memory: after, tellings: told };
};

/** What the customer did not ask for: nobody came, the policy gave up at once, or it gave up after waiting. */
function ownCancellation(
  memory: NoticesMemory,
  { lines, reason, fulfillmentId, from, decision, at }: LinesCancelled['data'],
  placed: NonNullable<NoticesMemory['placed']>,
): readonly Telling[] {
  const placement = find(memory, fulfillmentId);
  if (placement !== undefined) {
    const { pickupBy, nodeId: fromNodeId } = placement;
    const isNoShow = reason === 'no-show' && pickupBy !== undefined && !isBefore(at, pickupBy);
    return isNoShow ? [cancelledByUs(placed, lines, { cause: 'no-show', fromNodeId })] : [];
  }
  if (from === 'parked') {
    const due = memory.waiting.filter(
      (one) => one.thenAction === 'cancel' && one.reason === reason && !isBefore(at, one.until),
    );
    const isDue = take(due, lines).missing.length === 0;
    return isDue ? [cancelledByUs(placed, lines, { cause: 'deadline', reason })] : [];
  }
  if (decision === undefined && !memory.cancelsRest) return [];
  const [first] = take(memory.displaced, lines).taken;
  return [cancelledByUs(placed, lines, { cause: first?.cause ?? 'no-node', reason })];
}

/** Troubles whose units all have a secured place, or are gone: each is told once. */
function tellTroubles(memory: NoticesMemory): Reaction {
  const { placed, placements } = memory;
  if (placed === null) return quiet(memory);
  const open = new Set([
    ...memory.displaced.map(({ trouble }) => trouble),
    ...placements.filter((one) => !one.secured).flatMap(({ news }) => news.map(({ trouble }) => trouble)),
  ]);
  const ready = new Set(placements.flatMap(({ news }) => news.map(({ trouble }) => trouble)));
  const told = [...ready].filter((trouble) => !open.has(trouble));
  const tellings = told.flatMap((trouble) => {
    const mine = (unit: Displaced): boolean => unit.trouble === trouble;
    const at = placements.filter(({ news }) => news.some(mine));
    return settled(
      placed,
      at.flatMap(({ news }) => news.filter(mine)),
      at,
    );
  });
  const rest = placements.map((one) => ({
    ...one,
    news: one.news.filter(({ trouble }) => !told.includes(trouble)),
  }));
  return { memory: { ...memory, placements: rest }, tellings };
}

function find({ placements }: NoticesMemory, fulfillmentId: string | undefined): Placement | undefined {
  return placements.find((one) => one.fulfillmentId === fulfillmentId);
}

function patch(
  memory: NoticesMemory,
  fulfillmentId: string,
  change: (placement: Placement) => Placement,
): NoticesMemory {
  const placements = memory.placements.map((one) =>
    one.fulfillmentId === fulfillmentId ? change(one) : one,
  );
  return { ...memory, placements };
}
