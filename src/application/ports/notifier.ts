import type { NoticeIssued } from '../../domain/notice/index.js';

/** A notice on its way to whoever tells customer and retailer. */
export interface NoticeMessage {
  readonly tenant: string;
  /** `noticeId` in it is the same at every try: the receiver knows a repetition by it. */
  readonly notice: NoticeIssued['data'];
}

/** What became of one try. The reason is a sentence for people, without secrets. */
export type DeliveryOutcome =
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'failed'; readonly reason: string };

/**
 * Hands notices to the outside. One call is one try, bounded in time, and never throws: when to try again is for the
 * caller to say. `delivered` means that the receiver has said so; after `failed` it may have it all the same.
 */
export interface Notifier {
  deliver(message: NoticeMessage): Promise<DeliveryOutcome>;
}

/** A {@link Notifier}, or null where none is configured: notices then stand in the feed alone. */
export const NOTIFIER = Symbol('Notifier');
