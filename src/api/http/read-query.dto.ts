import { IntegerField, PatternField, ReadAs } from './fields.js';

/** What every read of a view may ask for. */
export class ReadQuery {
  @PatternField(/^\d{20}$/, 'must be a log position of 20 digits', {
    optional: true,
    maxLength: 20,
    description: 'Answer only when the views have this log position; at most 5 seconds, then 504.',
    example: '00000000000000004711',
  })
  waitFor?: string;
}

export const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;

/** What every read of a list may ask for. */
export class PageQuery extends ReadQuery {
  @PatternField(/^[\x21-\x7e]{1,512}$/, 'must be one that a page of this list has given', {
    optional: true,
    maxLength: 512,
    description: '`nextCursor` of the page before.',
  })
  cursor?: string;

  // A query is text; anything but plain digits stays text and fails the rule.
  @ReadAs((value) => (/^\d{1,9}$/.test(String(value)) ? Number(value) : value))
  @IntegerField(1, MAX_PAGE, {
    optional: true,
    description: `Items of a page; ${DEFAULT_PAGE} when left out.`,
    example: 50,
  })
  limit?: number;
}

/** The page that a query asks for. */
export function pageOf({ cursor, limit = DEFAULT_PAGE }: PageQuery): {
  readonly cursor?: string;
  readonly limit: number;
} {
  return cursor === undefined ? { limit } : { cursor, limit };
}
