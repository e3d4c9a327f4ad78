import type { NodeProfile } from '../src/domain/node/index.js';
import type { RecordedEvent } from '../src/application/ports/event-store.js';
import type { NetworkDirectory } from '../src/application/ports/network-directory.js';
import { formatPosition } from '../src/application/ports/position.js';
import type { ViewStore } from '../src/application/ports/view-store.js';
import { MemoryViewStore } from '../src/infrastructure/memory/memory-view-store.js';
import { connectRedis } from '../src/infrastructure/redis/redis-connection.js';
import { RedisViewStore } from '../src/infrastructure/redis/redis-view-store.js';
import { SystemClock } from '../src/infrastructure/system/system-clock.js';
import {
  AvailabilityQuery,
  AvailabilityQueryHandler,
} from '../src/projections/availability/availability.query.js';
import { PROJECTIONS } from '../src/projections/operations/projection-list.js';
import { ProjectionRunner } from '../src/projections/runtime/projection-runner.js';
import { ViewCandidateReader } from '../src/projections/sourcing-candidates/view-candidate-reader.js';
import { OrderWorld } from '../test/support/order-world.js';
import { startTestRedis } from '../test/support/redis-server.js';
import { ScriptedLog } from '../test/support/scripted-log.js';

/**
 * Measures the views over a generated history: building them from the log, keeping up with a live one, and reading
 * availability. Needs redis-server on the PATH.
 *
 * Usage: node dist/bench/projections.js [events]
 */

const LIVE_EVENTS_PER_SECOND = 4_000;
const LIVE_SECONDS = 3;
const TICK_MS = 5;

const PROFILE: NodeProfile = {
  name: 'A node',
  nodeType: 'warehouse',
  country: 'DE',
  coordinates: { latitude: 52.52, longitude: 13.4 },
  methods: ['ship'],
  servesCountries: [],
  servesRegions: [],
  shippingCost: { baseMinor: 400, perHundredKmMinor: 20, currency: 'EUR' },
};

const count = Number(process.argv[2] ?? 60_000);
const named = (prefix: string, length: number): string[] =>
  Array.from({ length }, (_, at) => `${prefix}-${at}`);
const world = new OrderWorld(1, 'main', named('node', 20), named('sku', 200));
console.log(`making ${count} events …`);
const events = world.runUntil(count).log.slice(0, count);

const server = await startTestRedis();
const redis = connectRedis({ socketPath: server.socketPath });
try {
  for (const [name, store] of [
    ['memory', new MemoryViewStore()],
    ['Redis', new RedisViewStore(redis)],
  ] as const) {
    await measureBuild(name, store);
    await redis.flushall();
    await measureLive(name, name === 'Redis' ? new RedisViewStore(redis) : new MemoryViewStore());
    await measureAvailability(name, store);
    await measureCandidates(name, store);
  }
} finally {
  redis.disconnect();
  await server.stop();
}

function runnerOver(log: ScriptedLog, store: ViewStore, advanced: () => void): ProjectionRunner {
  return new ProjectionRunner({
    projections: PROJECTIONS,
    eventStore: log,
    viewStore: store,
    clock: new SystemClock(),
    note: (note) => note.kind !== 'live' && console.error(note),
    advanced,
  });
}

async function measureBuild(name: string, store: ViewStore): Promise<void> {
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  await feedAll(new ScriptedLog().add(events), store, events);
  const seconds = (performance.now() - begin) / 1_000;
  const cpu = process.cpuUsage(cpuBefore);
  const perEvent = (cpu.user + cpu.system) / events.length;
  console.log(
    `${name}: build ${Math.round(events.length / seconds)} events/s, ${perEvent.toFixed(1)} µs CPU an event`,
  );
}

async function feedAll(log: ScriptedLog, store: ViewStore, all: readonly RecordedEvent[]): Promise<void> {
  const last = all.at(-1)?.position;
  await new Promise<void>((resolve) => {
    const runner = runnerOver(log, store, () => {
      if (runner.position === last) void runner.stop().then(resolve);
    });
    runner.start();
  });
}

async function measureLive(name: string, store: ViewStore): Promise<void> {
  const log = new ScriptedLog();
  const total = LIVE_EVENTS_PER_SECOND * LIVE_SECONDS;
  const perTick = (LIVE_EVENTS_PER_SECOND * TICK_MS) / 1_000;
  const sent: { readonly position: bigint; readonly at: number }[] = [];
  const lags: number[] = [];
  const runner = runnerOver(log, store, () => {
    const reached = runner.position ?? 0n;
    while (sent[0] && sent[0].position <= reached) lags.push(performance.now() - (sent.shift()?.at ?? 0));
  });
  runner.start();
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  for (let index = 0; index < total; ) {
    const due = Math.min(total, Math.ceil(((performance.now() - begin) / TICK_MS) * perTick));
    if (due > index) {
      const chunk = events.slice(index, due);
      sent.push({ position: chunk.at(-1)?.position ?? 0n, at: performance.now() });
      log.add(chunk);
      index = due;
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  while (sent.length > 0) await new Promise((resolve) => setImmediate(resolve));
  const cpu = process.cpuUsage(cpuBefore);
  await runner.stop();
  const busy = (cpu.user + cpu.system) / 1_000 / (performance.now() - begin);
  const sorted = lags.toSorted((left, right) => left - right);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
  console.log(
    `${name}: live at ${LIVE_EVENTS_PER_SECOND} events/s, lag p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ` +
      `${Math.round(busy * 100)} % of a core`,
  );
}

async function measureAvailability(name: string, store: ViewStore): Promise<void> {
  const skus = named('wide', 50);
  const nodes = named('node', 200);
  const at = { view: 'availability', generation: '2-0' };
  const figures = { onHand: 120, reserved: 7, damaged: 1, suspect: 0, safety: { web: 2 }, revision: 311 };
  const base = await store.position(at);
  const changes = skus.flatMap((key) =>
    nodes.map((field) => ({ kind: 'put' as const, at: { tenant: 'main', key, field }, value: figures })),
  );
  await store.apply({ at, base, position: formatPosition(10n ** 15n), changes });
  const handler = new AvailabilityQueryHandler(store);
  const query = new AvailabilityQuery('main', skus, 'web');
  const spent = await timesOf(30, () => handler.execute(query));
  console.log(`${name}: availability of 50 skus at 200 nodes: ${spent}`);
}

async function measureCandidates(name: string, store: ViewStore): Promise<void> {
  for (const nodes of [25, 200]) {
    const reader = new ViewCandidateReader(store, networkOf(named('node', nodes)));
    const spent = await timesOf(200, () => reader.candidates('main', 'web', ['wide-1', 'wide-2', 'wide-3']));
    console.log(`${name}: candidates of 3 skus at ${nodes} nodes: ${spent}`);
  }
}

function networkOf(nodeIds: readonly string[]): NetworkDirectory {
  const nodes = nodeIds.map((nodeId) => ({ nodeId, profile: PROFILE, suspended: false }));
  return { nodes: () => nodes, node: () => null, hasHeardOf: () => false, activePolicy: () => null };
}

async function timesOf(rounds: number, work: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  const sorted = times.toSorted((left, right) => left - right);
  const at = (place: number): string => (sorted[place] ?? 0).toFixed(2);
  return `median ${at(rounds >> 1)} ms, worst ${at(rounds - 1)} ms`;
}
