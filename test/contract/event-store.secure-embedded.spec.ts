import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '@wayfill/eventstore-embedded';
import { secureEventStoreContract } from './event-store.security.contract.js';
import { makeCertificate, type SecureServer } from './event-store.security.support.js';

/**
 * Set it to the connection string of another server with TLS, with the password of its `admin` and the certificate that
 * it is trusted by, `esdb://admin:PASSWORD@HOST:PORT?tls=true&tlsCaFile=FILE`, and the contract judges that one instead.
 */
const otherServer = process.env['EVENTSTORE_CONTRACT_SECURE_URL'];

function judged(connectionString: string): SecureServer {
  const { host, password, searchParams } = new URL(connectionString);
  const caFile = searchParams.get('tlsCaFile');
  if (caFile === null) throw new Error('EVENTSTORE_CONTRACT_SECURE_URL names no tlsCaFile.');
  return {
    address: host,
    caFile,
    adminPassword: decodeURIComponent(password),
    stop: async () => undefined,
  };
}

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
  secureEventStoreContract(async () => (otherServer === undefined ? startSecure() : judged(otherServer)));
});
