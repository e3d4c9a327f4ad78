import type { CandidateReader } from '../../application/ports/candidate-reader.js';
import type { NetworkDirectory, NetworkNode } from '../../application/ports/network-directory.js';
import type { ViewReader } from '../../application/ports/view-store.js';
import type { SourcingCandidate } from '../../domain/sourcing/sourcing.types.js';
import { atfOf } from '../availability/availability.figures.js';
import { AVAILABILITY } from '../availability/availability.projection.js';
import type { AvailabilityFigures } from '../availability/availability.view.js';
import { NODE_WORK, openIndex } from '../node-work/node-work.projection.js';
import { NO_POSITION } from '../shared/answer.view.js';

type NodesOfSku = ReadonlyMap<string, AvailabilityFigures>;

/** The figures that sourcing ranks on: the network from memory, stock and workload from the views in one round trip. */
export class ViewCandidateReader implements CandidateReader {
  constructor(
    private readonly views: ViewReader,
    private readonly network: NetworkDirectory,
  ) {}

  /** @throws ViewStoreUnavailable */
  async candidates(
    tenant: string,
    channel: string,
    skus: readonly string[],
  ): Promise<{ readonly candidates: readonly SourcingCandidate[]; readonly logPosition: string }> {
    const [stock, work] = await Promise.all([
      this.views.groups<AvailabilityFigures>(AVAILABILITY, tenant, skus),
      this.views.counts(NODE_WORK, tenant),
    ]);
    const candidates = this.network.nodes(tenant).map((node) => ({
      ...profileOf(node),
      openFulfillments: work.value[openIndex(node.nodeId)] ?? 0,
      atf: atfBySku(node.nodeId, channel, skus, stock.value),
    }));
    return { candidates, logPosition: stock.position ?? NO_POSITION };
  }
}

function atfBySku(
  nodeId: string,
  channel: string,
  skus: readonly string[],
  stock: readonly NodesOfSku[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    skus.map((sku, at) => {
      const figures = stock[at]?.get(nodeId);
      return [sku, figures === undefined ? 0 : atfOf(figures, channel)];
    }),
  );
}

function profileOf({
  nodeId,
  profile,
  suspended,
}: NetworkNode): Omit<SourcingCandidate, 'openFulfillments' | 'atf'> {
  const { nodeType, country, region, coordinates, methods, servesCountries, servesRegions } = profile;
  return {
    nodeId,
    nodeType,
    active: !suspended,
    country,
    ...(region === undefined ? {} : { region }),
    coordinates,
    methods,
    servesCountries,
    servesRegions,
    ...(profile.capacity === undefined ? {} : { capacity: profile.capacity }),
    shippingCost: profile.shippingCost,
  };
}
