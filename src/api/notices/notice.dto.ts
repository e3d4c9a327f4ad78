import { CommandAnswer } from '../http/command-answer.js';
import { IntegerField, PatternField, ReadAs, WordField } from '../http/fields.js';
import {
  OutCursor,
  OutInstant,
  OutInteger,
  OutList,
  OutObject,
  OutPosition,
  OutText,
  OutTexts,
  OutWord,
} from '../http/out-fields.js';
import { MAX_PAGE, ReadQuery } from '../http/read-query.dto.js';

const STATUSES = ['issued', 'delivered', 'failed'] as const;
const KINDS = ['replanned', 'waiting', 'found', 'will-be-late', 'cancelled-by-us', 'choice-needed'];
const CAUSES = [
  'reservation-refused',
  'rejected',
  'short-pick',
  'acceptance-timeout',
  'node-suspended',
  'count-below-reserved',
  'damaged-in-carriage',
  'lost-in-carriage',
  'manual',
  'stock-arrived',
  'deadline',
  'no-node',
  'no-show',
];
const DEFAULT_LIMIT = 50;

/** Which part of the feed is wanted. */
export class NoticeFeedQueryDto extends ReadQuery {
  @PatternField(/^\d{20}$/, 'must be a log position of 20 digits', {
    optional: true,
    maxLength: 20,
    description: '`next` of the part before: notices behind it. From the beginning when left out.',
    example: '00000000000000004711',
  })
  after?: string;

  @ReadAs((value) => (/^\d{1,9}$/.test(String(value)) ? Number(value) : value))
  @IntegerField(1, MAX_PAGE, {
    optional: true,
    description: `Notices at a time; ${DEFAULT_LIMIT} when left out.`,
    example: DEFAULT_LIMIT,
  })
  limit?: number;

  @WordField(STATUSES, { optional: true, description: 'Only notices that came so far.', example: 'failed' })
  status?: (typeof STATUSES)[number];
}

/** The part of the feed that a query asks for. */
export function feedOf({ after, limit = DEFAULT_LIMIT, status }: NoticeFeedQueryDto) {
  return {
    limit,
    ...(after === undefined ? {} : { after }),
    ...(status === undefined ? {} : { status }),
  };
}

export class NoticeLineDto {
  @OutText({ example: 'OFF-PA-10001569' }) sku!: string;
  @OutInteger({ example: 2 }) quantity!: number;
}

export class NoticeFailureDto {
  @OutInteger({ example: 10 }) attempts!: number;
  @OutText({ example: 'the receiver answered 503' }) reason!: string;
  @OutInstant() at!: string;
}

export class NoticeDto {
  @OutText({ description: 'UUID; the `webhook-id` of every try.' }) noticeId!: string;
  @OutPosition({ description: 'Its place in the feed.' }) position!: string;
  @OutInteger({ example: 0 }) revision!: number;
  @OutText({ example: 'web~CA-2026-152156' }) orderId!: string;
  @OutText({ example: 'web' }) channel!: string;
  @OutText({ description: 'As the order named the customer; nothing else of them is here.' })
  customerRef!: string;
  @OutTexts({ description: 'Whom to tell: `customer`, `retailer`.', example: ['customer', 'retailer'] })
  audience!: string[];
  @OutWord(KINDS, { example: 'replanned' }) kind!: string;
  @OutWord(CAUSES, { example: 'rejected' }) cause!: string;
  @OutList(() => NoticeLineDto) lines!: NoticeLineDto[];
  @OutInstant({ description: 'The committed date, which never changes.' }) promisedBy!: string;
  @OutInstant({ optional: true, description: 'What was expected before.' }) estimatedBefore?: string;
  @OutInstant({ optional: true, description: 'What is expected now.' }) estimatedNow?: string;
  @OutInstant({ optional: true, description: 'When waiting ends.' }) waitsUntil?: string;
  @OutWord(['retry', 'cancel'], {
    optional: true,
    description: 'What happens then. Absent while that depends on a node that is asked again before.',
  })
  thenAction?: string;
  @OutText({ optional: true, description: 'In the words of sourcing.' }) reason?: string;
  @OutText({ optional: true }) fromNodeId?: string;
  @OutTexts({ optional: true }) toNodeIds?: string[];
  @OutInstant() issuedAt!: string;
  @OutWord(STATUSES, { description: '`issued`: not sent yet, or there is no webhook.' }) status!: string;
  @OutInstant({ optional: true }) deliveredAt?: string;
  @OutObject(() => NoticeFailureDto, { optional: true, description: 'Of the last time it was given up.' })
  failure?: NoticeFailureDto;
}

export class NoticeFeedDto {
  @OutList(() => NoticeDto) items!: NoticeDto[];
  @OutText({
    nullable: true,
    description: 'Give it back as `after` to go on. Null when nothing was given and nothing is there.',
    example: '00000000000000004711',
  })
  next!: string | null;
}

export class NoticePageDto {
  @OutList(() => NoticeDto) items!: NoticeDto[];
  @OutCursor() nextCursor!: string | null;
}

export class NoticeAnswer extends CommandAnswer {
  @OutText({ description: 'UUID.' }) noticeId!: string;
  @OutText({ example: 'web~CA-2026-152156' }) orderId!: string;
}
