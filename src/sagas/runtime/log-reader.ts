import type { Clock } from '../../application/ports/clock.js';
import type { EventStore, RecordedEvent } from '../../application/ports/event-store.js';
import type { StreamCategory } from '../../domain/shared/stream-names.js';

/** What a {@link LogReader} hands on. */
export interface LogListener {
  /** The next event. A promise holds the reading up. What it throws ends the reading for good. */
  onEvent(event: RecordedEvent): Promise<void> | undefined;
  /** Everything up to `position` has been looked at. */
  onPassed(position: bigint): void;
  onReopened(cause: 'silent' | 'error' | 'ended', error?: unknown): void;
  onFatal(error: unknown): void;
}

export interface LogReaderOptions {
  readonly watchdogMs: number;
  readonly reopenBaseMs: number;
  readonly reopenLimitMs: number;
}

/** A mistake of the listener, as opposed to one of the connection. */
class ListenerFailed extends Error {
  constructor(readonly reason: unknown) {
    super('the listener failed');
  }
}

/**
 * Keeps one catch-up subscription going: the client neither resubscribes nor says when a subscription dies. A watchdog
 * compares the position reached with the head of the log and opens anew when nothing comes although there is something.
 * An opening that has been given up is never waited for: it may hang for ever.
 */
export class LogReader {
  private opening = 0;
  private controller = new AbortController();
  private failures = 0;
  /** Messages heard; with the position it tells the watchdog whether anything moves. */
  private heard = 0;
  private heardAtLastLook = -1;
  private isHeldUp = false;
  private isStopped = true;
  private readonly timers = new Set<() => void>();

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly categories: readonly StreamCategory[],
    private readonly listener: LogListener,
    private readonly options: LogReaderOptions,
  ) {}

  /** Position of the last message; where the next opening continues. */
  private reached: bigint | null = null;

  get position(): bigint | null {
    return this.reached;
  }

  /** Reads what comes after `position`, until it is stopped. */
  start(position: bigint | null): void {
    this.reached = position;
    this.isStopped = false;
    this.open();
    this.watch();
  }

  stop(): void {
    this.isStopped = true;
    this.opening += 1;
    this.controller.abort();
    for (const takeBack of this.timers) takeBack();
    this.timers.clear();
  }

  private open(): void {
    if (this.isStopped) return;
    this.opening += 1;
    this.controller.abort();
    this.controller = new AbortController();
    const opening = this.opening;
    this.read(opening, this.controller.signal).then(
      () => this.ended(opening, 'ended'),
      (error: unknown) => this.ended(opening, 'error', error),
    );
  }

  private async read(opening: number, signal: AbortSignal): Promise<void> {
    const head = await this.store.headPosition();
    let isFirstCatchUp = true;
    const { categories } = this;
    for await (const message of this.store.subscribe({ after: this.reached, categories, signal })) {
      if (opening !== this.opening) return;
      this.heard += 1;
      this.failures = 0;
      switch (message.kind) {
        case 'event': {
          this.reached = message.event.position;
          const wait = this.hand(message.event);
          if (wait !== undefined) await this.holdUp(wait);
          break;
        }
        case 'checkpoint':
          this.pass(message.position);
          break;
        case 'caught-up':
          // What was the head before this opening has been given to us, or is not of our categories.
          if (isFirstCatchUp && head !== null) this.pass(head);
          isFirstCatchUp = false;
          break;
      }
    }
  }

  private hand(event: RecordedEvent): Promise<void> | undefined {
    try {
      return this.listener.onEvent(event);
    } catch (error) {
      throw new ListenerFailed(error);
    }
  }

  private async holdUp(wait: Promise<void>): Promise<void> {
    this.isHeldUp = true;
    await wait;
    this.isHeldUp = false;
  }

  private pass(position: bigint): void {
    if (this.reached !== null && position <= this.reached) return;
    this.reached = position;
    this.listener.onPassed(position);
  }

  private ended(opening: number, cause: 'error' | 'ended', error?: unknown): void {
    if (opening !== this.opening || this.isStopped) return;
    if (error instanceof ListenerFailed) {
      this.stop();
      this.listener.onFatal(error.reason);
      return;
    }
    // From here on this opening is over: the watchdog must not take the pause for silence.
    this.opening += 1;
    this.failures += 1;
    const { reopenBaseMs, reopenLimitMs } = this.options;
    const delayMs = Math.min(reopenLimitMs, reopenBaseMs * 2 ** Math.min(this.failures - 1, 20));
    this.listener.onReopened(cause, error);
    this.later(delayMs, () => this.open());
  }

  private watch(): void {
    this.later(this.options.watchdogMs, () => {
      const quietSinceLastLook = this.heard === this.heardAtLastLook && !this.isHeldUp;
      this.heardAtLastLook = this.heard;
      if (quietSinceLastLook) this.compareWithHead(this.opening);
      this.watch();
    });
  }

  private compareWithHead(opening: number): void {
    const { heard } = this;
    this.store.headPosition().then(
      (head) => {
        const isBehind = head !== null && (this.reached === null || this.reached < head);
        if (this.isStopped || !isBehind || opening !== this.opening || heard !== this.heard) return;
        this.listener.onReopened('silent');
        this.open();
      },
      // The store cannot be asked; the next look will tell.
      () => undefined,
    );
  }

  private later(delayMs: number, wake: () => void): void {
    const takeBack = this.clock.schedule(delayMs, () => {
      this.timers.delete(takeBack);
      wake();
    });
    this.timers.add(takeBack);
  }
}
