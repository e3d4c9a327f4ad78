import type { CandidateReader } from '../../application/ports/candidate-reader.js';
import type { NetworkDirectory, NetworkNode } from '../../application/ports/network-directory.js';
import { formatPosition } from '../../application/ports/position.js';
import { beingBuilt, type ViewAnswer, type ViewReader } from '../../application/ports/view-store.js';
import type { SourcingCandidate } from '../../domain/sourcing/sourcing.types.js';
import { atfOf } from '../availability/availability.figures.js';
import { AVAILABILITY } from '../availability/availability.projection.js';
import type { AvailabilityFigures } from '../availability/availability.view.js';
import { NODE_WORK, openIndex } from '../node-work/node-work.projection.js';
import { NO_POSITION } from '../shared/answer.view.js';

type Workload = ViewAnswer<Readonly<Record<string, number>>>;
type NodesOfSku = ReadonlyMap<string, AvailabilityFigures>;

/**
 * The figures that sourcing ranks on: the network from memory, stock and workload from the views in one round trip.
 *
 * Figures may lag, but never go back: a view that has less than it had before was lost and is being built anew. By its
 * figures nobody has anything, and every order would be parked.
 */
export class ViewCandidateReader implements CandidateReader {
  private readonly seen = new Map<string, string>();
  private readonly profiles = new Profiles();
  /** Questions under way, by tenant. */
  private readonly workloads = new Map<string, Promise<Workload>>();
  private start: Promise<string> | undefined;

  /** @param head the end of the log; the views must have come to where it was at the first reading */
  constructor(
    private readonly views: ViewReader,
    private readonly network: NetworkDirectory,
    private readonly head: () => Promise<bigint | null> = async () => null,
  ) {}

  /** @throws ViewStoreUnavailable, also while a view is being built anew; EventStoreUnavailable */
  async candidates(
    tenant: string,
    channel: string,
    skus: readonly string[],
  ): Promise<{ readonly candidates: readonly SourcingCandidate[]; readonly logPosition: string }> {
    await this.knowStart();
    const [stock, work] = await Promise.all([
      this.forward(AVAILABILITY, () => this.views.groups<AvailabilityFigures>(AVAILABILITY, tenant, skus)),
      this.workload(tenant),
    ]);
    const candidates = this.network.nodes(tenant).map((node) => ({
      ...this.profiles.of(node),
      openFulfillments: work.value[openIndex(node.nodeId)] ?? 0,
      atf: atfBySku(node.nodeId, channel, skus, stock.value),
    }));
    return { candidates, logPosition: stock.position };
  }

  /** The same for every sku, so all who ask while it is under way share the answer. */
  private workload(tenant: string): Promise<Workload> {
    const asked = this.workloads.get(tenant);
    if (asked !== undefined) return asked;
    const answer = this.forward(NODE_WORK, () => this.views.counts(NODE_WORK, tenant));
    const asking = answer.finally(() => this.workloads.delete(tenant));
    this.workloads.set(tenant, asking);
    return asking;
  }

  /** Once; tried again where the log could not be reached. */
  private async knowStart(): Promise<void> {
    this.start ??= this.head().then((position) =>
      position === null ? NO_POSITION : formatPosition(position),
    );
    try {
      const start = await this.start;
      for (const view of [AVAILABILITY, NODE_WORK]) if (!this.seen.has(view)) this.seen.set(view, start);
    } catch (error) {
      this.start = undefined;
      throw error;
    }
  }

  /** An answer that reflects at least what an earlier one did. */
  private async forward<T>(view: string, read: () => Promise<ViewAnswer<T>>): Promise<ViewAnswer<T>> {
    const least = this.seen.get(view) ?? NO_POSITION;
    const answer = await read();
    const { position } = answer;
    if (position < least) throw beingBuilt(view);
    if (position > (this.seen.get(view) ?? NO_POSITION)) this.seen.set(view, position);
    return answer;
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

type Profile = Omit<SourcingCandidate, 'openFulfillments' | 'atf'>;

/** What sourcing wants to know of each node, made once for as long as the directory has the same to say of it. */
class Profiles {
  private readonly known = new WeakMap<NetworkNode, Profile>();

  of(node: NetworkNode): Profile {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const made = profileOf(node);
    this.known.set(node, made);
    return made;
  }
}

function profileOf({ nodeId, profile, suspended }: NetworkNode): Profile {
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
