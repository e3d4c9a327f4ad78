import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '@wayfill/eventstore-embedded';
import { secureEventStoreContract } from './event-store.security.contract.js';
import { makeCertificate, type SecureServer } from './event-store.security.support.js';

async function startSecure(): Promise<SecureServer> {
  const { caFile, cert, key, remove } = makeCertificate();
  const dataDir = await mkdtemp(join(tmpdir(), 'eventstore-secure-'));
  const adminPassword = 'only known here';
  const server = await startEmbedded({ dataDir, tls: { cert, key, adminPassword } });
  return {
    address: `127.0.0.1:${server.port}`,
    caFile,
    adminPassword,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true });
      remove();
    },
  };
}

describe('secure event store contract', () => {
  secureEventStoreContract(startSecure);
});
