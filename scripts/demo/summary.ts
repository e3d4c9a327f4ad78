import type { DemoClient } from './client.js';
import type { Engine } from './engine.js';
import type { MemoryWatch } from './memory-watch.js';
import type { Settlement } from './settlement.js';

interface SummaryInput {
  readonly settlement: Settlement;
  readonly engine: Engine;
  readonly client: DemoClient;
  readonly memory: MemoryWatch;
  readonly seconds: number;
  readonly audit: { readonly passed: boolean; readonly text: string };
}

/** What became of the season, from what the API says of each order, and the auditor's verdict over the log. */
export function printSummary({ settlement, engine, client, memory, seconds, audit }: SummaryInput): void {
  const orders = [...settlement.final.values(), ...settlement.explained];
  const shipments = orders.flatMap((order) =>
    order.fulfillments.filter((one) => one.status === 'delivered' || one.status === 'collected'),
  );
  const split = orders.filter(
    (order) => order.fulfillments.filter((one) => one.status === 'delivered').length > 1,
  ).length;
  const late = orders.filter((order) => order.late).length;
  const lines = [
    '',
    'Orders by status',
    ...table(orders.map((order) => order.status)),
    'Completed fulfillments by method',
    ...table(shipments.map((one) => one.method)),
    'Completed fulfillments by node',
    ...table(shipments.map((one) => one.nodeId)),
    'Why demand still waits',
    ...table(settlement.explained.map((order) => order.parked[0]?.reason ?? '')),
    `Orders in more than one shipment: ${split}`,
    `Late promises: ${late}`,
    `Neither terminal nor explained: ${settlement.unexplained.length}`,
    `HTTP requests: ${client.requests} (${client.retries} sent again), engine started again: ${engine.restarts}`,
    `Memory of the engine: ${memory.describe()}`,
    `Time: ${Math.round(seconds)} s`,
    '',
    audit.text,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function table(keys: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  if (counts.size === 0) return ['  none'];
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([key, count]) => `  ${String(count).padStart(6)}  ${key}`);
}
