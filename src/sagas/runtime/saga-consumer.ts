import type { RecordedEvent } from '../../application/ports/event-store.js';
import type { StreamCategory } from '../../domain/shared/stream-names.js';

/** What a pump serves. */
export interface SagaConsumer {
  /** Names the checkpoint and the list of parked work; never changes. */
  readonly name: string;
  /** Categories of streams that it hears. */
  readonly categories: readonly StreamCategory[];
  /** Events of one key are handled one after another, in the order of the log. */
  keyOf(event: RecordedEvent): string;
  /** Sees every event in the order of the log, before any handling. Must be quick and must not throw. */
  observe?(event: RecordedEvent): void;
  /** All up to `position` has been seen. */
  observed?(position: bigint): void;
  /**
   * Works an event off. May be called again for the same event, after a crash or a failure: it must do no second thing.
   * Answers nothing when there was nothing to wait for.
   */
  handle(event: RecordedEvent): Promise<void> | undefined;
  /**
   * What a handled event still asks for, later and out of the turn of its key: the checkpoint waits for it, so that
   * after a crash the event is handled again. Must not reject.
   */
  aftermath?(event: RecordedEvent): Promise<void> | undefined;
}

/** Hears what the saga runtime does, for logs, metrics and alarms. Every part is optional; none may throw. */
export interface SagaObserver {
  /** An alarm for people: the consumer has stopped and will not go on by itself. */
  stopped?(consumer: string, reason: string): void;
  retrying?(consumer: string, eventId: string, attempt: number, error: unknown): void;
  parked?(consumer: string, eventId: string, reason: string): void;
  replayed?(consumer: string, eventId: string): void;
  reopened?(consumer: string, cause: 'silent' | 'error' | 'ended', error?: unknown): void;
  checkpointFailed?(consumer: string, error: unknown): void;
  /** A part of the process that is not bound to one event (deadlines, sweep, index) could not do its work now. */
  troubled?(consumer: string, part: string, error: unknown): void;
}

export interface PumpOptions {
  /** Keys that are handled side by side. */
  readonly concurrency: number;
  /** Events that may be in the process, handled and waiting, before reading pauses. */
  readonly capacity: number;
  readonly checkpointEveryEvents: number;
  readonly checkpointEveryMs: number;
  /** The watchdog looks this often; twice the same position behind the head means that the subscription is silent. */
  readonly watchdogMs: number;
  readonly reopenBaseMs: number;
  readonly reopenLimitMs: number;
  /** How often wishes to replay parked work are looked for. */
  readonly replayPollMs: number;
}

export const DEFAULT_PUMP_OPTIONS: PumpOptions = {
  concurrency: 64,
  capacity: 2_048,
  checkpointEveryEvents: 500,
  checkpointEveryMs: 1_000,
  watchdogMs: 5_000,
  reopenBaseMs: 100,
  reopenLimitMs: 5_000,
  replayPollMs: 5_000,
};
