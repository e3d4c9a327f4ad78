import type { AvailabilityFigures, NodeAvailability, SkuAvailability } from './availability.view.js';

/** The channel whose safety stock counts where a channel has none of its own. */
const EVERY_CHANNEL = '*';

/** Units that could be picked if nothing were withheld. Signed. */
export function pickableOf(figures: AvailabilityFigures): number {
  return figures.onHand - figures.damaged - figures.reserved;
}

/** Units a channel can have. Signed; clamp only where it is answered. */
export function signedAtf(figures: AvailabilityFigures, channel: string | null): number {
  const { safety } = figures;
  const own = channel !== null && Object.hasOwn(safety, channel) ? safety[channel] : undefined;
  return pickableOf(figures) - (own ?? safety[EVERY_CHANNEL] ?? 0) - figures.suspect;
}

/** Units a channel can have, as it is answered. */
export function atfOf(figures: AvailabilityFigures, channel: string | null): number {
  return Math.max(0, signedAtf(figures, channel));
}

/** A sku over all nodes that have or had it, in order of their id. */
export function skuAvailability(
  sku: string,
  channel: string | null,
  byNode: ReadonlyMap<string, AvailabilityFigures>,
): SkuAvailability {
  const nodes: NodeAvailability[] = [];
  for (const [nodeId, figures] of byNode) nodes.push(nodeAvailability(nodeId, channel, figures));
  nodes.sort((left, right) => (left.nodeId < right.nodeId ? -1 : 1));
  const total = { onHand: 0, reserved: 0, damaged: 0, suspect: 0, pickable: 0, atf: 0 };
  for (const node of nodes) {
    total.onHand += node.onHand;
    total.reserved += node.reserved;
    total.damaged += node.damaged;
    total.suspect += node.suspect;
    total.pickable += node.pickable;
    total.atf += node.atf;
  }
  return { sku, channel, total, nodes };
}

function nodeAvailability(
  nodeId: string,
  channel: string | null,
  figures: AvailabilityFigures,
): NodeAvailability {
  // Field by field: this is done for every node of every sku asked, and a spread costs several times as much.
  return {
    nodeId,
    onHand: figures.onHand,
    reserved: figures.reserved,
    damaged: figures.damaged,
    suspect: figures.suspect,
    safety: figures.safety,
    revision: figures.revision,
    pickable: pickableOf(figures),
    atf: atfOf(figures, channel),
  };
}
