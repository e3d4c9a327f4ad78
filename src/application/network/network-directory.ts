import { type NodeEvent, type NodeState, nodeDecider } from '../../domain/node/index.js';
import {
  DEFAULT_POLICY_SCOPE,
  type PolicyEvent,
  type PolicyState,
  policyDecider,
  versionOf,
} from '../../domain/policy/index.js';
import { parseStreamName } from '../../domain/shared/stream-names.js';
import type { ActivePolicyReader } from '../ports/candidate-reader.js';
import type { Clock } from '../ports/clock.js';
import type { EventStore, RecordedEvent, SubscriptionMessage } from '../ports/event-store.js';
import type { ActivePolicy, NetworkDirectory, NetworkNode } from '../ports/network-directory.js';

/** How long the directory waits before it opens a broken subscription again. */
export const REOPEN_DELAY_MS = 500;
/** How often it looks whether a quiet subscription is quiet because nothing happens. */
export const WATCH_INTERVAL_MS = 5_000;

/** The tenant has no policy in force, or the directory has not heard of it yet. Worth a retry. */
export class NoActivePolicy extends Error {
  constructor(readonly tenant: string) {
    super(`tenant ${tenant} has no active sourcing policy`);
    this.name = 'NoActivePolicy';
  }
}

interface HeardNode {
  readonly state: NodeState;
  readonly revision: bigint;
}

interface TenantNetwork {
  readonly nodes: Map<string, HeardNode>;
  readonly policies: Map<string, PolicyState>;
  /** Derived from `nodes` when first asked for after a change. */
  listed: readonly NetworkNode[] | null;
}

/**
 * Nodes and active policies of all tenants, folded from the log into memory. Small (a network has hundreds of nodes),
 * read on every sourcing run, and rebuilt at each start. A subscription that breaks, or falls silent while the log goes
 * on, is opened again where it ended; until then the directory answers what it knew last.
 */
export class LogNetworkDirectory implements NetworkDirectory, ActivePolicyReader {
  private readonly tenants = new Map<string, TenantNetwork>();
  private readonly stopping = new AbortController();
  private position: bigint | null = null;
  private running: Promise<void> = Promise.resolve();
  private isCaughtUp = false;
  /** Messages so far, to tell a quiet subscription from a busy one. */
  private heard = 0;
  /** End of the log when the subscription was opened: once caught up, nothing before it is missing. */
  private headAtOpening: bigint | null = null;
  private covered: bigint | null = null;

  /** @param onTrouble hears of every failure of the subscription; it is opened again after {@link REOPEN_DELAY_MS} */
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly onTrouble: (error: unknown) => void = () => {},
  ) {}

  /** True once the directory has read the log to its end. */
  get caughtUp(): boolean {
    return this.isCaughtUp;
  }

  /** Begins to follow the log; resolves when the end that it has now is reached, or on {@link stop}. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.running = this.follow(resolve).finally(resolve);
    });
  }

  /** Ends the subscription; the answers stay as they are. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  nodes(tenant: string): readonly NetworkNode[] {
    const network = this.tenants.get(tenant);
    if (network === undefined) return [];
    network.listed ??= listOf(network.nodes);
    return network.listed;
  }

  node(tenant: string, nodeId: string): NetworkNode | null {
    const heard = this.tenants.get(tenant)?.nodes.get(nodeId);
    return heard === undefined ? null : entryOf(nodeId, heard.state);
  }

  hasHeardOf(tenant: string, nodeId: string, revision: bigint): boolean {
    const heard = this.tenants.get(tenant)?.nodes.get(nodeId);
    return heard !== undefined && heard.revision >= revision;
  }

  activePolicy(tenant: string): ActivePolicy | null {
    const state = this.tenants.get(tenant)?.policies.get(DEFAULT_POLICY_SCOPE);
    if (state === undefined || state.activeVersion === null) return null;
    const version = versionOf(state, state.activeVersion);
    if (version === null) return null;
    return { scope: DEFAULT_POLICY_SCOPE, version: version.version, policy: version.policy };
  }

  /** @throws NoActivePolicy */
  async active(tenant: string): Promise<ActivePolicy> {
    const policy = this.activePolicy(tenant);
    if (policy === null) throw new NoActivePolicy(tenant);
    return policy;
  }

  private async follow(caughtUp: () => void): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.readOn(signal, caughtUp);
      } catch (error) {
        if (!signal.aborted) this.onTrouble(error);
      }
      if (!signal.aborted) await this.pause(signal);
    }
  }

  private async readOn(stopping: AbortSignal, caughtUp: () => void): Promise<void> {
    const opening = new AbortController();
    const end = (): void => opening.abort();
    stopping.addEventListener('abort', end, { once: true });
    const takeBack = this.watch(end);
    const { signal } = opening;
    const categories = ['node', 'policy'] as const;
    try {
      for await (const message of this.store.subscribe({ after: this.position, categories, signal })) {
        this.take(message, caughtUp);
      }
    } finally {
      takeBack();
      stopping.removeEventListener('abort', end);
    }
  }

  /** Calls `end` when nothing has been heard for an interval although the log goes on. */
  private watch(end: () => void): () => void {
    let isOver = false;
    let takeBack: () => void = () => undefined;
    const again = (heardBefore: number): void => {
      takeBack = this.clock.schedule(WATCH_INTERVAL_MS, () => {
        this.isSilent(heardBefore).then(
          (isSilent) => {
            if (isSilent) end();
            else if (!isOver) again(this.heard);
          },
          // A store that cannot be asked now is asked at the next look.
          () => isOver || again(this.heard),
        );
      });
    };
    again(this.heard);
    return () => {
      isOver = true;
      takeBack();
    };
  }

  private async isSilent(heardBefore: number): Promise<boolean> {
    if (this.heard !== heardBefore) return false;
    const head = await this.store.headPosition();
    const isBehind = head !== null && head > (this.position ?? -1n) && head > (this.covered ?? -1n);
    // The word that it has caught up may be what was lost: the start waits for it.
    const isFine = this.isCaughtUp && !isBehind;
    if (isFine || this.heard !== heardBefore) return false;
    this.headAtOpening = head;
    return true;
  }

  private take(message: SubscriptionMessage, caughtUp: () => void): void {
    this.heard += 1;
    if (message.kind === 'caught-up') {
      this.isCaughtUp = true;
      this.covered = this.headAtOpening;
      caughtUp();
      return;
    }
    if (message.kind === 'event') this.fold(message.event);
    const { position } = message.kind === 'event' ? message.event : message;
    // An event that comes again must not take the place back: those behind it would be folded twice.
    if (this.position === null || position > this.position) this.position = position;
  }

  private fold({ stream, event, position, revision }: RecordedEvent): void {
    const parts = parseStreamName(stream);
    if (parts === null || (this.position !== null && position <= this.position)) return;
    const network = this.networkOf(parts.tenant);
    if (parts.category === 'node') {
      const before = network.nodes.get(parts.id)?.state ?? nodeDecider.initialState;
      const state = nodeDecider.evolve(before, event as NodeEvent);
      network.nodes.set(parts.id, { state, revision });
      network.listed = null;
    } else {
      const state = network.policies.get(parts.id) ?? policyDecider.initialState;
      network.policies.set(parts.id, policyDecider.evolve(state, event as PolicyEvent));
    }
  }

  private networkOf(tenant: string): TenantNetwork {
    const known = this.tenants.get(tenant);
    if (known !== undefined) return known;
    const fresh: TenantNetwork = { nodes: new Map(), policies: new Map(), listed: null };
    this.tenants.set(tenant, fresh);
    return fresh;
  }

  private async pause(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        cancel();
        resolve();
      };
      const cancel = this.clock.schedule(REOPEN_DELAY_MS, wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

function listOf(nodes: ReadonlyMap<string, HeardNode>): readonly NetworkNode[] {
  const entries = [...nodes].flatMap(([nodeId, { state }]) => entryOf(nodeId, state) ?? []);
  return entries.sort((one, other) => (one.nodeId < other.nodeId ? -1 : 1));
}

function entryOf(nodeId: string, state: NodeState): NetworkNode | null {
  if (state.status === 'unregistered') return null;
  return { nodeId, profile: state.profile, suspended: state.status === 'suspended' };
}
