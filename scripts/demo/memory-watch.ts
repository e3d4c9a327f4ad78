import { readFileSync } from 'node:fs';

/** Resident memory of the engine over time, where the system tells it (Linux). */
export class MemoryWatch {
  private readonly samplesMib: number[] = [];

  constructor(private readonly pid: () => number | undefined) {}

  sample(): void {
    try {
      const status = readFileSync(`/proc/${String(this.pid())}/status`, 'utf8');
      const kib = /^VmRSS:\s+(\d+)/m.exec(status)?.[1];
      if (kib) this.samplesMib.push(Math.round(Number(kib) / 1024));
    } catch {
      // Not Linux, or between two lives of the engine: one sample less.
    }
  }

  /** Medians of the second and the last quarter of the run: a leak shows as a difference. */
  describe(): string {
    if (this.samplesMib.length < 8) return 'not measured';
    const quarter = Math.floor(this.samplesMib.length / 4);
    const early = median(this.samplesMib.slice(quarter, 2 * quarter));
    const late = median(this.samplesMib.slice(-quarter));
    return `${early} MiB in the second quarter of the run, ${late} MiB in the last, ${Math.max(...this.samplesMib)} MiB at most`;
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
