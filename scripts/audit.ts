import path from 'node:path';
import type { AuditReport } from '../src/application/audit/audit-report.js';
import { Auditor } from '../src/application/audit/auditor.js';
import { findEngine } from '../src/infrastructure/process/engine-address.js';
import { loadConfig } from '../src/infrastructure/config/engine-config.js';
import { EventCodec } from '../src/infrastructure/eventstore/codec/event-codec.js';
import { WIRE_NAMES } from '../src/infrastructure/eventstore/codec/wire-registry.js';
import { EventStoreConnection } from '../src/infrastructure/eventstore/event-store-connection.js';
import { EventStoreAdapter } from '../src/infrastructure/eventstore/event-store.adapter.js';
import { startEmbeddedEventStore } from '../src/infrastructure/process/embedded-event-store.js';
import { commandLine } from './command-line.js';

const USAGE = `npm run audit -- [--data DIR] [--in-flight]

Refolds the whole log and checks what must never break. Reads the log of EVENTSTORE_URL, else of the engine that runs on
the data directory, else starts the embedded server on it for the time of the audit.

  --data DIR    the data directory (default: WAYFILL_DATA_DIR, else ./data)
  --in-flight   the log is still moving: leaves out what is only true at rest

Exits with 1 on a violation, with 2 when the log cannot be read.`;

interface Log {
  readonly url: string;
  close(): Promise<void>;
}

const CATEGORIES = ['order', 'stock', 'fulfillment', 'node', 'policy', 'notice'] as const;
const nothingToClose = async (): Promise<void> => {};

async function findLog(dataDir: string): Promise<Log> {
  const configured = loadConfig().eventStoreUrl;
  if (configured !== undefined) return { url: configured, close: nothingToClose };
  const engine = findEngine(dataDir);
  if (engine) return { url: engine.eventStore, close: nothingToClose };
  const onLine = (line: string): void => void process.stderr.write(`${line}\n`);
  const child = await startEmbeddedEventStore({ dataDir, onLine, onDeath: onLine });
  return { url: child.connectionString, close: () => child.stop() };
}

async function audit(dataDir: string, atRest: boolean): Promise<number> {
  const log = await findLog(dataDir);
  const connection = new EventStoreConnection(log.url);
  try {
    const auditor = new Auditor();
    const startedAt = performance.now();
    const store = new EventStoreAdapter(connection, new EventCodec(WIRE_NAMES));
    for await (const event of store.readAll({ after: null, categories: CATEGORIES })) auditor.observe(event);
    const report = auditor.finish({ atRest });
    print(report, (performance.now() - startedAt) / 1000);
    return report.violationsByPromise.size === 0 ? 0 : 1;
  } finally {
    await connection.close();
    await log.close();
  }
}

function print(report: AuditReport, seconds: number): void {
  const rate = Math.round(report.events / seconds);
  const lines = [
    `Audit of ${report.events} events in ${report.streams} streams (${seconds.toFixed(1)} s, ${rate} events/s)`,
    ...counts('orders', report.ordersByStatus),
    ...counts('orders that wait, and for what', report.openOrdersByReason),
    ...counts('demand reopened, by cause', report.resourcingsByCause),
    ...counts('completed allocations by method', report.fulfillmentsByMethod),
    `  orders in more than one shipment: ${report.splitOrders}`,
    `  late promises: ${report.lateOrders}`,
    `  reservations refused: ${report.refusedReservations}`,
    `  sourcing decisions run again: ${report.decisionsRunAgain}`,
    `  oversells: ${report.violationsByPromise.get('3') ?? 0}`,
    ...report.violations.map(
      ({ promise, stream, revision, detail }) =>
        `  VIOLATION of ${promise}: ${stream}@${String(revision ?? 'end')}: ${detail}`,
    ),
    report.violationsByPromise.size === 0 ? 'Clean: no violation.' : 'NOT clean.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function counts(title: string, byKey: ReadonlyMap<string, number>): readonly string[] {
  return [`  ${title}:`, ...[...byKey].map(([key, count]) => `  ${String(count).padStart(8)}  ${key}`)];
}

const { values } = commandLine(USAGE, {
  options: { data: { type: 'string' }, 'in-flight': { type: 'boolean', default: false } },
});
try {
  process.exitCode = await audit(path.resolve(values.data ?? loadConfig().dataDir), !values['in-flight']);
} catch (error) {
  process.stderr.write(`the log cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
