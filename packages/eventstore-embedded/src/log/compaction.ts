import type { EventStorage } from '../storage/event-storage.js';
import type { EventLog, HiddenPart } from './event-log.js';

/** Streams looked at, and events taken out, between two breaths. */
const STREAMS_PER_STEP = 256;
const EVENTS_PER_STEP = 512;

/** What a compaction has done. */
export interface CompactionResult {
  /** Streams that lost events. */
  readonly streams: number;
  /** Events taken out. */
  readonly events: number;
}

type CompactedStorage = Pick<EventStorage, 'streamsAfter' | 'oldestEvents' | 'remove'>;

/**
 * Takes out what no reader of a stream can see any more: events of deleted streams, events that
 * `$tb` and `$maxCount` hide, and those older than `$maxAge`. What stays keeps its revision and its
 * position, and the last event of every stream stays, because numbering goes on from it.
 *
 * Every step is a transaction, and none depends on another: cut off at any point, it can be run again.
 * It yields between steps, and decides each on what is durable then.
 */
export function* compactionSteps(
  log: Pick<EventLog, 'hiddenPart'>,
  storage: CompactedStorage,
): Generator<void, CompactionResult> {
  let streams = 0;
  let events = 0;
  let after = 0;
  for (;;) {
    const rows = storage.streamsAfter(after, STREAMS_PER_STEP);
    for (const { name, first, head } of rows) {
      if (first === head || !hidesAny(log.hiddenPart(name), first)) continue;
      let removed = removeStep(log.hiddenPart(name), storage);
      if (removed > 0) streams++;
      for (; removed > 0; removed = removeStep(log.hiddenPart(name), storage)) {
        events += removed;
        yield;
      }
    }
    const last = rows.at(-1);
    if (last === undefined) return { streams, events };
    after = last.number;
    yield;
  }
}

/** Most streams have no rule that could hide anything: nothing of them is read. */
function hidesAny(hidden: HiddenPart, first: number): boolean {
  return hidden.below > first || hidden.notBeforeMs > -Infinity;
}

function removeStep(hidden: HiddenPart, storage: CompactedStorage): number {
  const oldest = storage.oldestEvents(hidden.number, hidden.belowOrOlder, EVENTS_PER_STEP);
  const firstVisible = oldest.findIndex(
    ({ revision, createdMs }) => revision >= hidden.below && createdMs >= hidden.notBeforeMs,
  );
  const removable = firstVisible < 0 ? oldest : oldest.slice(0, firstVisible);
  if (removable.length > 0) storage.remove(removable.map(({ position }) => position));
  return removable.length;
}
