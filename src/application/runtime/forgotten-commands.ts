import type { EventStore, RecordedEvent } from '../ports/event-store.js';
import type { RememberedCommand } from '../ports/snapshot-store.js';
import type { CommandContext } from './command-context.js';
import type { FoldedStream } from './folded-stream.js';

/** Events read at a time on the way back. */
const PAGE = 256n;

export type RecalledCommands = ReadonlyMap<string, RememberedCommand>;

/** Commands that may stand in the part of the stream that its window has forgotten: seldom any. */
export function maybeForgotten(
  contexts: readonly CommandContext[],
  { window }: FoldedStream,
): readonly CommandContext[] {
  return contexts.filter(
    ({ causedAt, commandId }) =>
      causedAt !== undefined && !window.coversAfter(causedAt) && window.find(commandId) === undefined,
  );
}

/**
 * Those of the commands that took effect in the forgotten part, by id. Reads the stream backwards, page by page, from
 * where the window begins to the oldest cause: only what has happened since.
 * @throws EventStoreUnavailable
 */
export async function recall(
  store: EventStore,
  { stream, window, nextRevision }: FoldedStream,
  contexts: readonly CommandContext[],
): Promise<RecalledCommands> {
  const wanted = new Set(contexts.map(({ commandId }) => commandId));
  const causes = contexts.flatMap(({ causedAt }) => (causedAt === undefined ? [] : [causedAt]));
  const found = new Map<string, RememberedCommand>();
  let isBehindCauses = false;
  for (let end = window.firstRevision ?? nextRevision; end > 0n && !isBehindCauses; ) {
    const start = end > PAGE ? end - PAGE : 0n;
    for await (const event of store.readStream(stream, start, Number(end - start))) {
      isBehindCauses ||= causes.every((cause) => event.position <= cause);
      const { commandId } = event.metadata;
      if (wanted.has(commandId)) found.set(commandId, withEvent(found.get(commandId), event));
    }
    end = start;
  }
  return found;
}

/** A command with one more of its events, which may come from an older page than the ones before. */
function withEvent(
  known: RememberedCommand | undefined,
  { metadata: { commandId, bodyHash }, revision, position }: RecordedEvent,
): RememberedCommand {
  const last = known !== undefined && known.revision > revision ? known : { revision, position };
  return {
    commandId,
    firstRevision: known !== undefined && known.firstRevision < revision ? known.firstRevision : revision,
    revision: last.revision,
    position: last.position,
    ...(bodyHash === undefined ? {} : { bodyHash }),
  };
}
