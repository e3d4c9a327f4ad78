import { deliveryOf, isPromisePast } from './sourcing.delivery.js';
import type { SourcingDecision } from './sourcing.types.js';

/** How the promised date bound the run; nothing where the policy keeps no dates. */
export function explainPromise({ input, plan, toleranceDays }: SourcingDecision): readonly string[] {
  if (toleranceDays === undefined) return [];
  const { promisedBy, service } = input.demand;
  const promise = `The promise is ${promisedBy}`;
  if (deliveryOf(input) === null) {
    return [
      `${promise}; the policy has no transit time for ${service ?? 'this service'}, so any date would do.`,
    ];
  }
  const isPast = isPromisePast(input.demand, input.now);
  if (toleranceDays === null && isPast) {
    return [`${promise}, which had passed already, so any date would do.`];
  }
  if (plan.length === 0) return [`${promise}; nothing could be placed ${toleranceWords(toleranceDays)}.`];
  if (toleranceDays === 0) return [`${promise}, and the plan keeps it.`];
  const sooner = 'nothing sooner was found that places as much';
  return [`${promise}; the plan may come ${toleranceWords(toleranceDays)}: ${sooner}.`];
}

/** A tolerance in words. */
export function toleranceWords(toleranceDays: number | null | undefined): string {
  if (toleranceDays === null || toleranceDays === undefined) return 'at any date';
  if (toleranceDays === 0) return 'in time';
  return `up to ${toleranceDays} ${toleranceDays === 1 ? 'day' : 'days'} late`;
}

/** What a search was confined to, for a sentence on its result: empty when to nothing. */
export function dateLimit({ toleranceDays }: SourcingDecision): string {
  return typeof toleranceDays === 'number' ? ` ${toleranceWords(toleranceDays)}` : '';
}

/** Orders decisions by how late they were allowed to be, the narrowest first. */
export function compareLateness(one: SourcingDecision, other: SourcingDecision): number {
  const [here, there] = [one, other].map(({ toleranceDays }) => toleranceDays ?? Number.MAX_SAFE_INTEGER);
  return (here ?? 0) - (there ?? 0);
}
