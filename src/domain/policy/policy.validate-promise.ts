import type { PromiseRules, TransitTime } from '../sourcing/sourcing.types.js';
import type { ReportFinding } from './policy.events.js';

/** More steps than this are searched in vain. */
const MAX_STEPS = 10;
const MAX_TOLERANCE_DAYS = 365;
/** A year. */
const MAX_HOURS = 8760;
/** On foot, with rests. */
const MAX_HOURS_PER_HUNDRED_KM = 100;

/** Looks over how a policy keeps promised dates. */
export function checkPromise(promise: PromiseRules, report: ReportFinding): void {
  checkSteps(promise, report);
  if (promise.transit.length === 0) report('error', 'promise.transit', 'must hold at least one entry');
  promise.transit.forEach((entry, index) => checkTransit(entry, `promise.transit[${index}]`, report));
  checkServices(promise.transit, report);
}

function checkSteps({ toleranceDays, thenAnyDate }: PromiseRules, report: ReportFinding): void {
  const field = 'promise.toleranceDays';
  if (toleranceDays.length > MAX_STEPS) report('error', field, `must hold at most ${MAX_STEPS} steps`);
  if (toleranceDays.length === 0 && !thenAnyDate) {
    report('error', field, 'must hold at least one step, or thenAnyDate must be true');
  }
  toleranceDays.forEach((days, index) => {
    if (!Number.isSafeInteger(days) || days < 0 || days > MAX_TOLERANCE_DAYS) {
      report('error', `${field}[${index}]`, `must be a whole number of days, 0 to ${MAX_TOLERANCE_DAYS}`);
    }
    if (index > 0 && !(days > (toleranceDays[index - 1] ?? 0))) {
      report('error', `${field}[${index}]`, 'must be wider than the step before');
    }
  });
}

function checkTransit(entry: TransitTime, path: string, report: ReportFinding): void {
  if (entry.service?.trim() === '') {
    report('error', `${path}.service`, 'must name a service, or be absent');
  }
  for (const field of ['handlingHours', 'baseHours'] as const) {
    if (!(entry[field] >= 0 && entry[field] <= MAX_HOURS)) {
      report('error', `${path}.${field}`, `must be between 0 and ${MAX_HOURS}`);
    }
  }
  if (!(entry.hoursPerHundredKm >= 0 && entry.hoursPerHundredKm <= MAX_HOURS_PER_HUNDRED_KM)) {
    report('error', `${path}.hoursPerHundredKm`, `must be between 0 and ${MAX_HOURS_PER_HUNDRED_KM}`);
  }
}

/** The first entry that matches counts; those behind it are dead. */
function checkServices(transit: readonly TransitTime[], report: ReportFinding): void {
  transit.forEach(({ service }, index) => {
    const before = transit.findIndex((one) => one.service === undefined || one.service === service);
    if (before < index) {
      report('warning', `promise.transit[${index}]`, `is never reached: transit[${before}] comes first`);
    }
  });
  if (transit.length > 0 && transit.every(({ service }) => service !== undefined)) {
    report('warning', 'promise.transit', 'has no entry for other services: their dates are not kept');
  }
}
