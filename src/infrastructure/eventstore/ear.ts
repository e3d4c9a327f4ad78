/** Notices that nothing came though somebody listens. One timer a read, and nothing to do for an event. */
export class Ear {
  gaveUp = false;
  private turns = 0;
  private isListening = true;
  private timer: NodeJS.Timeout;

  constructor(
    private readonly silenceMs: number,
    private readonly giveUp: () => void,
  ) {
    this.timer = this.lookLater();
  }

  heard(): void {
    this.turns += 1;
    this.isListening = false;
  }

  /** The reader is done with what it heard. */
  listens(): void {
    this.turns += 1;
    this.isListening = true;
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private lookLater(): NodeJS.Timeout {
    const before = this.turns;
    return setTimeout(() => {
      if (!this.isListening || this.turns !== before) {
        this.timer = this.lookLater();
        return;
      }
      this.gaveUp = true;
      this.giveUp();
    }, this.silenceMs).unref();
  }
}
