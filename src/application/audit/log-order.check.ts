import type { RecordedEvent } from '../ports/event-store.js';
import type { AuditViolation } from './audit-report.js';

interface StreamTrace {
  nextRevision: bigint;
  lastCommandId: string;
  readonly commandIds: Set<string>;
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
    const { stream, revision, position, metadata } = event;
    const trace = this.traceOf(stream);
    const found: AuditViolation[] = [];
    if (revision !== trace.nextRevision) {
      found.push({
        promise: 9,
        stream,
        revision,
        detail: `revision ${revision} follows ${trace.nextRevision - 1n}`,
      });
    }
    if (position <= this.lastPosition) {
      found.push({
        promise: 9,
        stream,
        revision,
        detail: `position ${position} follows ${this.lastPosition}`,
      });
    }
    if (metadata.commandId !== trace.lastCommandId && trace.commandIds.has(metadata.commandId)) {
      found.push({ promise: 2, stream, revision, detail: `command ${metadata.commandId} took effect twice` });
    }
    trace.nextRevision = revision + 1n;
    trace.lastCommandId = metadata.commandId;
    trace.commandIds.add(metadata.commandId);
    this.lastPosition = position;
    return found;
  }

  private traceOf(stream: string): StreamTrace {
    const known = this.traces.get(stream);
    if (known) return known;
    const trace = { nextRevision: 0n, lastCommandId: '', commandIds: new Set<string>() };
    this.traces.set(stream, trace);
    return trace;
  }
}
