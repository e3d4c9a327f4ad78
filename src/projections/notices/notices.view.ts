import type { NoticeAudience, NoticeCause, NoticeKind, NoticeLine } from '../../domain/notice/index.js';
import type { Instant } from '../../domain/shared/time.js';

/** How far a notice came. `issued`: not sent yet, or there is nobody to send it to. */
export type NoticeProgress = 'issued' | 'delivered' | 'failed';

/** What customer and retailer were told, and whether the receiver has it. */
export interface NoticeView {
  readonly noticeId: string;
  /** 20 digits: where the notice stands in the log, and so in the feed. */
  readonly position: string;
  /** Of the order's notices. */
  readonly revision: number;
  readonly orderId: string;
  readonly channel: string;
  readonly customerRef: string;
  readonly audience: readonly NoticeAudience[];
  readonly kind: NoticeKind;
  readonly cause: NoticeCause;
  readonly lines: readonly NoticeLine[];
  readonly promisedBy: Instant;
  readonly estimatedBefore?: Instant;
  readonly estimatedNow?: Instant;
  readonly waitsUntil?: Instant;
  readonly thenAction?: 'retry' | 'cancel';
  readonly reason?: string;
  readonly fromNodeId?: string;
  readonly toNodeIds?: readonly string[];
  readonly issuedAt: Instant;
  readonly status: NoticeProgress;
  readonly deliveredAt?: Instant;
  /** Of the last time that it was given up. */
  readonly failure?: { readonly attempts: number; readonly reason: string; readonly at: Instant };
}

/** A part of the feed. */
export interface NoticePage {
  readonly items: readonly NoticeView[];
  /** Give it back as `after` to go on; null when nothing was given and nothing is there. */
  readonly next: string | null;
}
