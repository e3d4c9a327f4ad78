import type { RecordedEvent } from '../ports/event-store.js';
import type { AuditViolation } from './audit-report.js';

const NOTHING: readonly AuditViolation[] = [];
/** So many are looked through one by one: most streams have a few commands, and a set of a few is dear. */
const FEW = 16;

/** Commands of one stream. */
class CommandIds {
  private few: string[] = [];
  private many: Set<string> | null = null;

  has(id: string): boolean {
    return this.many === null ? this.few.includes(id) : this.many.has(id);
  }

  add(id: string): void {
    if (this.many === null && this.few.length < FEW) {
      this.few.push(id);
      return;
    }
    this.many ??= new Set(this.few);
    this.few = [];
    this.many.add(id);
  }
}

interface StreamTrace {
  /** A number, for a stream's revisions stay far below what one holds exactly. */
  nextRevision: number;
  lastCommandId: string;
  /** The commands before the last one; null while there was none. */
  earlier: CommandIds | null;
}

/**
 * Promise 9: positions rise, and the revisions of each stream count up from 0 without a gap.
 * Promise 2: the events of one command id stand together in a stream; a second group would be a second effect.
 */
export class LogOrderCheck {
  private readonly traces = new Map<string, StreamTrace>();
  private lastPosition = -1n;

  get streams(): number {
    return this.traces.size;
  }

  observe(event: RecordedEvent): readonly AuditViolation[] {
    const { stream, revision, position } = event;
    const { commandId } = event.metadata;
    const trace = this.traceOf(stream, commandId);
    const expected = trace.nextRevision;
    const { lastPosition } = this;
    const isInOrder = Number(revision) === expected && position > lastPosition;
    const isOnce = commandId === trace.lastCommandId || trace.earlier?.has(commandId) !== true;
    this.lastPosition = position;
    trace.nextRevision = Number(revision) + 1;
    if (commandId !== trace.lastCommandId) {
      trace.earlier ??= new CommandIds();
      trace.earlier.add(trace.lastCommandId);
      trace.lastCommandId = commandId;
    }
    return isInOrder && isOnce ? NOTHING : violations(event, { expected, lastPosition, isOnce });
  }

  private traceOf(stream: string, commandId: string): StreamTrace {
    const known = this.traces.get(stream);
    if (known) return known;
    const trace = { nextRevision: 0, lastCommandId: commandId, earlier: null };
    this.traces.set(stream, trace);
    return trace;
  }
}

interface Expectation {
  readonly expected: number;
  readonly lastPosition: bigint;
  readonly isOnce: boolean;
}

function violations(
  { stream, revision, position, metadata }: RecordedEvent,
  { expected, lastPosition, isOnce }: Expectation,
): readonly AuditViolation[] {
  const found: AuditViolation[] = [];
  if (Number(revision) !== expected) {
    found.push({ promise: 9, stream, revision, detail: `revision ${revision} follows ${expected - 1}` });
  }
  if (position <= lastPosition) {
    found.push({ promise: 9, stream, revision, detail: `position ${position} follows ${lastPosition}` });
  }
  if (!isOnce) {
    found.push({ promise: 2, stream, revision, detail: `command ${metadata.commandId} took effect twice` });
  }
  return found;
}
