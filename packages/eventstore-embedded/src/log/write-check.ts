import type { EventPlace } from './recent-ids.js';
import type { ExpectedRevision } from './write-request.js';

/** What the check needs to know of the stream; what may need the disk is asked for only when it matters. */
export interface StreamFacts {
  /** Revision of the last event, -1 without one. */
  readonly head: number;
  readonly isTombstoned: boolean;
  isSoftDeleted(): boolean;
  hasMetadata(): boolean;
  /** The event with this id, if it is in this stream and recent. */
  findId(id: string): EventPlace | undefined;
  /** The event at this revision, if its id is this one. */
  findIdAt(id: string, revision: number): EventPlace | undefined;
}

/** Whether a write may be made. */
export type Verdict =
  | { readonly kind: 'write' }
  /** An equal write was made before; `last` is its last event. */
  | { readonly kind: 'repeat'; readonly last: EventPlace }
  | { readonly kind: 'wrong-revision' }
  | { readonly kind: 'stream-deleted' };

const WRITE: Verdict = { kind: 'write' };
const WRONG_REVISION: Verdict = { kind: 'wrong-revision' };
const STREAM_DELETED: Verdict = { kind: 'stream-deleted' };

/**
 * Decides on a write as the real server does, idempotency included: "any" and "stream exists"
 * know a repeat by its ids; an exact revision below the head knows it by the same ids at exactly
 * the revisions that follow; an exact revision at the head never looks at ids.
 */
export function checkWrite(facts: StreamFacts, expected: ExpectedRevision, ids: readonly string[]): Verdict {
  if (facts.isTombstoned) return STREAM_DELETED;
  switch (expected) {
    case 'stream_exists':
      if (facts.isSoftDeleted()) return STREAM_DELETED;
      if (facts.head < 0 && !facts.hasMetadata()) return WRONG_REVISION;
      return checkIds(facts, ids);
    case 'any':
      return checkIds(facts, ids);
    case 'no_stream':
      return checkExact(facts, -1, ids);
    default:
      // Beyond the safe integers no stream ends, so that the loss of precision changes nothing.
      return checkExact(facts, Number(expected), ids);
  }
}

function checkIds(facts: StreamFacts, ids: readonly string[]): Verdict {
  let last: EventPlace | undefined;
  for (const id of ids) {
    const place = facts.findId(id);
    // Some ids known and some not: neither a repeat nor a new write.
    if (place === undefined) return last === undefined ? WRITE : WRONG_REVISION;
    last = place;
  }
  return last === undefined ? WRITE : { kind: 'repeat', last };
}

function checkExact(facts: StreamFacts, expected: number, ids: readonly string[]): Verdict {
  if (expected > facts.head) return WRONG_REVISION;
  if (expected === facts.head) return WRITE;
  let last: EventPlace | undefined;
  for (const [index, id] of ids.entries()) {
    const place = facts.findIdAt(id, expected + 1 + index);
    if (place === undefined) {
      const beginsAgain = expected === -1 && index === 0 && facts.isSoftDeleted();
      return beginsAgain ? WRITE : WRONG_REVISION;
    }
    last = place;
  }
  return last === undefined ? WRONG_REVISION : { kind: 'repeat', last };
}
