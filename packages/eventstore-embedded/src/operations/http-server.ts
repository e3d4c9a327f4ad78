import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the small HTTP server tells. */
export interface HttpSource {
  /** Why nothing should be sent here now, or undefined when all is well. */
  notReady(): string | undefined;
  /** The figures, in the text format of Prometheus. */
  metrics(): string;
}

/** An HTTP server that listens. */
export interface RunningHttpServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Serves `/health/live`, `/health/ready` and `/metrics`. */
export async function startHttpServer(
  source: HttpSource,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<RunningHttpServer> {
  const server = createServer(answer(source));
  await listen(server, host, port);
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, stop };
}

function answer(source: HttpSource): RequestListener {
  return ({ method, url }, response) => {
    const send = (status: number, type: string, body: string) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    };
    const sendStatus = (status: number, fields: object) =>
      send(status, 'application/json', `${JSON.stringify(fields)}\n`);
    if (method !== 'GET' && method !== 'HEAD') return sendStatus(405, { error: 'Only GET is answered.' });
    switch (url?.split('?', 1)[0]) {
      case '/health/live':
        return sendStatus(200, { status: 'live' });
      case '/health/ready': {
        const reason = source.notReady();
        return reason === undefined
          ? sendStatus(200, { status: 'ready' })
          : sendStatus(503, { status: 'not-ready', reason });
      }
      case '/metrics':
        return send(200, 'text/plain; version=0.0.4; charset=utf-8', source.metrics());
      default:
        return sendStatus(404, { error: 'There are /health/live, /health/ready and /metrics.' });
    }
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}
