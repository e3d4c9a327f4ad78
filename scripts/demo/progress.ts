/** One line that redraws itself on a terminal, and a line every ten seconds where there is none. */
export class Progress {
  private readonly startedAt = Date.now();
  private lastPlainAt = 0;

  constructor(
    private readonly total: number,
    private readonly out: NodeJS.WriteStream = process.stdout,
  ) {}

  draw(posted: number, settled: number, note: string): void {
    const seconds = Math.round((Date.now() - this.startedAt) / 1000);
    const text = `${bar((posted + settled) / (2 * this.total))} posted ${posted}/${this.total}, settled ${settled}/${this.total}, ${seconds} s ${note}`;
    if (this.out.isTTY) {
      this.out.write(`\r  ${text}\u001b[K`);
    } else if (Date.now() - this.lastPlainAt > 10_000) {
      this.lastPlainAt = Date.now();
      this.out.write(`  ${text}\n`);
    }
  }

  end(): void {
    if (this.out.isTTY) this.out.write('\n');
  }
}

function bar(share: number): string {
  const filled = Math.round(Math.min(1, share) * 24);
  return `[${'#'.repeat(filled)}${'.'.repeat(24 - filled)}]`;
}
