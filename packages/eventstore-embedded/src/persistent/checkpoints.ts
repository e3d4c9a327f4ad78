import type { EventLog } from '../log/event-log.js';
import { dataOfRecord } from '../protocol/recorded-event.js';
import { ALL_STREAMS, type GroupConfig } from './group-settings.js';
import { appendOwn, checkpointStream, jsonEvent, setOwnMetadata } from './group-streams.js';

const CHECKPOINT_TYPE = '$SubscriptionCheckpoint';

/** Only the last checkpoint counts; one more is kept for whoever reads at that moment. */
const KEPT_CHECKPOINTS = 2;

/** The group's last checkpoint, undefined without one: up to that key all is done. */
export function lastCheckpoint(log: EventLog, config: GroupConfig): number | undefined {
  const view = log.view(checkpointStream(config));
  if (view.kind !== 'readable') return undefined;
  const [event] = log.readStream(view.number, view.last, 'backwards', 1);
  return event && parseKey(Buffer.from(dataOfRecord(event.record)).toString('utf8'));
}

/** Makes a checkpoint durable. */
export async function writeCheckpoint(log: EventLog, config: GroupConfig, key: number): Promise<void> {
  const stream = checkpointStream(config);
  if (log.view(stream).kind !== 'readable')
    await setOwnMetadata(log, stream, { $maxCount: KEPT_CHECKPOINTS });
  await appendOwn(log, stream, jsonEvent(CHECKPOINT_TYPE, keyText(config, key)));
}

/** A key as the protocol writes it: a revision, or a position as `C:1/P:1`. */
export function keyText({ streamName }: Pick<GroupConfig, 'streamName'>, key: number): string {
  return streamName === ALL_STREAMS ? `C:${key}/P:${key}` : `${key}`;
}

function parseKey(json: string): number | undefined {
  const match = /(?<key>\d+)"?$/.exec(json);
  return match?.groups?.['key'] === undefined ? undefined : Number(match.groups['key']);
}

/** When a checkpoint is due. */
export interface CheckpointRules {
  readonly checkpointAfterMs: number;
  readonly minCheckpointCount: number;
  readonly maxCheckpointCount: number;
}

/** What the keeper asks and tells. */
export interface CheckpointTarget {
  /** Up to here all is done. */
  current(): number;
  write(key: number): Promise<void>;
}

/**
 * Decides when to write a checkpoint: at once after the greatest number of events done, and some
 * time after the least number. One is written at a time.
 */
export class CheckpointKeeper {
  readonly #rules: CheckpointRules;
  readonly #target: CheckpointTarget;
  #done = 0;
  #saved: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #isClosed = false;

  constructor(rules: CheckpointRules, target: CheckpointTarget, saved: number | undefined) {
    this.#rules = rules;
    this.#target = target;
    this.#saved = saved;
  }

  /** Key of the last checkpoint that is durable. */
  get saved(): number | undefined {
    return this.#saved;
  }

  /** So many more events are done. */
  count(events: number): void {
    this.#done += events;
    if (this.#isClosed || this.#done === 0) return;
    if (this.#done >= this.#rules.maxCheckpointCount) this.#write();
    else if (this.#done >= this.#rules.minCheckpointCount) this.#startTimer();
  }

  /** Writes what is not written yet, and nothing more after it. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isClosed = true;
    await this.#writing;
    if (this.#done > 0) this.#write();
    await this.#writing;
  }

  /** Writes nothing more; what is being written is written. */
  async abandon(): Promise<void> {
    this.#done = 0;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#writing;
  }

  #startTimer(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#write();
    }, this.#rules.checkpointAfterMs);
    this.#timer.unref();
  }

  #write(): void {
    const key = this.#target.current();
    if (this.#writing !== undefined || key < 0 || key === this.#saved) return;
    const counted = this.#done;
    this.#done = 0;
    this.#writing = this.#target.write(key).then(
      () => {
        this.#saved = key;
        this.#written();
      },
      () => {
        // Not durable: the events still count for the next one.
        this.#done += counted;
        this.#writing = undefined;
      },
    );
  }

  /** What was done meanwhile may be enough for another. */
  #written(): void {
    this.#writing = undefined;
    this.count(0);
  }
}
