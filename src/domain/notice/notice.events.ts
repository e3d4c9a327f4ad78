import type { Message } from '../shared/decider.js';
import type { Quantity } from '../shared/quantities.js';
import type { Instant } from '../shared/time.js';

/**
 * What is told. `replanned`: other nodes do it. `waiting`: no node can now. `found`: what waited has a node.
 * `will-be-late`: it has nodes, and is expected after the promise. `cancelled-by-us`: nobody but us wanted it so.
 * `choice-needed`: the store of a pickup order cannot provide, and the customer is asked before it changes.
 */
export type NoticeKind =
  | 'replanned'
  | 'waiting'
  | 'found'
  | 'will-be-late'
  | 'cancelled-by-us'
  | 'choice-needed';

/** Why, in the words of the order: what reopened the demand, what ended its waiting, or why it had none. */
export type NoticeCause =
  | 'reservation-refused'
  | 'rejected'
  | 'short-pick'
  | 'acceptance-timeout'
  | 'node-suspended'
  | 'count-below-reserved'
  | 'damaged-in-carriage'
  | 'lost-in-carriage'
  | 'manual'
  | 'stock-arrived'
  | 'deadline'
  | 'no-node'
  | 'no-show';

export type NoticeAudience = 'customer' | 'retailer';

/** Units of one sku that a notice is about, summed over the lines of the order. */
export interface NoticeLine {
  readonly sku: string;
  readonly quantity: Quantity;
}

type NoticeEventOf<Type extends string, Data> = Message<
  Type,
  { readonly orderId: string; readonly noticeId: string; readonly at: Instant } & Data
>;

/**
 * From here on it stands in the feed, and is owed to the webhook where there is one. Its id is derived from the event
 * that caused it: the same event never makes two. No personal data: whoever writes the letter looks the customer up.
 */
export type NoticeIssued = NoticeEventOf<
  'NoticeIssued',
  {
    readonly channel: string;
    readonly customerRef: string;
    readonly audience: readonly NoticeAudience[];
    readonly kind: NoticeKind;
    readonly cause: NoticeCause;
    readonly lines: readonly NoticeLine[];
    /** The committed date. It never changes; what changes is the estimate beside it. */
    readonly promisedBy: Instant;
    readonly estimatedBefore?: Instant;
    readonly estimatedNow?: Instant;
    /** With `waiting` and `choice-needed`: when waiting ends. */
    readonly waitsUntil?: Instant;
    /** With `waiting` and `choice-needed`: what happens then. Absent while that depends on a node that is asked again before. */
    readonly thenAction?: 'retry' | 'cancel';
    /** In the words of sourcing. */
    readonly reason?: string;
    readonly fromNodeId?: string;
    readonly toNodeIds?: readonly string[];
  }
>;
/** The receiver has said that it has it. */
export type NoticeDelivered = NoticeEventOf<'NoticeDelivered', Record<never, never>>;
/** Every try has failed. It stands in the feed, and can be sent again. */
export type NoticeFailed = NoticeEventOf<
  'NoticeFailed',
  { readonly attempts: number; readonly reason: string }
>;
/** A person wants it sent again after it failed. */
export type NoticeResendRequested = NoticeEventOf<'NoticeResendRequested', Record<never, never>>;

export type NoticeEvent = NoticeIssued | NoticeDelivered | NoticeFailed | NoticeResendRequested;
