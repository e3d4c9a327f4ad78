import type { Instant } from '../shared/time.js';
import type { SourcingCondition, SourcingDemand } from './sourcing.types.js';

/** True when every part of the condition that is present holds. No condition always holds. */
export function conditionHolds(
  condition: SourcingCondition | undefined,
  demand: SourcingDemand,
  now: Instant,
): boolean {
  if (condition === undefined) return true;
  return (
    isListed(condition.channels, demand.channel) &&
    isListed(condition.methods, demand.method) &&
    isListed(condition.countries, demand.destination.country) &&
    isListed(condition.regions, demand.destination.region) &&
    hasOneOf(condition.tags, demand.tags) &&
    isWithinValue(condition, demand.valueMinor) &&
    isWithinWindow(condition, now)
  );
}

function isListed(list: readonly string[] | undefined, value: string | undefined): boolean {
  return list === undefined || list.some((listed) => listed === value);
}

function hasOneOf(wanted: readonly string[] | undefined, tags: readonly string[]): boolean {
  return wanted === undefined || wanted.some((tag) => tags.includes(tag));
}

/** Both ends inclusive. */
function isWithinValue({ minValueMinor, maxValueMinor }: SourcingCondition, valueMinor: number): boolean {
  return valueMinor >= (minValueMinor ?? 0) && valueMinor <= (maxValueMinor ?? Number.POSITIVE_INFINITY);
}

function isWithinWindow({ from, until }: SourcingCondition, now: Instant): boolean {
  if (from === undefined && until === undefined) return true;
  const instant = Date.parse(now);
  return (
    (from === undefined || instant >= Date.parse(from)) &&
    (until === undefined || instant < Date.parse(until))
  );
}
