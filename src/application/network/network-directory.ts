import type { ActivePolicyReader } from '../ports/candidate-reader.js';
import type { Clock } from '../ports/clock.js';
import type { EventStore, SubscriptionMessage } from '../ports/event-store.js';
import type { ActivePolicy, NetworkDirectory, NetworkNode } from '../ports/network-directory.js';
import type { NetworkSnapshot, NetworkSnapshots } from '../ports/network-snapshots.js';
import { formatPosition, parsePosition } from '../ports/position.js';
import { NETWORK_STATE_VERSION, NetworkMemory } from './network-memory.js';
import { SnapshotKeeper } from './snapshot-keeper.js';

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

/**
 * Nodes and active policies of all tenants, folded from the log into memory. Small (a network has hundreds of nodes),
 * read on every sourcing run, and at a start read on from the last snapshot, else from the beginning. A subscription that breaks, or falls silent while the log goes
 * on, is opened again where it ended; until then the directory answers what it knew last.
 */
export class LogNetworkDirectory implements NetworkDirectory, ActivePolicyReader {
  private readonly network = new NetworkMemory();
  private readonly keeper: SnapshotKeeper | null;
  private readonly stopping = new AbortController();
  private position: bigint | null = null;
  private running: Promise<void> = Promise.resolve();
  private isCaughtUp = false;
  /** Messages so far, to tell a quiet subscription from a busy one. */
  private heard = 0;
  /** End of the log when the subscription was opened: once caught up, nothing before it is missing. */
  private headAtOpening: bigint | null = null;
  private covered: bigint | null = null;

  /**
   * @param onTrouble hears of every failure of the subscription; it is opened again after {@link REOPEN_DELAY_MS}
   * @param snapshots where the network is put aside; without them every start reads the whole log
   */
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly onTrouble: (error: unknown) => void = () => {},
    snapshots?: NetworkSnapshots,
  ) {
    const take = (): NetworkSnapshot | null => this.snapshot();
    this.keeper = snapshots
      ? new SnapshotKeeper(snapshots, clock, NETWORK_STATE_VERSION, take, onTrouble)
      : null;
  }

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
    if (this.isCaughtUp) await this.keeper?.end();
  }

  nodes(tenant: string): readonly NetworkNode[] {
    return this.network.nodes(tenant);
  }

  node(tenant: string, nodeId: string): NetworkNode | null {
    return this.network.node(tenant, nodeId);
  }

  hasHeardOf(tenant: string, nodeId: string, revision: bigint): boolean {
    const heard = this.network.revisionOf(tenant, nodeId);
    return heard !== undefined && heard >= revision;
  }

  activePolicy(tenant: string): ActivePolicy | null {
    return this.network.activePolicy(tenant);
  }

  /** @throws NoActivePolicy */
  async active(tenant: string): Promise<ActivePolicy> {
    const policy = this.activePolicy(tenant);
    if (policy === null) throw new NoActivePolicy(tenant);
    return policy;
  }

  private async follow(caughtUp: () => void): Promise<void> {
    const { signal } = this.stopping;
    if (this.keeper) await this.restore(this.keeper);
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
      this.keeper?.begin();
      caughtUp();
      return;
    }
    const { position } = message.kind === 'event' ? message.event : message;
    // An event that comes again must not take the place back: those behind it would be folded twice.
    if (this.position !== null && position <= this.position) return;
    if (message.kind === 'event') this.network.fold(message.event);
    this.position = position;
  }

  private async restore(keeper: SnapshotKeeper): Promise<void> {
    const snapshot = await keeper.restored();
    if (snapshot === null) return;
    this.network.restore(snapshot.tenants);
    this.position = parsePosition(snapshot.position);
  }

  private snapshot(): NetworkSnapshot | null {
    if (this.position === null) return null;
    return {
      version: NETWORK_STATE_VERSION,
      position: formatPosition(this.position),
      tenants: this.network.packed(),
    };
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
