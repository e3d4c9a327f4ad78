import type { Clock } from '../ports/clock.js';
import type { EventStore } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import type { RunnerObserver, RunnerOptions } from './runner-options.js';
import type { StreamCache } from './stream-cache.js';
import type { StreamLoader } from './stream-loader.js';
import type { StreamWriter } from './stream-writer.js';

/** What the lanes of one runner share. */
export interface RunnerParts {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly options: RunnerOptions;
  readonly observer: RunnerObserver;
  readonly cache: StreamCache;
  readonly loader: StreamLoader;
  readonly writer: StreamWriter;
}
