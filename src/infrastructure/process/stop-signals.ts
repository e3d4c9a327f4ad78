const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type StopSignal = (typeof SIGNALS)[number];

/** Hears the signals that ask a program to stop, from its first moment on: what one does depends on what runs by then. */
export class StopSignals {
  constructor(private heed: (signal: StopSignal) => void) {
    for (const signal of SIGNALS) process.on(signal, () => this.heed(signal));
  }

  /** From now on a signal does this. */
  become(heed: (signal: StopSignal) => void): void {
    this.heed = heed;
  }
}
