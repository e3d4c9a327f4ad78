/** What a query answers, and how far in the log the views behind it had come. */
export interface Answer<T> {
  readonly value: T;
  /** 20 digits; all events up to here are in `value`. All zeros for an empty log. */
  readonly position: string;
}

/** The JSON of a value, as it is sent. Shared by all who send it: never to be written to. */
export type JsonBytes<_Value> = Buffer;

/** The JSON of an object that has at least one field, with one more at its end. */
export function withField<T>(json: JsonBytes<T>, name: string, value: unknown): JsonBytes<T> {
  const more = Buffer.from(`,${JSON.stringify(name)}:${JSON.stringify(value)}}`);
  return Buffer.concat([json.subarray(0, -1), more]);
}

/** The position of an empty log. */
export const NO_POSITION = '0'.repeat(20);

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; give it back to get the next page. Null when this is the last one. */
  readonly nextCursor: string | null;
}

/** The text given as a cursor is none that this engine has handed out. */
export class InvalidCursor extends Error {
  constructor() {
    super('the cursor is not one that a page of this list has given');
    this.name = 'InvalidCursor';
  }
}
