#!/usr/bin/env node
import { type CliOptions, parseCliOptions, USAGE, UsageError } from './cli-options.js';
import { startEmbedded } from './start-embedded.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

async function run(options: CliOptions): Promise<void> {
  const { dataDir, port, host, maxAppendBytes, commitDelayMs } = options;
  const server = await startEmbedded({
    dataDir,
    port,
    host,
    commitDelayMs,
    ...(maxAppendBytes !== undefined && { maxAppendBytes }),
    onFailure: stopAfterFailedCommit,
  });
  const stop = () => {
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (options.exitWithParent) process.stdin.once('close', stop).resume();
  const { connectionString } = server;
  process.stdout.write(`${JSON.stringify({ event: 'listening', port: server.port, connectionString })}\n`);
}

/** What the disk holds is unknown after a failed fsync: only a new start, from the disk, finds out. */
function stopAfterFailedCommit(error: unknown): void {
  fail(error);
}

function fail(error: unknown): never {
  process.stderr.write(`wayfill-eventstore: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED);
}

try {
  const options = parseCliOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(USAGE);
  else await run(options);
} catch (error) {
  fail(error);
}
