import type { NestFastifyApplication } from '@nestjs/platform-fastify';

type Server = ReturnType<NestFastifyApplication['getHttpServer']>;

/** Connections that fall idle are looked for this often. */
const LOOK_EVERY_MS = 20;

/**
 * Takes no new connections and lets go of the open ones: each as soon as the request on it has its answer. Without that
 * a client that keeps its connection busy would be served for ever. A request that the server has not begun to read is
 * not taken: its sender sees the connection close, and nothing was done.
 *
 * @returns when the last connection is closed
 */
export async function stopAccepting(server: Server): Promise<void> {
  if (!server.listening) return;
  server.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false;
  });
  const look = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearInterval(look);
}
