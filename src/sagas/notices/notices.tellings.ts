import type { NoticeAudience, NoticeKind } from '../../domain/notice/index.js';
import type { OrderPlaced } from '../../domain/order/index.js';
import { type LineQuantity, sumBySku } from '../../domain/shared/quantities.js';
import { type Instant, isBefore } from '../../domain/shared/time.js';
import type { Displaced, EndOfWait, Placement, Telling } from './notices.types.js';

type Placed = OrderPlaced['data'];

const EVERYBODY: readonly NoticeAudience[] = ['customer', 'retailer'];
const RETAILER: readonly NoticeAudience[] = ['retailer'];

/** What every notice of an order says. */
export function about(
  { orderId, channel, customerRef, promise }: Placed,
  lines: readonly LineQuantity[],
): Pick<Telling, 'orderId' | 'channel' | 'customerRef' | 'lines' | 'promisedBy'> {
  const bySku = [...sumBySku(lines)].map(([sku, quantity]) => ({ sku, quantity }));
  return { orderId, channel, customerRef, lines: bySku, promisedBy: promise.promisedBy };
}

/** Units of one trouble have nodes again; nothing when neither the node nor the day is another one. */
export function settled(
  placed: Placed,
  units: readonly Displaced[],
  at: readonly Placement[],
): readonly Telling[] {
  const [first] = units;
  if (first === undefined) return [];
  const dates = datesOf(units, at);
  // Units of one trouble have all waited, or have all left one node.
  const hasWaited = first.told !== undefined;
  const moved = at.some(({ nodeId }) => nodeId !== first.fromNodeId);
  const kind = kindOf(placed, dates.estimatedNow, hasWaited);
  if (!hasWaited && !moved && sameDay(dates)) return [];
  // The day stands, and who does the work is no concern of the customer's.
  const isInternal = kind === 'replanned' && dates.estimatedNow !== undefined && sameDay(dates);
  return [
    {
      ...about(placed, units),
      audience: isInternal ? RETAILER : EVERYBODY,
      kind,
      cause: hasWaited ? (first.wokenBy ?? first.cause) : first.cause,
      ...dates,
      ...fromNode(units),
      toNodeIds: [...new Set(at.map(({ nodeId }) => nodeId))],
    },
  ];
}

/** No node can now. Whoever collects is asked, since no other store may take over without being asked for. */
export function parked(
  placed: Placed,
  units: readonly Displaced[],
  wait: EndOfWait & Pick<Telling, 'reason'>,
): readonly Telling[] {
  const [first] = units;
  if (first === undefined) return [];
  return [
    {
      ...about(placed, units),
      audience: EVERYBODY,
      kind: placed.method === 'pickup' ? 'choice-needed' : 'waiting',
      cause: first.cause,
      ...estimatedBefore(units),
      ...wait,
      ...fromNode(units),
    },
  ];
}

/** Units leave the order, and nobody but us wanted it so. */
export function cancelledByUs(
  placed: Placed,
  lines: readonly LineQuantity[],
  why: Pick<Telling, 'cause' | 'reason'> & { readonly fromNodeId?: string },
): Telling {
  return { ...about(placed, lines), audience: EVERYBODY, kind: 'cancelled-by-us', ...why };
}

function kindOf(placed: Placed, estimatedNow: Instant | undefined, hasWaited: boolean): NoticeKind {
  const { promisedBy } = placed.promise;
  if (isBefore(promisedBy, estimatedNow ?? promisedBy)) return 'will-be-late';
  return hasWaited ? 'found' : 'replanned';
}

interface Dates {
  readonly estimatedBefore?: Instant;
  readonly estimatedNow?: Instant;
}

/** The last of the units counts; without an estimate for each of them there is none for all. */
function datesOf(units: readonly Displaced[], at: readonly Placement[]): Dates {
  const now = latest(at.map(({ estimatedBy }) => estimatedBy));
  return { ...estimatedBefore(units), ...(now === undefined ? {} : { estimatedNow: now }) };
}

function estimatedBefore(units: readonly Displaced[]): Pick<Dates, 'estimatedBefore'> {
  const before = latest(units.map((unit) => unit.estimatedBefore));
  return before === undefined ? {} : { estimatedBefore: before };
}

function latest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants.reduce(
    (last, one) => (last === undefined || one === undefined ? undefined : isBefore(last, one) ? one : last),
    instants[0],
  );
}

/** Promises are kept by the day: hours of difference are no news. */
function sameDay({ estimatedBefore: before, estimatedNow: now }: Dates): boolean {
  return before?.slice(0, 10) === now?.slice(0, 10);
}

function fromNode(units: readonly Displaced[]): { readonly fromNodeId?: string } {
  const nodes = new Set(units.map(({ fromNodeId }) => fromNodeId));
  const [only] = nodes;
  return nodes.size === 1 && only !== undefined ? { fromNodeId: only } : {};
}
