import type { NestFastifyApplication } from '@nestjs/platform-fastify';

type Server = ReturnType<NestFastifyApplication['getHttpServer']>;

/** Connections that fall idle are looked for this often. */
const LOOK_EVERY_MS = 20;

/**
 * Takes no new connections and lets go of the open ones: each as soon as the request on it has its answer. Without that
 * a client that keeps its connection busy would be served for ever. A request that the server has not begun to read is
 * not taken: its sender sees the connection close, and nothing was done.
 *
 * A request that does not get on (its client stands still, or never stops sending) must not keep everything behind it
 * from an orderly end: what is still open after `withinMs` is cut off.
 *
 * @returns when the last connection is closed
 */
export async function stopAccepting(server: Server, withinMs: number): Promise<void> {
  if (!server.listening) return;
  server.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false;
  });
  const look = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS);
  const limit = setTimeout(() => server.closeAllConnections(), withinMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(limit);
  clearInterval(look);
}
