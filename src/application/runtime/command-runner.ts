import type { Decider, Message } from '../../domain/shared/decider.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { CommandContext } from './command-context.js';
import type { CommandResult } from './command-result.js';

export interface ExecuteOptions {
  /** From `If-Match`: the revision that the caller has seen. No retry: another revision is answered with REVISION_MISMATCH. */
  readonly ifRevision?: bigint;
  /**
   * A hint that the command most likely opens a new stream. A stream that is not in memory is then taken for new, and
   * read only when that turns out to be wrong. Nothing but speed depends on it.
   */
  readonly startsStream?: true;
}

export interface LoadOptions {
  /**
   * A revision that the answer must include. What is held in memory is then enough when it goes that far; without it,
   * the end of the stream is read.
   */
  readonly atLeast?: bigint;
  /**
   * An event of the stream that the caller has from the log. What is in memory and ends before it, or a stream of which
   * it is the first, is brought up to it without reading.
   */
  readonly known?: RecordedEvent;
}

/** An aggregate as it stands. */
export interface LoadedAggregate<State> {
  readonly state: State;
  /** Null when the stream does not exist. */
  readonly revision: bigint | null;
}

/** Runs commands against streams: read, fold, decide, append at the revision that was read. */
export interface CommandRunner {
  /**
   * Decides and, when accepted, appends durably before it answers.
   * @throws EventStoreUnavailable when the store cannot be reached; TooManyConflicts after 5 lost races.
   */
  execute<C extends Message, E extends Message, S>(
    decider: Decider<C, E, S>,
    command: C,
    context: CommandContext,
    options?: ExecuteOptions,
  ): Promise<CommandResult>;
  /** The state as of the end of the stream (cached state plus what the log has beyond it). */
  load<C extends Message, E extends Message, S>(
    decider: Decider<C, E, S>,
    tenant: string,
    id: string,
    options?: LoadOptions,
  ): Promise<LoadedAggregate<S>>;
}

export const COMMAND_RUNNER = Symbol('CommandRunner');
