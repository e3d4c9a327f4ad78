import type { Chance } from './chance.js';
import type { Life } from './life.js';

interface Turn {
  readonly life: Life;
  readonly label: string;
  readonly go: () => void;
}

/**
 * Everything that waits for the outside: answers, messages, timers that have come. One of them goes on at a time, and
 * which one the seed decides. What a process does between two of its waits is the smallest step that a crash can cut.
 */
export class Scheduler {
  private ready: Turn[] = [];

  constructor(private readonly chance: Chance) {}

  get waiting(): number {
    return this.ready.length;
  }

  /** Settles when it is this one's turn; never for a process that has ended. */
  turn(life: Life, label: string): Promise<void> {
    return new Promise((resolve) => {
      this.post(life, label, resolve);
    });
  }

  post(life: Life, label: string, go: () => void): void {
    if (!life.isDead) this.ready.push({ life, label, go });
  }

  /** Lets one of them go on. Null when nothing waits. */
  releaseOne(): string | null {
    if (this.ready.length === 0) return null;
    const index = this.chance.below(this.ready.length);
    const turn = this.ready[index] as Turn;
    const last = this.ready.pop() as Turn;
    if (last !== turn) this.ready[index] = last;
    turn.go();
    return `${turn.life.name}: ${turn.label}`;
  }

  forget(life: Life): void {
    this.ready = this.ready.filter((turn) => turn.life !== life);
  }
}
