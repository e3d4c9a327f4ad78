/** One process from its start to its end: after a crash nothing of it ever runs again, and nobody is told. */
export class Life {
  /** What its clock shows beyond the true time. */
  skewMs = 0;
  private dead = false;
  private readonly atEnd: (() => void)[] = [];

  constructor(readonly name: string) {}

  get isDead(): boolean {
    return this.dead;
  }

  /** Clears away what would keep the dead process in memory. */
  whenDead(clear: () => void): void {
    this.atEnd.push(clear);
  }

  end(): void {
    if (this.dead) return;
    this.dead = true;
    for (const clear of this.atEnd.splice(0)) clear();
  }
}
