import type { ViewAnswer, ViewReader } from '../../application/ports/view-store.js';
import type { Page } from './answer.view.js';
import { cursorOf, idOfMember, memberOf, type PageRequest } from './paging.js';

/**
 * The documents behind one page of an index, in its order.
 * @throws InvalidCursor, ViewStoreUnavailable
 */
export async function indexPage<View>(
  views: ViewReader,
  { view, tenant, index }: { readonly view: string; readonly tenant: string; readonly index: string },
  { cursor, limit }: PageRequest,
): Promise<ViewAnswer<Page<View>>> {
  const after = cursor === undefined ? {} : { after: memberOf(cursor) };
  const range = { order: 'ascending' as const, limit: limit + 1, ...after };
  const found = await views.members(view, tenant, index, range);
  const shown = found.value.slice(0, limit);
  const documents = await views.documents<View>(view, tenant, shown.map(idOfMember));
  const last = shown.at(-1);
  const hasMore = found.value.length > limit && last !== undefined;
  const items = documents.value.filter((document) => document !== null);
  return { value: { items, nextCursor: hasMore ? cursorOf(last) : null }, position: found.position };
}
