/**
 * Makes a large log quickly: writes through the storage of the event store, without its server.
 *
 * `node dist/bench/event-store/large-log.js DIRECTORY EVENTS STREAMS`
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { encodeRecord, SqliteStorage } from './package-modules.js';
import { EVENT_TYPE, idOf, PAYLOAD_BYTES } from './payload.js';

const EVENTS_A_COMMIT = 5_000;

/** Fills a directory up to so many events, dealt out to the streams in turn; goes on from what is there already. */
export function makeLargeLog(directory: string, events: number, streams: number): void {
  mkdirSync(directory, { recursive: true });
  const storage = new SqliteStorage(join(directory, 'events.db'), { commitDelayMs: 0, isSynced: false });
  for (let done = storage.lastPosition(); done < events; done += EVENTS_A_COMMIT) {
    const count = Math.min(EVENTS_A_COMMIT, events - done);
    const group = Array.from({ length: count }, (_, index) => eventAt(done + index, streams));
    const fresh = group.filter(({ revision }) => revision === 0);
    storage.commit({
      streams: fresh.map(({ streamNumber, streamName }) => ({ number: streamNumber, name: streamName })),
      events: group,
    });
  }
  storage.close();
}

function eventAt(index: number, streams: number) {
  const streamNumber = 1 + (index % streams);
  const streamName = `bench-${streamNumber}`;
  const place = { position: index + 1, revision: Math.floor(index / streams), streamName };
  const about = { type: EVENT_TYPE, createdMs: 1_700_000_000_000 + index };
  const content = { contentType: 'application/json', customMetadata: new Uint8Array(), data: PAYLOAD_BYTES };
  const record = encodeRecord({ ...place, ...about, ...content, id: idOf(index) });
  return { ...place, ...about, streamNumber, record };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [directory, events, streams] = process.argv.slice(2);
  if (directory === undefined) throw new Error('large-log.js DIRECTORY EVENTS STREAMS');
  makeLargeLog(directory, Number(events), Number(streams));
}
