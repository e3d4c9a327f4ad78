import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import type { RunOptions, RunReport } from '../simulation.js';

const EVENTS_TOLD = 14;
const TEXT_LIMIT = 400;

/** A failed run for people: what broke, how to see it again, and what the stream concerned went through last. */
export function explainFailure(report: RunReport, { seed, without = [] }: RunOptions): string {
  const { failure, failedAtStep, truth } = report;
  if (failure === null) return '';
  const leftOut = without.length === 0 ? '' : ` --without ${without.join(',')}`;
  const { stream } = failure;
  const events = stream === undefined ? truth.log : truth.log.filter((event) => event.stream === stream);
  return [
    `seed ${seed} FAILED: ${failure.message}`,
    `  replay: npm run simulate -- --seeds 1 --seed ${seed} --steps ${failedAtStep ?? 0}${leftOut}`,
    `  the last events${stream === undefined ? '' : ` of ${stream}`}:`,
    ...events.slice(-EVENTS_TOLD).map(tell),
  ].join('\n');
}

export function tell({ stream, revision, position, event, metadata }: RecordedEvent): string {
  const { decision: _decision, ...data } = event.data as Record<string, unknown>;
  const text = JSON.stringify(data).slice(0, TEXT_LIMIT);
  return `    ${position} ${metadata.recordedAt.slice(11, 23)} ${stream}@${revision} ${event.type} ${text}`;
}
