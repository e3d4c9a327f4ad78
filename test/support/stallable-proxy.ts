import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** A TCP proxy whose line a test can make silent, or cut. */
export class StallableProxy {
  private readonly sockets = new Set<Socket>();
  private stalled = false;
  private readonly server: Server;

  private constructor(private readonly targetPort: number) {
    this.server = createServer((client) => this.join(client));
  }

  static async start(targetPort: number): Promise<StallableProxy> {
    const proxy = new StallableProxy(targetPort);
    await new Promise<void>((resolve) => {
      proxy.server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** From now on bytes vanish: both sides see a line that is open and silent. New lines are silent, too. */
  stall(): void {
    this.stalled = true;
  }

  /** New lines work again; the stalled ones stay silent. */
  heal(): void {
    this.stalled = false;
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  private join(client: Socket): void {
    const target = connect(this.targetPort, '127.0.0.1');
    let dead = false;
    const forward = (from: Socket, to: Socket): void => {
      from.on('data', (bytes) => {
        dead ||= this.stalled;
        if (!dead) to.write(bytes);
      });
      from.on('close', () => to.destroy());
      from.on('error', () => to.destroy());
      this.sockets.add(from);
      from.once('close', () => this.sockets.delete(from));
    };
    forward(client, target);
    forward(target, client);
  }
}
