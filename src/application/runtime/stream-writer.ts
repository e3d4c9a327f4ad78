import type { Clock } from '../ports/clock.js';
import {
  AppendOutcomeUnknown,
  type AppendReceipt,
  type EventStore,
  EventStoreUnavailable,
  type NewEvent,
  type RecordedEvent,
  WrongExpectedRevision,
} from '../ports/event-store.js';
import { backoffMs, pause } from './pause.js';
import type { RunnerObserver, RunnerOptions } from './runner-options.js';

/** `null`: another writer was first and nothing of ours was written. */
export type WriteOutcome = AppendReceipt | null;

type LookBack =
  | { readonly found: 'ours'; readonly receipt: AppendReceipt }
  | { readonly found: 'others' | 'nothing' };

/**
 * Appends and settles. A lost answer is never guessed at: the stream is read back, and as long as it shows nothing the
 * very same events are sent again, with the same ids at the same revision, so that only one of the writes can count.
 */
export class StreamWriter {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly options: RunnerOptions,
    private readonly observer: RunnerObserver,
  ) {}

  /**
   * @throws EventStoreUnavailable when nothing was written; AppendOutcomeUnknown when it could not be settled
   */
  async write(stream: string, revision: bigint | null, events: readonly NewEvent[]): Promise<WriteOutcome> {
    try {
      return await this.store.append(stream, revision ?? 'no-stream', events);
    } catch (error) {
      if (error instanceof WrongExpectedRevision) return null;
      if (!(error instanceof AppendOutcomeUnknown)) throw error;
      this.observer.outcomeUnknown?.(stream);
      return this.settle(stream, revision, events, error);
    }
  }

  private async settle(
    stream: string,
    revision: bigint | null,
    events: readonly NewEvent[],
    doubt: AppendOutcomeUnknown,
  ): Promise<WriteOutcome> {
    const { maxSettleAttempts, retryBaseMs, jitter } = this.options;
    for (let attempt = 1; ; attempt += 1) {
      const seen = await this.lookBack(stream, revision, events);
      if (seen?.found === 'ours') return seen.receipt;
      if (seen?.found === 'others') return null;
      if (attempt >= maxSettleAttempts) throw doubt;
      await pause(this.clock, backoffMs(retryBaseMs, attempt, jitter));
      const receipt = await this.sendAgain(stream, revision, events);
      if (receipt !== null) return receipt;
    }
  }

  /** Null when it still is not known what became of the events; the next look tells. */
  private async sendAgain(
    stream: string,
    revision: bigint | null,
    events: readonly NewEvent[],
  ): Promise<AppendReceipt | null> {
    try {
      return await this.store.append(stream, revision ?? 'no-stream', events);
    } catch (error) {
      if (isAnswerLater(error)) return null;
      throw error;
    }
  }

  /** What stands where our events should be; null when the store cannot tell now. */
  private async lookBack(
    stream: string,
    revision: bigint | null,
    events: readonly NewEvent[],
  ): Promise<LookBack | null> {
    const from = revision === null ? 0n : revision + 1n;
    const recorded: RecordedEvent[] = [];
    try {
      for await (const event of this.store.readStream(stream, from, events.length)) recorded.push(event);
      if (recorded.some(({ eventId }, index) => eventId !== events[index]?.eventId))
        return { found: 'others' };
      const last = recorded.at(-1);
      if (last === undefined || recorded.length < events.length) return { found: 'nothing' };
      return { found: 'ours', receipt: { nextRevision: last.revision, position: last.position } };
    } catch (error) {
      if (error instanceof EventStoreUnavailable) return null;
      throw error;
    }
  }
}

/** A conflict counts too: it may be our own first write that was in the way. */
function isAnswerLater(error: unknown): boolean {
  return (
    error instanceof WrongExpectedRevision ||
    error instanceof AppendOutcomeUnknown ||
    error instanceof EventStoreUnavailable
  );
}
