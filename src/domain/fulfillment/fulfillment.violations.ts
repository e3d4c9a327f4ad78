import { unitsOf } from './fulfillment.lines.js';
import { type FulfillmentState, TERMINAL_STATUSES } from './fulfillment.state.js';

/** What is wrong with a folded fulfillment, as sentences; empty when all is well. For the auditor, after every event. */
export function fulfillmentViolations(state: FulfillmentState): readonly string[] {
  const { status, work } = state;
  if (!work) return [];
  const violations: string[] = [];
  for (const { lineId, quantity } of work.released) {
    const there = unitsOf(work.lines, lineId);
    const gone = unitsOf(work.gone, lineId);
    if (quantity === there + gone) continue;
    violations.push(`line ${lineId}: ${quantity} units released, ${there} there and ${gone} gone`);
  }
  const isEmpty = work.lines.length === 0;
  if (isEmpty && !TERMINAL_STATUSES.has(status)) violations.push(`${status} without any units`);
  if (isEmpty && (status === 'delivered' || status === 'collected'))
    violations.push(`${status} without any units`);
  return violations;
}
