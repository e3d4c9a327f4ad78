import type {
  SourcingCandidate,
  SourcingInput,
  SourcingStrategy,
} from '../../src/domain/sourcing/sourcing.types.js';

/** The best that any plan can do: written anew and without haste, so that it can judge the engine. */
export interface BestPlan {
  readonly unplaced: number;
  readonly cost: number;
}

/** Tries every set of nodes within the limit and every way to place the lines on it. Ship-to-home only, 8 nodes at most. */
export function bruteForce(input: SourcingInput, strategy: SourcingStrategy): BestPlan {
  const { demand } = input;
  const total = demand.lines.reduce((sum, line) => sum + line.quantity, 0);
  const nodes = input.candidates.filter((node) => passes(node, input, strategy));
  const left = Math.max(0, strategy.maxShipments - demand.openShipments);
  const slots = demand.openShipments > 0 ? Math.max(left, demand.lines.length) : left;
  let best: BestPlan = { unplaced: total, cost: 0 };
  for (let set = 1; set < 2 ** nodes.length; set += 1) {
    const chosen = nodes.filter((_, index) => (set >> index) % 2 === 1);
    if (chosen.length > slots) continue;
    const unplaced = total - placeable(chosen, input, strategy);
    const cost = chosen.reduce((sum, node) => sum + penalty(node, input, strategy), 0);
    const closer = Math.abs(cost - best.cost) > 1e-9 && cost < best.cost;
    if (unplaced < best.unplaced || (unplaced === best.unplaced && closer)) best = { unplaced, cost };
  }
  const wholeOnly = strategy.afterAction === 'next-strategy' || strategy.afterAction === 'park';
  return wholeOnly && best.unplaced > 0 ? { unplaced: total, cost: 0 } : best;
}

function stock(node: SourcingCandidate, sku: string, { demand }: SourcingInput): number {
  const isExcluded = demand.excluded.some((one) => one.nodeId === node.nodeId && one.sku === sku);
  return isExcluded ? 0 : (node.atf[sku] ?? 0);
}

function passes(node: SourcingCandidate, input: SourcingInput, strategy: SourcingStrategy): boolean {
  return (
    node.active &&
    node.openFulfillments < (node.capacity ?? Number.POSITIVE_INFINITY) &&
    (strategy.nodeTypes ?? [node.nodeType]).includes(node.nodeType) &&
    km(node, input) <= (strategy.maxDistanceKm ?? Number.POSITIVE_INFINITY)
  );
}

function placeable(
  nodes: readonly SourcingCandidate[],
  input: SourcingInput,
  strategy: SourcingStrategy,
): number {
  const skus = [...new Set(input.demand.lines.map(({ sku }) => sku))];
  return skus.reduce((sum, sku) => {
    const lines = input.demand.lines.filter((line) => line.sku === sku).map((line) => line.quantity);
    const bins = nodes.map((node) => stock(node, sku, input));
    const wanted = lines.reduce((units, line) => units + line, 0);
    const there = bins.reduce((units, bin) => units + bin, 0);
    return sum + (strategy.splitLines ? Math.min(wanted, there) : whole(lines, bins));
  }, 0);
}

/** Most units of whole lines that fit: each line is tried in each bin and in none. */
function whole(lines: readonly number[], bins: readonly number[]): number {
  const [line, ...rest] = lines;
  if (line === undefined) return 0;
  const ways = bins.flatMap((bin, index) =>
    bin >= line ? [line + whole(rest, bins.with(index, bin - line))] : [],
  );
  return Math.max(whole(rest, bins), ...ways);
}

/** The formula of docs/sourcing.md. */
function penalty(
  node: SourcingCandidate,
  input: SourcingInput,
  { weights, nodeTypePenalties }: SourcingStrategy,
): number {
  const distance = km(node, input);
  const cost = node.shippingCost.baseMinor + (node.shippingCost.perHundredKmMinor * distance) / 100;
  return (
    (weights.shipments ?? 0) +
    (weights.distance ?? 0) * (distance / (distance + 1000)) +
    (weights['shipping-cost'] ?? 0) * (cost / (cost + 1000)) +
    (weights.workload ?? 0) * (node.capacity === undefined ? 0 : node.openFulfillments / node.capacity) +
    (weights['node-type'] ?? 0) * (nodeTypePenalties?.[node.nodeType] ?? 0)
  );
}

/** Spherical law of cosines: another way to the distance than the engine's, to 100 m like there. */
export function km(node: SourcingCandidate, { demand }: SourcingInput): number {
  const target = demand.destination.coordinates ?? node.coordinates;
  const rad = Math.PI / 180;
  const cosine =
    Math.sin(node.coordinates.latitude * rad) * Math.sin(target.latitude * rad) +
    Math.cos(node.coordinates.latitude * rad) *
      Math.cos(target.latitude * rad) *
      Math.cos((node.coordinates.longitude - target.longitude) * rad);
  return Math.round(63_710.088 * Math.acos(Math.min(1, cosine))) / 10;
}
