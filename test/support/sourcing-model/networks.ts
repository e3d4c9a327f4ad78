import type {
  PromiseRules,
  SourcingCandidate,
  SourcingInput,
  SourcingStrategy,
} from '../../../src/domain/sourcing/sourcing.types.js';
import { seededRandom, type SeededRandom } from '../seeded-random.js';
import { candidate, demand, strategy } from '../sourcing-builders.js';

/** A kind of network and of orders, from which any number of cases is drawn. */
export interface Kind {
  readonly name: string;
  readonly nodes: number;
  readonly lines: number;
  /** Share of nodes that have a sku at all. */
  readonly spread: number;
  readonly maxShipments: number;
  readonly splitLines?: false;
  /** Lines name this many skus; absent: each its own. */
  readonly skus?: number;
  readonly maxQuantity?: number;
  readonly maxStock?: number;
  /** Nodes cost the same, and only their stock tells them apart. */
  readonly alike?: true;
  /** Nodes that are suspended, full, shut for the order, too far away or do not serve the place. */
  readonly fenced?: true;
  /** The policy keeps promised dates. */
  readonly dated?: true;
  /** Two strategies, of which the first hands on or does not apply. */
  readonly strategies?: true;
  readonly method?: 'pickup';
  /** Of a thousand cases. */
  readonly share: number;
}

/** Small enough for an exact solver, and different enough to look into every corner of the rules; a thousand in all. */
export const KINDS: readonly Kind[] = [
  { name: 'ample stock', nodes: 30, lines: 5, spread: 0.6, maxShipments: 3, share: 80 },
  { name: 'usual stock', nodes: 40, lines: 6, spread: 0.3, maxShipments: 4, share: 100 },
  { name: 'scarce stock', nodes: 60, lines: 8, spread: 0.12, maxShipments: 6, share: 120 },
  { name: 'too little stock', nodes: 40, lines: 8, spread: 0.05, maxShipments: 3, share: 80 },
  { name: 'many units', nodes: 30, lines: 4, spread: 0.4, maxShipments: 8, maxQuantity: 25, share: 90 },
  {
    name: 'whole lines',
    nodes: 30,
    lines: 7,
    skus: 4,
    spread: 0.3,
    maxShipments: 4,
    splitLines: false,
    share: 90,
  },
  { name: 'lines that share skus', nodes: 30, lines: 7, skus: 4, spread: 0.25, maxShipments: 4, share: 60 },
  { name: 'nodes alike', nodes: 40, lines: 6, spread: 0.2, maxShipments: 5, alike: true, share: 60 },
  { name: 'fenced nodes', nodes: 60, lines: 6, spread: 0.3, maxShipments: 4, fenced: true, share: 70 },
  { name: 'promised dates', nodes: 40, lines: 5, spread: 0.25, maxShipments: 4, dated: true, share: 70 },
  {
    name: 'several strategies',
    nodes: 40,
    lines: 5,
    spread: 0.2,
    maxShipments: 3,
    strategies: true,
    fenced: true,
    dated: true,
    share: 70,
  },
  {
    name: 'pickup',
    nodes: 6,
    lines: 2,
    spread: 0.9,
    maxShipments: 2,
    method: 'pickup',
    share: 30,
  },
  { name: 'a country', nodes: 200, lines: 10, spread: 0.1, maxShipments: 6, share: 50 },
  { name: 'a continent', nodes: 500, lines: 10, spread: 0.1, maxShipments: 6, share: 30 },
];

const NOW_MS = Date.parse('2026-03-01T09:00:00.000Z');
const AFTER_ACTIONS = ['place-partly-and-park', 'place-partly-and-park', 'park', 'cancel'] as const;

/** One case of a kind; the same seed gives the same case. */
export function networkCase(kind: Kind, seed: number): SourcingInput {
  const random = seededRandom(seed);
  const skus = Array.from({ length: kind.skus ?? kind.lines }, (_, index) => `sku-${index}`);
  const lines = Array.from({ length: kind.lines }, (_, line) => ({
    lineId: `l${line}`,
    sku: skus[line % skus.length] ?? '',
    quantity: 1 + random.below(kind.maxQuantity ?? 5),
  }));
  const candidates = Array.from({ length: kind.nodes }, (_, index) => nodeOf(kind, index, skus, random));
  const excluded = kind.fenced
    ? Array.from({ length: 6 }, (_, index) => ({ nodeId: `n${index}`, sku: random.pick(skus) ?? '' }))
    : [];
  return {
    demand: demand(
      {},
      {
        orderId: `web~${seed}`,
        ...(kind.method === 'pickup'
          ? { method: 'pickup', pickupNodeId: `n${random.below(kind.nodes)}` }
          : {}),
        destination: destinationOf(kind, random),
        promisedBy: new Date(NOW_MS + (random.below(120) - 6) * 3_600_000).toISOString(),
        service: random.pick(['standard', 'express']) ?? '',
        valueMinor: random.below(20_000),
        lines,
        excluded,
        openShipments: kind.fenced && random.chance(0.2) ? 1 : 0,
      },
    ),
    candidates,
    policy: policyOf(kind, random),
    policyScope: 'default',
    policyVersion: 1,
    logPosition: '00000000000000000042',
    now: new Date(NOW_MS).toISOString(),
    seed,
  };
}

function destinationOf(
  { alike, fenced }: Kind,
  random: SeededRandom,
): SourcingInput['demand']['destination'] {
  if (alike || random.chance(0.05)) return { country: 'DE' };
  const region = fenced && random.chance(0.8) ? { region: random.pick(['BE', 'BY']) ?? '' } : {};
  return { country: 'DE', ...region, coordinates: placeOf(random) };
}

/** Somewhere between Lisbon and Kyiv. */
function placeOf(random: SeededRandom): SourcingCandidate['coordinates'] {
  return { latitude: 38 + random.below(1600) / 100, longitude: -9 + random.below(3900) / 100 };
}

function nodeOf(kind: Kind, index: number, skus: readonly string[], random: SeededRandom): SourcingCandidate {
  const nodeType = random.pick(['warehouse', 'store', 'store', 'store', 'drop-shipper'] as const) ?? 'store';
  const usual: Partial<SourcingCandidate> = {
    nodeType: kind.alike ? 'store' : nodeType,
    methods: nodeType === 'drop-shipper' && !kind.alike ? ['drop-ship'] : ['ship', 'pickup'],
    coordinates: placeOf(random),
    shippingCost: {
      baseMinor: kind.alike ? 500 : 400 + random.below(500),
      perHundredKmMinor: 20,
      currency: 'EUR',
    },
    ...(kind.alike ? {} : { capacity: 100, openFulfillments: random.below(100) }),
  };
  return candidate(`n${index}`, stockOf(kind, skus, random), {
    ...usual,
    ...(kind.fenced ? fencesOf(random) : {}),
  });
}

/** What is on the shelf less what is kept back: below zero where a count has found less than is promised. */
function stockOf(
  { spread, maxStock = 8 }: Kind,
  skus: readonly string[],
  random: SeededRandom,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    skus.flatMap((sku) => {
      if (!random.chance(spread)) return [];
      const safety = random.chance(0.2) ? random.below(4) : 0;
      return [[sku, 1 + random.below(maxStock) - safety] as const];
    }),
  );
}

function fencesOf(random: SeededRandom): Partial<SourcingCandidate> {
  return {
    active: random.chance(0.9),
    openFulfillments: random.below(104),
    servesCountries: random.pick([[], ['DE'], ['FR'], ['DE', 'FR']]) ?? [],
    servesRegions: random.pick([[], [], ['BE'], ['BY', 'BE']]) ?? [],
    methods: random.pick([['ship'], ['ship', 'pickup'], ['pickup'], ['drop-ship']] as const) ?? [],
  };
}

function policyOf(kind: Kind, random: SeededRandom): SourcingInput['policy'] {
  const last = strategyOf(kind, 'last', random);
  const first = {
    ...strategyOf(kind, 'first', random),
    ...(random.chance(0.3) ? { when: { minValueMinor: 10_000, channels: ['web'] } } : {}),
    nodeTypes: ['warehouse', 'store'] as const,
    afterAction: 'next-strategy' as const,
  };
  return {
    strategies: kind.strategies ? [first, last] : [last],
    acceptWithinSeconds: 3600,
    pickupWindowSeconds: 86_400,
    excludeFailedNodeSeconds: 3600,
    maxAttempts: 6,
    parkForSeconds: 86_400,
    afterParking: 'retry',
    ...(kind.dated ? { promise: promiseOf(random) } : {}),
  };
}

function strategyOf(kind: Kind, name: string, random: SeededRandom): SourcingStrategy {
  const usual = { shipments: 2, 'shipping-cost': 1, distance: 1, workload: 0.5, 'node-type': 0.5 };
  const thrifty = { shipments: 0.2, 'shipping-cost': 3, distance: 1, 'delivery-date': 1 };
  return strategy({
    name,
    weights: kind.alike ? { shipments: 1 } : (random.pick([usual, usual, thrifty]) ?? usual),
    nodeTypePenalties: { warehouse: 0, store: 0.6, 'drop-shipper': 1 },
    maxShipments: kind.maxShipments,
    splitLines: kind.splitLines ?? true,
    afterAction: random.pick(AFTER_ACTIONS) ?? 'park',
    ...(kind.fenced && random.chance(0.5) ? { maxDistanceKm: 1500 } : {}),
  });
}

function promiseOf(random: SeededRandom): PromiseRules {
  const standard = { handlingHours: 12, baseHours: 12, hoursPerHundredKm: 3 };
  const express = { service: 'express', handlingHours: 4, baseHours: 8, hoursPerHundredKm: 1.5 };
  return {
    toleranceDays: [0, 1, 3],
    thenAnyDate: random.chance(0.5),
    transit: random.chance(0.8) ? [express, standard] : [express],
  };
}
