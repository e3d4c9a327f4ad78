import type { NoticeCause, NoticeIssued } from '../../domain/notice/index.js';
import type { OrderPlaced } from '../../domain/order/index.js';
import type { LineQuantity } from '../../domain/shared/quantities.js';
import type { Instant } from '../../domain/shared/time.js';

/** Units that lost their node, or never had one, and what the customer knows of it. */
export interface Displaced extends LineQuantity {
  /** Counts within the order. Units of one trouble are told of together. */
  readonly trouble: number;
  readonly cause: NoticeCause;
  readonly fromNodeId?: string;
  readonly estimatedBefore?: Instant | undefined;
  /** What the customer was told of their waiting. */
  readonly told?: EndOfWait;
  /** What ended their waiting. */
  readonly wokenBy?: NoticeCause;
}

/**
 * When waiting ends, and what happens then. The latter is not known while a node is to be asked again before: what
 * comes of that decides it.
 */
export interface EndOfWait {
  readonly waitsUntil: Instant;
  readonly thenAction?: 'retry' | 'cancel';
}

/** Units that wait for a node. */
export interface Waiting extends Displaced {
  readonly reason: string;
  /** The next try, or the end. */
  readonly until: Instant;
  readonly thenAction: 'retry' | 'cancel';
}

/** Units at, or on their way to, one node. */
export interface Placement {
  readonly fulfillmentId: string;
  readonly nodeId: string;
  readonly estimatedBy: Instant | undefined;
  /** Every reservation is in: only then is it worth telling. */
  readonly secured: boolean;
  /** It stands by for another one, which still has the units. */
  readonly standby: boolean;
  /** Why others were last sought to take over from it. */
  readonly threatenedBy?: NoticeCause;
  readonly pickupBy?: Instant;
  /** Of its units, those whose new place nobody was told of yet. */
  readonly news: readonly Displaced[];
}

/** What has to be known of an order to tell what is new, folded from its own events and nothing else. */
export interface NoticesMemory {
  readonly placed: OrderPlaced['data'] | null;
  readonly displaced: readonly Displaced[];
  readonly waiting: readonly Waiting[];
  readonly placements: readonly Placement[];
  readonly nextTrouble: number;
  /** The policy has said to cancel what the run could not place; the cancellation follows. */
  readonly cancelsRest: boolean;
}

/** What is to be told; who and when is added by the worker. */
export type Telling = Omit<NoticeIssued['data'], 'noticeId' | 'at'>;

/** An event taken in, and what is to be told because of it. */
export interface Reaction {
  readonly memory: NoticesMemory;
  readonly tellings: readonly Telling[];
}

export const NOTHING_KNOWN: NoticesMemory = {
  placed: null,
  displaced: [],
  waiting: [],
  placements: [],
  nextTrouble: 1,
  cancelsRest: false,
};
