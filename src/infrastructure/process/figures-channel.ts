import type { Figures } from '../metrics/merged-figures.js';

/** What the engine sends to a process that it has started, to be told its figures. */
const QUESTION = 'figures';
/** Far longer than it takes, and far less than Prometheus waits for an answer. */
const ANSWER_WITHIN_MS = 1_000;

/** What the process sends back. */
interface Answer {
  /** Null: they could not be read. */
  readonly figures: Figures | null;
}

/** A process that was started with a channel, as the engine sees it. */
interface Asked {
  /** Fails when the channel is closed. */
  send(message: string): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
}

/** Hears the figures, or that there are none. */
type Listener = (figures: Figures | null) => void;

/** Asks a process for its figures. One that has not answered is not asked once more: its questions would pile up. */
export class FiguresOfChild {
  private asked = false;
  private readonly listeners = new Set<Listener>();

  constructor(private readonly child: Asked) {
    child.onMessage((message) => this.settle((message as Answer | null)?.figures ?? null));
  }

  /** @throws Error when the process is gone, cannot read them, or does not answer in time */
  async read(withinMs = ANSWER_WITHIN_MS): Promise<Figures> {
    const figures = await new Promise<Figures | null>((resolve) => {
      const listener: Listener = (heard) => {
        clearTimeout(late);
        this.listeners.delete(listener);
        resolve(heard);
      };
      const late = setTimeout(listener, withinMs, null);
      this.listeners.add(listener);
      this.ask();
    });
    if (figures === null) throw new Error('the process does not tell its figures');
    return figures;
  }

  private ask(): void {
    if (this.asked) return;
    this.asked = true;
    this.child.send(QUESTION).catch(() => this.settle(null));
  }

  private settle(figures: Figures | null): void {
    this.asked = false;
    for (const listener of this.listeners) listener(figures);
  }
}

/** This process, as one that was started with a channel sees itself. */
type Channel = Pick<NodeJS.Process, 'on' | 'send'>;

/** Answers the questions of the engine that started this process. Does nothing where it was started without a channel. */
export function answerFigures(channel: Channel, read: () => Promise<Figures>): void {
  if (channel.send === undefined) return;
  channel.on('message', (message) => {
    if (message === QUESTION) void answer(channel, read);
  });
}

async function answer(channel: Channel, read: () => Promise<Figures>): Promise<void> {
  const figures: Answer['figures'] = await read().catch(() => null);
  // An engine that is gone does not wait for the answer; that it is gone is heard elsewhere.
  channel.send?.({ figures } satisfies Answer, undefined, undefined, () => undefined);
}
