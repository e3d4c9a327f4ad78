import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const KEY = Buffer.alloc(32, 7);
/** The secret that receiver and sender share. */
export const WEBHOOK_SECRET = `whsec_${KEY.toString('base64')}`;

/** Takes notices over HTTP on the loopback interface, and checks each signature by itself. */
export class WebhookReceiver {
  readonly ids: string[] = [];
  readonly bodies: unknown[] = [];
  readonly paths: (string | undefined)[] = [];
  forged = 0;
  /** What it answers; null: nothing, ever. */
  answer: ((response: ServerResponse) => void) | null = (response) => void response.writeHead(204).end();

  port = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        receiver.paths.push(request.url);
        receiver.take(request.headers, Buffer.concat(parts).toString('utf8'));
        receiver.answer?.(response);
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    receiver.port = (server.address() as AddressInfo).port;
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hooks`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private take(headers: IncomingHttpHeaders, body: string): void {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
    const wanted = createHmac('sha256', KEY).update(`${String(id)}.${String(timestamp)}.${body}`);
    if (signature !== `v1,${wanted.digest('base64')}`) this.forged += 1;
    this.ids.push(String(id));
    this.bodies.push(JSON.parse(body));
  }
}
