/**
 * Benchmark of the sourcing engine: `npm run build && node dist/bench/sourcing.js [runs]`.
 * Random networks from a fixed seed; processor time of `planSourcing` alone. For each size: how long a plan takes,
 * how many are proven best, how far the others are from the best plan at most (bound), how long the record is, and that
 * it re-executes. How good the plans are says sourcing-optimum.js.
 */
import { planSourcing, reexecutes } from '../src/domain/sourcing/sourcing.plan.js';
import type {
  PromiseRules,
  SourcingCandidate,
  SourcingInput,
  SourcingStrategy,
} from '../src/domain/sourcing/sourcing.types.js';

interface Size {
  readonly name: string;
  readonly nodes: number;
  readonly lines: number;
  /** Share of nodes that have a sku at all. */
  readonly spread: number;
  readonly maxShipments: number;
  readonly splitLines: boolean;
  /** Hours until the promised date; absent: the policy keeps no dates. */
  readonly promisedInHours?: number;
}

const SIZES: readonly Size[] = [
  { name: '25 nodes × 3 lines', nodes: 25, lines: 3, spread: 0.5, maxShipments: 3, splitLines: true },
  {
    name: '25 nodes × 3 lines, scarce',
    nodes: 25,
    lines: 3,
    spread: 0.15,
    maxShipments: 3,
    splitLines: true,
  },
  {
    name: '500 nodes × 10 lines, ample',
    nodes: 500,
    lines: 10,
    spread: 0.6,
    maxShipments: 3,
    splitLines: true,
  },
  { name: '500 nodes × 10 lines', nodes: 500, lines: 10, spread: 0.3, maxShipments: 4, splitLines: true },
  {
    name: '500 nodes × 10 lines, scarce',
    nodes: 500,
    lines: 10,
    spread: 0.1,
    maxShipments: 6,
    splitLines: true,
  },
  {
    name: '500 nodes × 10 lines, too scarce',
    nodes: 500,
    lines: 10,
    spread: 0.05,
    maxShipments: 3,
    splitLines: true,
  },
  {
    name: '500 nodes × 10 whole lines',
    nodes: 500,
    lines: 10,
    spread: 0.3,
    maxShipments: 4,
    splitLines: false,
  },
  ...[120, 72, 48, 24].map((promisedInHours) => ({
    name: `500 nodes × 10 lines, in ${promisedInHours} h`,
    nodes: 500,
    lines: 10,
    spread: 0.3,
    maxShipments: 4,
    splitLines: true,
    promisedInHours,
  })),
];
/** Slow enough that of a continent a part is late. */
const PROMISE: PromiseRules = {
  toleranceDays: [0, 2, 5],
  thenAnyDate: true,
  transit: [{ handlingHours: 12, baseHours: 12, hoursPerHundredKm: 3 }],
};
const NOW_MS = Date.parse('2026-03-01T00:00:00.000Z');

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function candidateOf(index: number, size: Size, random: () => number): SourcingCandidate {
  const kind = random();
  const nodeType = kind < 0.1 ? 'warehouse' : kind < 0.85 ? 'store' : 'drop-shipper';
  const atf: Record<string, number> = {};
  for (let line = 0; line < size.lines; line += 1) {
    const deep = nodeType === 'warehouse' ? 1.5 : 1;
    if (random() < size.spread * deep) atf[`sku-${line}`] = 1 + Math.floor(random() * 8);
  }
  return {
    nodeId: `node-${String(index).padStart(3, '0')}`,
    nodeType,
    active: random() > 0.03,
    country: 'US',
    coordinates: { latitude: 30 + random() * 18, longitude: -120 + random() * 48 },
    methods: nodeType === 'drop-shipper' ? ['drop-ship'] : ['ship', 'pickup'],
    servesCountries: ['US'],
    servesRegions: [],
    capacity: 100,
    openFulfillments: Math.floor(random() * 103),
    shippingCost: { baseMinor: 400 + Math.floor(random() * 500), perHundredKmMinor: 20, currency: 'USD' },
    atf,
  };
}

function strategyOf(size: Size): SourcingStrategy {
  return {
    name: 'ship',
    weights: { shipments: 2, 'shipping-cost': 1, distance: 1, workload: 0.5, 'node-type': 0.5 },
    nodeTypePenalties: { warehouse: 0, store: 0.6, 'drop-shipper': 1 },
    maxShipments: size.maxShipments,
    splitLines: size.splitLines,
    afterAction: 'place-partly-and-park',
  };
}

function inputOf(size: Size, seed: number): SourcingInput {
  const random = randomFrom(seed);
  const candidates = Array.from({ length: size.nodes }, (_, index) => candidateOf(index, size, random));
  const lines = Array.from({ length: size.lines }, (_, line) => ({
    lineId: `l${line}`,
    sku: `sku-${line}`,
    quantity: 1 + Math.floor(random() * 5),
  }));
  const coordinates = { latitude: 30 + random() * 18, longitude: -120 + random() * 48 };
  return {
    demand: {
      orderId: `web~${seed}`,
      channel: 'web',
      method: 'ship',
      destination: { country: 'US', coordinates },
      promisedBy: new Date(NOW_MS + (size.promisedInHours ?? 96) * 3_600_000).toISOString(),
      priority: 0,
      tags: [],
      valueMinor: 10_000,
      lines,
      excluded: [],
      openShipments: 0,
      attempt: 0,
    },
    candidates,
    policy: {
      strategies: [strategyOf(size)],
      acceptWithinSeconds: 1,
      pickupWindowSeconds: 1,
      excludeFailedNodeSeconds: 1,
      maxAttempts: 6,
      parkForSeconds: 1,
      afterParking: 'retry',
      ...(size.promisedInHours === undefined ? {} : { promise: PROMISE }),
    },
    policyScope: 'default',
    policyVersion: 1,
    logPosition: '00000000000000000001',
    now: new Date(NOW_MS).toISOString(),
    seed,
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function measure(size: Size, runs: number): void {
  for (let seed = 0; seed < 50; seed += 1) planSourcing(inputOf(size, 90_000 + seed));
  const times: number[] = [];
  const bounds: number[] = [];
  const bytes: number[] = [];
  let exact = 0;
  let failed = 0;
  let partial = 0;
  for (let seed = 1; seed <= runs; seed += 1) {
    const input = inputOf(size, seed);
    const cpu = process.cpuUsage();
    const decision = planSourcing(input);
    times.push((process.cpuUsage(cpu).user + process.cpuUsage(cpu).system) / 1000);
    bounds.push(decision.search.bound);
    bytes.push(JSON.stringify(decision).length);
    if (decision.search.method === 'exact') exact += 1;
    if (decision.unplaced.length > 0) partial += 1;
    if (!reexecutes(JSON.parse(JSON.stringify(decision)))) failed += 1;
  }
  const ms = (share: number): string => quantile(times, share).toFixed(2);
  const record = `${Math.round(quantile(bytes, 0.5) / 1024)}/${Math.round(quantile(bytes, 1) / 1024)} kB`;
  console.log(
    `${size.name.padEnd(34)} p50 ${ms(0.5)} p95 ${ms(0.95)} max ${ms(1)} ms · exact ${exact}/${runs} partial ${partial}` +
      ` · bound p95 ${quantile(bounds, 0.95).toFixed(3)} max ${quantile(bounds, 1).toFixed(3)}` +
      ` · record ${record} · not re-executed ${failed}`,
  );
}

const runs = Number(process.argv[2] ?? 200);
for (const size of SIZES) measure(size, runs);
