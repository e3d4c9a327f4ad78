import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What the line does to the bytes on it. */
export type LineState =
  | { readonly kind: 'fine' }
  /** Open on both sides, and nothing arrives any more: half-open, as after a lost router. */
  | { readonly kind: 'stalled' }
  /** Everything comes later, and no faster than so. */
  | { readonly kind: 'slow'; readonly latencyMs: number; readonly bytesPerSecond: number }
  /** Every new connection is refused by closing it at once. */
  | { readonly kind: 'closed' };

const FINE: LineState = { kind: 'fine' };

interface Pair {
  readonly client: Socket;
  readonly target: Socket;
  /** A stalled line stays silent for good: what it lost cannot come again. */
  dead: boolean;
}

/** A TCP line between two processes whose troubles are a test's to choose. */
export class FaultProxy {
  private readonly pairs = new Set<Pair>();
  private state: LineState = FINE;

  private constructor(
    private readonly targetPort: number,
    private readonly server: Server,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  static async start(targetPort: number): Promise<FaultProxy> {
    const server = createServer({ allowHalfOpen: false });
    const proxy = new FaultProxy(targetPort, server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get lines(): number {
    return this.pairs.size;
  }

  become(state: LineState): void {
    this.state = state;
  }

  /** New lines are fine, and those that were only slow as well. Those that have lost bytes stay silent. */
  heal(): void {
    this.state = FINE;
  }

  /** Closes every line in good order, in the middle of whatever is on it. */
  cut(): void {
    for (const { client, target } of this.pairs) {
      client.destroy();
      target.destroy();
    }
  }

  /** Ends every line by a reset on both sides. */
  reset(): void {
    for (const { client, target } of this.pairs) {
      client.resetAndDestroy();
      target.resetAndDestroy();
    }
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  private join(client: Socket): void {
    if (this.state.kind === 'closed') {
      client.destroy();
      return;
    }
    const target = connect(this.targetPort, '127.0.0.1');
    const pair: Pair = { client, target, dead: false };
    this.pairs.add(pair);
    const end = (): void => {
      client.destroy();
      target.destroy();
      this.pairs.delete(pair);
    };
    for (const socket of [client, target]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    void this.carry(pair, client, target);
    void this.carry(pair, target, client);
  }

  /** One direction. The bytes keep their order, whatever happens to the line meanwhile. */
  private async carry(pair: Pair, from: Socket, to: Socket): Promise<void> {
    try {
      for await (const bytes of from as AsyncIterable<Buffer>) {
        pair.dead ||= this.state.kind === 'stalled';
        if (pair.dead) continue;
        if (this.state.kind === 'slow') {
          const { latencyMs, bytesPerSecond } = this.state;
          await pause(latencyMs + (bytes.length / bytesPerSecond) * 1_000);
        }
        if (!to.destroyed && !to.write(bytes)) await drained(to);
      }
    } catch {
      // The line has ended; both sides hear of it.
    }
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}
