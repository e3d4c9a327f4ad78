import type { IndexRange } from '../../application/ports/view-store.js';

/** Bounds of an index range as ZRANGEBYLEX takes them: `[` inclusive, `(` exclusive, `-` and `+` without bound. */
export function lexRange(range: IndexRange): { readonly lowest: string; readonly highest: string } {
  const { from, until, after } = range;
  if (range.order === 'ascending') {
    const behindCursor = after !== undefined && (from === undefined || after >= from);
    const lowest = from === undefined ? '-' : `[${from}`;
    return { lowest: behindCursor ? `(${after}` : lowest, highest: until === undefined ? '+' : `(${until}` };
  }
  const beforeCursor = after !== undefined && (until === undefined || after < until);
  const highest = until === undefined ? '+' : `(${until}`;
  return { lowest: from === undefined ? '-' : `[${from}`, highest: beforeCursor ? `(${after}` : highest };
}
