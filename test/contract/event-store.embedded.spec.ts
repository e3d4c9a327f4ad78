import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '@wayfill/eventstore-embedded';
import { eventStoreContract } from './event-store.contract.js';
import type { JudgedServer } from './event-store.contract.js';

/** Set it to the connection string of another server, and the contract judges that one instead. */
const otherServer = process.env['EVENTSTORE_CONTRACT_URL'];

async function startOnDisk(): Promise<JudgedServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'eventstore-contract-'));
  const server = await startEmbedded({ dataDir });
  return {
    connectionString: server.connectionString,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

describe('event store contract', () => {
  eventStoreContract(async () =>
    otherServer === undefined
      ? startOnDisk()
      : { connectionString: otherServer, stop: async () => undefined },
  );
});
