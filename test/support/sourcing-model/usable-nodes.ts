import type {
  SourcingCandidate,
  SourcingInput,
  SourcingStrategy,
} from '../../../src/domain/sourcing/sourcing.types.js';

/** A node that the rules let a plan use: what it has, and what a shipment from it costs in millionths. */
export interface UsableNode {
  readonly nodeId: string;
  readonly penaltyMicro: number;
  /** Units of each sku, those excluded for the order already off. */
  readonly stock: ReadonlyMap<string, number>;
}

/**
 * The nodes that docs/sourcing.md lets a strategy use, with the penalty that it gives them. Told anew from the page, with
 * nothing of the engine's own code.
 *
 * @param toleranceDays lateness that is put up with; null: any date
 */
export function usableNodes(
  input: SourcingInput,
  strategy: SourcingStrategy,
  toleranceDays: number | null,
): readonly UsableNode[] {
  return input.candidates
    .filter((node) => isUsable(node, input, strategy) && !isTooLate(node, input, toleranceDays))
    .map((node) => ({
      nodeId: node.nodeId,
      penaltyMicro: penaltyMicro(node, input, strategy),
      stock: stockOf(node, input),
    }));
}

function stockOf(node: SourcingCandidate, { demand }: SourcingInput): ReadonlyMap<string, number> {
  const shut = demand.excluded.filter(({ nodeId }) => nodeId === node.nodeId).map(({ sku }) => sku);
  return new Map(Object.entries(node.atf).filter(([sku]) => !shut.includes(sku)));
}

function isUsable(node: SourcingCandidate, { demand }: SourcingInput, strategy: SourcingStrategy): boolean {
  const isFull = node.capacity !== undefined && node.openFulfillments >= node.capacity;
  if (!node.active || isFull) return false;
  if (strategy.nodeTypes !== undefined && !strategy.nodeTypes.includes(node.nodeType)) return false;
  if (demand.method === 'pickup')
    return node.nodeId === demand.pickupNodeId && node.methods.includes('pickup');
  if (!node.methods.includes('ship') && !node.methods.includes('drop-ship')) return false;
  const { country, region } = demand.destination;
  if (node.servesCountries.length > 0 && !node.servesCountries.includes(country)) return false;
  if (node.servesRegions.length > 0 && (region === undefined || !node.servesRegions.includes(region)))
    return false;
  const km = kmTo(node, demand);
  return km === null || strategy.maxDistanceKm === undefined || km <= strategy.maxDistanceKm;
}

/** Great circle by vectors: another way to the distance than the engine's, to 100 m like there. */
function kmTo(node: SourcingCandidate, { method, destination }: SourcingInput['demand']): number | null {
  if (method === 'pickup' || destination.coordinates === undefined) return null;
  const vector = ({ latitude, longitude }: { latitude: number; longitude: number }) => {
    const [north, east] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
    return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)] as const;
  };
  const [a1, a2, a3] = vector(node.coordinates);
  const [b1, b2, b3] = vector(destination.coordinates);
  const cross = Math.hypot(a2 * b3 - a3 * b2, a3 * b1 - a1 * b3, a1 * b2 - a2 * b1);
  return Math.round(63_710.088 * Math.atan2(cross, a1 * b1 + a2 * b2 + a3 * b3)) / 10;
}

/** Seconds after now, to the minute; null where the policy has no transit time for the service. */
function estimate(node: SourcingCandidate, { demand, policy }: SourcingInput): number | null {
  const entries = policy.promise?.transit ?? [];
  const transit = entries.find(({ service }) => service === undefined || service === demand.service);
  if (transit === undefined) return null;
  const km = kmTo(node, demand) ?? 0;
  const onTheWay = transit.baseHours + transit.hoursPerHundredKm * (km / 100);
  const hours = transit.handlingHours + (demand.method === 'pickup' ? 0 : onTheWay);
  return Math.round(hours * 60) * 60;
}

/** Seconds until the promised date. */
export function promisedIn({ demand, now }: SourcingInput): number {
  return (Date.parse(demand.promisedBy) - Date.parse(now)) / 1000;
}

function isTooLate(node: SourcingCandidate, input: SourcingInput, toleranceDays: number | null): boolean {
  const seconds = estimate(node, input);
  if (toleranceDays === null || seconds === null) return false;
  return seconds > promisedIn(input) + toleranceDays * 86_400;
}

function penaltyMicro(node: SourcingCandidate, input: SourcingInput, strategy: SourcingStrategy): number {
  const { weights } = strategy;
  const isPickup = input.demand.method === 'pickup';
  const km = kmTo(node, input.demand);
  const { baseMinor, perHundredKmMinor } = node.shippingCost;
  const cost = isPickup ? 0 : baseMinor + perHundredKmMinor * ((km ?? 0) / 100);
  const late = Math.max(0, (estimate(node, input) ?? 0) - Math.max(0, promisedIn(input)));
  const scores = {
    distance: isPickup ? 0 : km === null ? 0.5 : km / (km + 1000),
    'shipping-cost': cost / (cost + 1000),
    shipments: 1,
    workload: node.capacity === undefined ? 0 : node.openFulfillments / node.capacity,
    'node-type': strategy.nodeTypePenalties?.[node.nodeType] ?? 0,
    'delivery-date': late / (late + 2 * 86_400),
  };
  return Object.entries(scores).reduce((sum, [name, score]) => {
    const weight = weights[name as keyof typeof scores] ?? 0;
    return sum + Math.round(weight * Math.round(score * 1e6));
  }, 0);
}
