import type { ViewChange, ViewStore } from '../../src/application/ports/view-store.js';

/** What a view store is told to be in a test. */
export interface ViewStoreUnderTest {
  readonly store: ViewStore;
  /** Everything in it is gone, as after FLUSHALL. */
  clear(): Promise<void>;
}

export const FIRST = { view: 'shelf', generation: '1-0' };
export const SECOND = { view: 'shelf', generation: '1-1' };
export const P1 = '00000000000000000010';
export const P2 = '00000000000000000020';
export const P3 = '00000000000000000030';

export const put = (key: string, value: unknown, tenant = 'main'): ViewChange => ({
  kind: 'put',
  at: { tenant, key },
  value,
});
export const cell = (key: string, field: string, value: unknown): ViewChange => ({
  kind: 'put',
  at: { tenant: 'main', key, field },
  value,
});
export const append = (key: string, ...entries: unknown[]): ViewChange => ({
  kind: 'append',
  tenant: 'main',
  key,
  entries,
});
export const member = (
  kind: 'index' | 'unindex',
  index: string,
  name: string,
  counted = false,
): ViewChange => ({
  kind,
  tenant: 'main',
  index,
  member: name,
  counted,
});
