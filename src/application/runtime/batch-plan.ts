import type { Message } from '../../domain/shared/decider.js';
import type { EventMetadata } from '../../domain/shared/event-metadata.js';
import type { NewEvent } from '../ports/event-store.js';
import type { Ids } from '../ports/ids.js';
import type { RememberedCommand } from '../ports/snapshot-store.js';
import type { CommandContext } from './command-context.js';
import type { CommandResult } from './command-result.js';
import type { AnyDecider, FoldedStream } from './folded-stream.js';
import type { RecalledCommands } from './forgotten-commands.js';
import { DecisionTooLarge } from './runner-errors.js';
import type { RunnerOptions } from './runner-options.js';

/** What is reckoned for the metadata and the ids of one event: more than any of them has. */
const METADATA_BYTES = 800;

/** A command that waits for its turn. */
export interface CommandTask {
  readonly kind: 'command';
  readonly command: Message;
  readonly context: CommandContext;
  readonly ifRevision: bigint | undefined;
  readonly startsStream: boolean;
}

/** An event with its JSON, which is made once: to know its size, and to send it. */
interface Draft {
  readonly event: Message;
  readonly json: string;
}

/** Events of one command within the write of a batch. */
export interface PlannedCommand {
  readonly context: CommandContext;
  readonly events: readonly Message[];
  readonly firstRevision: bigint;
  readonly revision: bigint;
}

export type Verdict =
  /** Its events are in the write. */
  | { readonly kind: 'accepted'; readonly planned: PlannedCommand }
  /** The same command stands earlier in this batch, or (`remembered`) in the log. */
  | { readonly kind: 'repeats'; readonly planned: PlannedCommand }
  | { readonly kind: 'remembered'; readonly command: RememberedCommand }
  /** Nothing to write. Holds only if the state it was decided on is the end of the stream. */
  | { readonly kind: 'answered'; readonly result: CommandResult }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** No room left in this write. */
  | { readonly kind: 'postponed' };

/**
 * Decides waiting commands one after another, each on the state that the ones before it leave behind, and gathers
 * their events for one write. A command that is refused, or that throws, leaves no trace: its neighbours see the state
 * as if it had never been there. Nothing outside this object changes before the write has succeeded.
 */
export class BatchPlan {
  readonly events: NewEvent[] = [];
  readonly accepted: PlannedCommand[] = [];
  state: unknown;
  private readonly byCommandId = new Map<string, PlannedCommand>();
  private bytes = 0;

  constructor(
    private readonly folded: FoldedStream,
    private readonly decider: AnyDecider,
    private readonly ids: Ids,
    private readonly recordedAt: string,
    private readonly options: RunnerOptions,
    private readonly recalled: RecalledCommands,
  ) {
    this.state = folded.state;
  }

  /** Revision of the stream once the events so far are written. */
  get revision(): bigint | null {
    return this.events.length === 0 ? this.folded.revision : this.nextRevision - 1n;
  }

  add(task: CommandTask): Verdict {
    try {
      return this.recognise(task) ?? this.mismatch(task) ?? this.decide(task);
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  private get nextRevision(): bigint {
    return this.folded.nextRevision + BigInt(this.events.length);
  }

  private recognise({ context }: CommandTask): Verdict | null {
    const planned = this.byCommandId.get(context.commandId);
    const command = this.folded.window.find(context.commandId) ?? this.recalled.get(context.commandId);
    const bodyHash = planned?.context.bodyHash ?? command?.bodyHash;
    if (planned === undefined && command === undefined) return null;
    if (bodyHash !== undefined && context.bodyHash !== undefined && bodyHash !== context.bodyHash) {
      const detail = 'this Idempotency-Key came before with another body';
      return this.refuse('IDEMPOTENCY_KEY_REUSED', detail, []);
    }
    if (planned !== undefined) return { kind: 'repeats', planned };
    return command === undefined ? null : { kind: 'remembered', command };
  }

  private mismatch({ ifRevision }: CommandTask): Verdict | null {
    if (ifRevision === undefined || ifRevision === this.revision) return null;
    const found = this.revision === null ? 'the stream does not exist' : `the stream is at ${this.revision}`;
    const detail = `revision ${ifRevision} was expected, ${found}`;
    return this.refuse('REVISION_MISMATCH', detail, this.decider.allowed(this.state));
  }

  private decide(task: CommandTask): Verdict {
    const decision = this.decider.decide(task.command, this.state);
    if (decision.outcome === 'rejected') {
      return this.refuse(decision.code, decision.detail, this.decider.allowed(this.state));
    }
    if (decision.outcome === 'unchanged') return this.unchanged(decision.reason);
    if (decision.events.length === 0) return this.unchanged('the decision is without events');
    return this.take(task, decision.events);
  }

  /** All or nothing: everything that can throw comes before the first assignment. */
  private take(task: CommandTask, events: readonly Message[]): Verdict {
    const drafts = events.map((event) => ({ event, json: JSON.stringify(event.data) }));
    const bytes = this.sizeOf(task, drafts);
    if (this.isFull(events.length, bytes)) return { kind: 'postponed' };
    let state = this.state;
    for (const event of events) state = this.decider.evolve(state, event);
    const newEvents = this.toNewEvents(task.context, drafts);

    const firstRevision = this.nextRevision;
    const revision = firstRevision + BigInt(events.length) - 1n;
    const planned = { context: task.context, events, firstRevision, revision };
    this.state = state;
    this.bytes += bytes;
    this.events.push(...newEvents);
    this.accepted.push(planned);
    this.byCommandId.set(task.context.commandId, planned);
    return { kind: 'accepted', planned };
  }

  private isFull(events: number, bytes: number): boolean {
    if (this.events.length === 0) return false;
    const { maxEventsPerWrite, maxBytesPerWrite } = this.options;
    return this.events.length + events > maxEventsPerWrite || this.bytes + bytes > maxBytesPerWrite;
  }

  private sizeOf({ command }: CommandTask, drafts: readonly Draft[]): number {
    const { maxEventsPerDecision, maxBytesPerEvent, maxBytesPerWrite } = this.options;
    const tooLarge = (detail: string): DecisionTooLarge =>
      new DecisionTooLarge(this.folded.stream, command.type, detail);
    if (drafts.length > maxEventsPerDecision) {
      throw tooLarge(`${drafts.length} events, at most ${maxEventsPerDecision}`);
    }
    let total = 0;
    for (const { event, json } of drafts) {
      const bytes = Buffer.byteLength(json);
      if (bytes > maxBytesPerEvent) {
        throw tooLarge(`${event.type} has ${bytes} bytes, at most ${maxBytesPerEvent}`);
      }
      total += bytes + METADATA_BYTES;
    }
    if (total > maxBytesPerWrite) throw tooLarge(`${total} bytes, at most ${maxBytesPerWrite}`);
    return total;
  }

  /**
   * Ids of this very decision. The store takes an append of known ids for a repeat and confirms it without looking at
   * the content, so the same command decided anew, on other facts or with another body, must never bring them again:
   * not from another process, and not within the same instant.
   */
  private toNewEvents(context: CommandContext, drafts: readonly Draft[]): readonly NewEvent[] {
    const metadata = metadataOf(context, this.recordedAt);
    return drafts.map(({ event, json }) => ({ eventId: this.ids.random(), event, metadata, json }));
  }

  private refuse(code: string, detail: string, allowed: readonly string[]): Verdict {
    const { stream } = this.folded;
    const result = { outcome: 'rejected', stream, revision: this.revision, code, detail, allowed } as const;
    return { kind: 'answered', result };
  }

  private unchanged(reason: string): Verdict {
    const { stream } = this.folded;
    return { kind: 'answered', result: { outcome: 'unchanged', stream, revision: this.revision, reason } };
  }
}

function metadataOf(context: CommandContext, recordedAt: string): EventMetadata {
  const { tenant, commandId, correlationId, causationId, actor, channel, bodyHash, traceparent } = context;
  return {
    tenant,
    commandId,
    correlationId,
    causationId,
    actor,
    occurredAt: context.occurredAt ?? recordedAt,
    recordedAt,
    ...(channel === undefined ? {} : { channel }),
    ...(bodyHash === undefined ? {} : { bodyHash }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
