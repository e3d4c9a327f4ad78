#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { type CliOptions, parseCliOptions, type ServeOptions, USAGE, UsageError } from './cli-options.js';
import { backUp } from './operations/backup.js';
import { compactDirectory } from './operations/compact.js';
import { jsonLog, messageOf } from './operations/json-log.js';
import { restore } from './operations/restore.js';
import { type Ending, startEmbedded, type TlsOptions } from './start-embedded.js';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const log = jsonLog((line) => process.stderr.write(line));

async function run(options: CliOptions): Promise<void> {
  switch (options.command) {
    case 'serve':
      return serve(options);
    case 'backup':
      return print('backed-up', { ...backUp(options.dataDir, options.target), file: options.target });
    case 'restore':
      return print('restored', { events: restore(options.source, options.dataDir) });
    case 'compact':
      return print('compacted', { ...compactDirectory(options.dataDir) });
  }
}

async function serve(options: ServeOptions): Promise<void> {
  // Whoever reads what the server says may go at any time; that is no reason to end in the middle of the work.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const { dataDir, port, host, maxAppendBytes, commitDelayMs, indexBatch, isSynced, httpPort, isVerified } =
    options;
  log('info', 'starting', { dataDir, pid: process.pid });
  const server = await startEmbedded({
    dataDir,
    port,
    host,
    commitDelayMs,
    ...(indexBatch === undefined ? {} : { indexBatch }),
    isSynced,
    isVerified,
    log,
    ...(maxAppendBytes !== undefined && { maxAppendBytes }),
    ...(httpPort !== undefined && { httpPort }),
    ...(options.compactEveryMinutes !== undefined && {
      compactEveryMs: options.compactEveryMinutes * 60_000,
    }),
    ...tlsOf(options),
    onFailure: stopAfterFailedCommit,
  });
  const stop = (reason: string, ending?: Ending) => {
    log('info', 'stopping', { reason });
    server.stop(ending).then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGTERM', (signal) => stop(signal));
  process.once('SIGINT', (signal) => stop(signal));
  // The parent is gone, and whoever starts it again needs the data: nobody is left to drain for.
  if (options.exitWithParent)
    process.stdin.once('close', () => stop('standard input closed', 'cut')).resume();
  const { connectionString } = server;
  const ports = { port: server.port, ...(server.httpPort !== undefined && { httpPort: server.httpPort }) };
  log('info', 'listening', ports);
  print('listening', { ...ports, connectionString });
}

function tlsOf({ tls, adminPasswordFile }: ServeOptions): { tls?: TlsOptions } {
  if (tls === undefined) return {};
  const adminPassword =
    adminPasswordFile === undefined
      ? process.env['EVENTSTORE_DEFAULT_ADMIN_PASSWORD']
      : readFileSync(adminPasswordFile, 'utf8').replace(/\r?\n$/, '');
  const opsPassword = process.env['EVENTSTORE_DEFAULT_OPS_PASSWORD'];
  const [cert, key] = [readFileSync(tls.certPath), readFileSync(tls.keyPath)];
  return { tls: { cert, key, adminPassword, opsPassword } };
}

/** What the disk holds is unknown after a failed fsync: only a new start, from the disk, finds out. */
function stopAfterFailedCommit(error: unknown): void {
  fail(error);
}

function print(event: string, fields: object): void {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}

function fail(error: unknown): never {
  if (error instanceof UsageError) {
    process.stderr.write(`wayfill-eventstore: ${error.message}\n`);
    process.exit(EXIT_USAGE);
  }
  log('error', 'failed', { message: messageOf(error) });
  process.exit(EXIT_FAILED);
}

try {
  const options = parseCliOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(USAGE);
  else await run(options);
} catch (error) {
  fail(error);
}
