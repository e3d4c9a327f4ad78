import type { Chance } from './chance.js';

/** How often each fault comes, by chance of one in which it can come. */
const RATES = {
  appendUnavailable: 0.01,
  appendLostRequest: 0.01,
  appendLostAnswer: 0.02,
  appendLateWrite: 0.02,
  handOverLate: 0.2,
  readUnavailable: 0.005,
  subscriptionBreaks: 0.01,
  subscriptionSilent: 0.002,
  subscriptionRepeats: 0.3,
  messageLate: 0.01,
  viewsUnavailable: 0.005,
  viewsLostAnswer: 0.005,
  indexUnavailable: 0.01,
  indexLostAnswer: 0.01,
  checkpointUnavailable: 0.03,
  checkpointLostAnswer: 0.03,
  vaultUnavailable: 0.03,
  vaultLostAnswer: 0.03,
  noticeLost: 0.05,
  noticeLostAnswer: 0.05,
  crash: 0.002,
  restart: 0.001,
  secondEngine: 0.002,
  cacheLoss: 0.001,
  cacheRefusesWrites: 0.0005,
  clockJump: 0.002,
  clockSkew: 0.001,
  repeatedCommand: 0.08,
  staleCommand: 0.05,
} as const;

export type Fault = keyof typeof RATES;
export const FAULTS = Object.keys(RATES) as readonly Fault[];

/**
 * The faults of one run. Each kind is absent, rare or frequent as the seed says: runs with few kinds reach states that
 * runs with all of them never do.
 */
export class Faults {
  private readonly rates: Record<Fault, number>;
  /** How often each has struck. */
  readonly struck = new Map<Fault, number>();
  private isCalm = true;

  constructor(
    private readonly chance: Chance,
    without: readonly Fault[],
  ) {
    const intensity = FAULTS.map((fault) => [fault, RATES[fault] * chance.pick([0, 0, 0.5, 1, 4])] as const);
    this.rates = Object.fromEntries(intensity) as Record<Fault, number>;
    for (const fault of without) this.rates[fault] = 0;
  }

  begin(): void {
    this.isCalm = false;
  }

  /** From now on nothing goes wrong any more. */
  end(): void {
    this.isCalm = true;
  }

  strikes(fault: Fault): boolean {
    if (this.isCalm || !this.chance.happens(this.rates[fault])) return false;
    this.struck.set(fault, (this.struck.get(fault) ?? 0) + 1);
    return true;
  }

  /** The first of these that strikes, if any does. */
  oneOf<F extends Fault>(...faults: readonly F[]): F | null {
    return faults.find((fault) => this.strikes(fault)) ?? null;
  }
}
