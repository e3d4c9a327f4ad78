import { Auditor } from '../../../src/application/audit/auditor.js';
import type { RecordedEvent } from '../../../src/application/ports/event-store.js';

/** The auditor's verdict over a log at rest. @returns what is wrong, in words */
export function checkAudit(log: readonly RecordedEvent[]): readonly string[] {
  const auditor = new Auditor();
  for (const event of log) auditor.observe(event);
  const { violations, violationsByPromise } = auditor.finish({ atRest: true });
  if (violationsByPromise.size === 0) return [];
  return violations.map(
    ({ promise, stream, revision, detail }) =>
      `promise ${promise}: ${stream}@${String(revision ?? 'end')}: ${detail}`,
  );
}
