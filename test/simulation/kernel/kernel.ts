import { Chance } from './chance.js';
import { type Fault, Faults } from './faults.js';
import { Life } from './life.js';
import { Scheduler } from './scheduler.js';
import { VirtualClock } from './virtual-clock.js';

/** What every part of a run shares: chance, time, turns and faults, all from one seed. */
export class Kernel {
  readonly chance: Chance;
  readonly scheduler: Scheduler;
  readonly clock: VirtualClock;
  readonly faults: Faults;
  /** The event store and the cache on their own machines: they outlive every engine. */
  readonly servers = new Life('servers');
  /** What else came about, and how often. */
  readonly noted = new Map<string, number>();

  constructor(seed: number, without: readonly Fault[]) {
    this.chance = new Chance(seed);
    this.scheduler = new Scheduler(this.chance);
    this.clock = new VirtualClock(this.scheduler);
    this.faults = new Faults(this.chance, without);
  }

  note(happening: string): void {
    this.noted.set(happening, (this.noted.get(happening) ?? 0) + 1);
  }

  /** A message on its way: now and then it takes much longer than the others. */
  deliver(life: Life, label: string, go: () => void): void {
    if (this.faults.strikes('messageLate')) {
      const delayMs = this.chance.pick([50, 2_000, 60_000]);
      this.clock.schedule(life, delayMs, go);
      return;
    }
    this.scheduler.post(life, label, go);
  }

  delivered(life: Life, label: string): Promise<void> {
    return new Promise((resolve) => {
      this.deliver(life, label, resolve);
    });
  }
}
