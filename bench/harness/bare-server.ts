/**
 * What the API is held against: Fastify with one handler that answers from memory (`/memory`), and one that answers
 * with a value of Redis (`/redis`). A process of its own: `node bare-server.js SOCKET`; tells its port on stdout.
 */
import fastify from 'fastify';
import { connectRedis } from '../../src/infrastructure/redis/redis-connection.js';

const [socketPath = ''] = process.argv.slice(2);
const redis = connectRedis({ socketPath });
/** As long as the answer about one sku at twelve nodes. */
const value = JSON.stringify({ items: [{ sku: 'sku-1', nodes: 'x'.repeat(1_200) }] });
await redis.set('bare', value);

const server = fastify();
server.get('/memory', (_request, reply) => reply.type('application/json').send(value));
server.get('/redis', async (_request, reply) => reply.type('application/json').send(await redis.get('bare')));
const url = await server.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${url}\n`);
process.once('SIGTERM', () => {
  redis.disconnect();
  void server.close().then(() => process.exit(0));
});
