import type { Instant } from '../shared/time.js';
import type { SourcingDemand, SourcingInput, SourcingMethod, TransitTime } from './sourcing.types.js';

const DAY_SECONDS = 86_400;

/** How far a plan may be late, from `now` on. */
export interface Step {
  /** As the decision records it; undefined where the policy keeps no dates. */
  readonly toleranceDays: number | null | undefined;
  /** Seconds after `now` within which the goods must arrive. */
  readonly withinSeconds: number;
}

/** What dates are judged by in one run; all in seconds after its `now`. */
export interface Delivery {
  readonly transit: TransitTime;
  /** Never negative: of a date that has passed, lateness counts from now. */
  readonly promisedIn: number;
}

/** Null when the policy estimates no dates, or has no transit time for the service of the demand. */
export function deliveryOf({ demand, policy, now }: Pick<SourcingInput, 'demand' | 'policy' | 'now'>) {
  const transit = policy.promise?.transit.find(
    ({ service }) => service === undefined || service === demand.service,
  );
  if (transit === undefined) return null;
  const delivery: Delivery = { transit, promisedIn: Math.max(0, secondsUntil(demand.promisedBy, now)) };
  return delivery;
}

/** True when there is nothing to keep any more. */
export function isPromisePast({ promisedBy }: Pick<SourcingDemand, 'promisedBy'>, now: Instant): boolean {
  return secondsUntil(promisedBy, now) <= 0;
}

/**
 * Seconds after `now` at which goods should arrive: handling and transit, or for a pickup handling alone. Whole minutes.
 *
 * @param km null where it is not known: the part of the transit that grows with the distance is left out then
 */
export function arrivesIn({ transit }: Delivery, method: SourcingMethod, km: number | null): number {
  const { handlingHours, baseHours, hoursPerHundredKm } = transit;
  const onTheWay = method === 'pickup' ? 0 : baseHours + (hoursPerHundredKm * (km ?? 0)) / 100;
  return 60 * Math.round(60 * (handlingHours + onTheWay));
}

/**
 * The steps of a run, narrowest first; there is always one. Where no date can be kept – the promised one has passed, or
 * none can be estimated – any date will do at once.
 */
export function stepsOf(input: SourcingInput): readonly Step[] {
  const { demand, policy, now } = input;
  const { promise } = policy;
  if (promise === undefined) return [{ toleranceDays: undefined, withinSeconds: Number.POSITIVE_INFINITY }];
  const anyDate: Step = { toleranceDays: null, withinSeconds: Number.POSITIVE_INFINITY };
  if (deliveryOf(input) === null) return [anyDate];
  if (promise.thenAnyDate && isPromisePast(demand, now)) return [anyDate];
  const promisedIn = secondsUntil(demand.promisedBy, now);
  const steps = promise.toleranceDays.map((toleranceDays) => ({
    toleranceDays,
    withinSeconds: promisedIn + toleranceDays * DAY_SECONDS,
  }));
  return promise.thenAnyDate || steps.length === 0 ? [...steps, anyDate] : steps;
}

function secondsUntil(instant: Instant, now: Instant): number {
  return (Date.parse(instant) - Date.parse(now)) / 1000;
}
