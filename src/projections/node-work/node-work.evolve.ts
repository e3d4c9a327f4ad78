import type { FulfillmentEvent, FulfillmentReleased } from '../../domain/fulfillment/index.js';
import type { LineQuantity } from '../../domain/shared/quantities.js';
import { without } from '../shared/lines.js';
import type { NodeWorkView, WorkStatus } from './node-work.view.js';

/** Statuses in which the node still has something to do. */
const OPEN: ReadonlySet<WorkStatus> = new Set([
  'released',
  'timed-out',
  'accepted',
  'picking',
  'picked',
  'packed',
  'ready-for-pickup',
]);

/**
 * One event of a fulfillment. Pure and total. Work that was withdrawn before it was released never was with the node,
 * so there is nothing to show.
 */
export function evolveNodeWork(
  view: NodeWorkView | null,
  event: FulfillmentEvent,
  revision: number,
): NodeWorkView | null {
  if (event.type === 'FulfillmentReleased') return view ?? released(event, revision);
  if (view === null) return null;
  const next = stepped(view, event);
  return { ...next, open: OPEN.has(next.status), changedAt: event.data.at, revision };
}

function released({ data }: FulfillmentReleased, revision: number): NodeWorkView {
  const { pickupWindowSeconds: _, at, lines, ...facts } = data;
  return {
    ...facts,
    status: 'released',
    open: true,
    lines,
    releasedLines: lines,
    releasedAt: at,
    parcels: [],
    changedAt: at,
    revision,
  };
}

function stepped(view: NodeWorkView, event: Exclude<FulfillmentEvent, FulfillmentReleased>): NodeWorkView {
  const to = (status: WorkStatus): NodeWorkView => ({ ...view, status });
  /** Units left; with none remaining that is the end. */
  const loses = (lines: readonly LineQuantity[], end: WorkStatus): NodeWorkView => {
    const left = without(view.lines, lines);
    return { ...view, lines: left, status: left.length === 0 ? end : view.status };
  };
  switch (event.type) {
    case 'FulfillmentAccepted':
      return to('accepted');
    case 'FulfillmentRejected':
      return { ...loses(event.data.lines, 'rejected'), rejection: rejectionOf(event.data) };
    case 'FulfillmentTimedOut':
      return to('timed-out');
    case 'PickingStarted':
      return to('picking');
    case 'FulfillmentPicked':
      return to('picked');
    case 'FulfillmentShortPicked':
      return { ...loses(event.data.short, 'zero-picked'), ...pickedStatus(event.data.picked) };
    case 'FulfillmentPacked':
      return { ...to('packed'), parcels: event.data.parcels };
    case 'FulfillmentShipped':
      return { ...to('shipped'), parcels: event.data.parcels };
    case 'FulfillmentDelivered':
      return to('delivered');
    case 'FulfillmentReadyForPickup':
      return { ...to('ready-for-pickup'), pickupBy: event.data.pickupBy };
    case 'FulfillmentCollected':
      return to('collected');
    case 'FulfillmentNotCollected':
      return { ...to('not-collected'), lines: without(view.lines, event.data.lines) };
    case 'FulfillmentDamaged':
      return loses(event.data.lines, 'damaged');
    case 'FulfillmentLost':
      return loses(event.data.lines, 'lost');
    case 'FulfillmentReduced':
      return { ...view, lines: without(view.lines, event.data.lines) };
    case 'FulfillmentCancelled':
      return { ...to('cancelled'), lines: without(view.lines, event.data.lines) };
    case 'FulfillmentSuperseded':
      return { ...to('superseded'), lines: without(view.lines, event.data.lines) };
    case 'FulfillmentPulledBack':
      return { ...to('pulled-back'), lines: without(view.lines, event.data.lines) };
    default:
      return view;
  }
}

function pickedStatus(picked: readonly LineQuantity[]): { readonly status: WorkStatus } {
  return { status: picked.length === 0 ? 'zero-picked' : 'picked' };
}

type Rejection = NonNullable<NodeWorkView['rejection']>;

function rejectionOf({ reason, note }: Rejection): Rejection {
  return note === undefined ? { reason } : { reason, note };
}
