import { SimulationFailure } from './simulation-failure.js';

const FINAL_CHECKS = [
  'deadlines',
  'duties',
  'rest',
  'directory',
  'notices',
  'persons',
  'views as replayed',
  'views as folded',
] as const;
export type FinalCheck = (typeof FINAL_CHECKS)[number];

/** Notes which checks have been made: a run that nobody has watched must not pass. */
export class Lookout {
  private readonly made = new Set<FinalCheck>();

  /** @param isAsleep no check is made, to see that this is found out */
  constructor(private readonly isAsleep: boolean) {}

  async look(check: FinalCheck, make: () => void | Promise<void>): Promise<void> {
    if (this.isAsleep) return;
    await make();
    this.made.add(check);
  }

  /** @throws SimulationFailure when a check was left out, or an event was not judged */
  assertAwake(judged: number, written: number): void {
    const missing = FINAL_CHECKS.filter((check) => !this.made.has(check));
    if (missing.length === 0 && judged === written && written > 0) return;
    const detail = `${judged} of ${written} events were judged; checks not made: ${missing.join(', ') || 'none'}`;
    throw new SimulationFailure('nobody looked', detail);
  }
}
