import type { NodeState } from '../../domain/node/index.js';
import type { PolicyState } from '../../domain/policy/index.js';

/** Nodes and policies of one tenant. */
export interface TenantSnapshot {
  readonly tenant: string;
  /** Revision of the last event that the state holds, as text. */
  readonly nodes: readonly {
    readonly nodeId: string;
    readonly revision: string;
    readonly state: NodeState;
  }[];
  readonly policies: readonly { readonly scope: string; readonly state: PolicyState }[];
}

/** The network as it was at a position of the log. JSON. */
export interface NetworkSnapshot {
  /** Of the code that folded the states; a snapshot of another version is ignored. */
  readonly version: number;
  /** 20 digits: every event of a node or policy up to here is in it, and none behind. */
  readonly position: string;
  readonly tenants: readonly TenantSnapshot[];
}

/**
 * Where the directory of the network puts its state aside, so that a start need not look through the whole log for it.
 * Nothing but a cache of this very log, and kept with it.
 */
export interface NetworkSnapshots {
  /** The newest, or null; an unreadable one counts as lost. @throws EventStoreUnavailable */
  load(): Promise<NetworkSnapshot | null>;
  /** Keeps it unless a newer one is there, or it is too large to be kept: then nothing happens. @throws EventStoreUnavailable */
  save(snapshot: NetworkSnapshot): Promise<void>;
}

export const NETWORK_SNAPSHOTS = Symbol('NetworkSnapshots');
