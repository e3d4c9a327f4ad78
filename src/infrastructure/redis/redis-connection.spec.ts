import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Redis } from 'ioredis';
import { connectRedis } from './redis-connection.js';

const INFO = 'redis_version:7.0.0\r\nloading:0\r\n';

/** Speaks as much of the protocol as a connection needs to be ready; frozen, it still takes connections. */
class Freezable {
  isFrozen = false;
  private readonly sockets = new Set<Socket>();
  readonly server: Server = createServer((socket) => {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (this.isFrozen) return;
      for (const command of bytes
        .toString('latin1')
        .split(/\*\d+\r\n/)
        .slice(1)) {
        socket.write(/\binfo\b/i.test(command) ? `$${INFO.length}\r\n${INFO}\r\n` : '+OK\r\n');
      }
    });
  });

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

describe('a Redis that falls silent', () => {
  const frozen = new Freezable();
  let redis: Redis;
  beforeAll(() => frozen.listen());
  afterAll(() => {
    redis.disconnect();
    frozen.close();
  });

  it('leaves nobody without an answer: not who asked before, nor who asks after', async () => {
    const { port } = frozen.server.address() as AddressInfo;
    redis = connectRedis({ url: `redis://127.0.0.1:${port}` }, () => undefined, 20);
    expect(await redis.set('a', '1')).toBe('OK');

    frozen.isFrozen = true;
    const underWay = redis.get('a');
    await expect(underWay).rejects.toThrow('Redis did not come back');
    await expect(redis.get('a')).rejects.toThrow('max retries per request');

    const ready = new Promise<void>((resolve) => redis.once('ready', () => resolve()));
    frozen.isFrozen = false;
    await ready;
    expect(await redis.set('a', '2')).toBe('OK');
  });
});
