/** An event as the server says it. `data` and `metadata` are made when they are asked for, each time. */
export interface ReadRecord {
  readonly kind: 'event';
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint | undefined;
  readonly type: string;
  /** Null for what is not JSON; the text, where it says that it is JSON and is not. */
  readonly data: unknown;
  /** Undefined where there is none; the bytes of what is not JSON. */
  readonly metadata: unknown;
}

/** What the server says in a read or a subscription. */
export type ReadAnswer =
  | ReadRecord
  | { readonly kind: 'checkpoint'; readonly position: bigint }
  | { readonly kind: 'caught-up' }
  | { readonly kind: 'not-found' }
  /** Nothing that the engine waits for. */
  | { readonly kind: 'other' };
