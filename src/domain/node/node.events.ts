import type { Message } from '../shared/decider.js';
import type { Coordinates } from '../shared/place.js';
import type { Instant } from '../shared/time.js';

export type NodeType = 'warehouse' | 'store' | 'drop-shipper';
export type NodeMethod = 'ship' | 'drop-ship' | 'pickup';

/** What a node is and can do. */
export interface NodeProfile {
  readonly name: string;
  readonly nodeType: NodeType;
  readonly country: string;
  readonly region?: string;
  readonly city?: string;
  readonly coordinates: Coordinates;
  readonly methods: readonly NodeMethod[];
  /** ISO country codes this node ships to; empty means every country. */
  readonly servesCountries: readonly string[];
  /** Regions this node ships to; empty means every region of the countries it serves. */
  readonly servesRegions: readonly string[];
  /** Open fulfillments that it can have at a time; absent means no limit. */
  readonly capacity?: number;
  /** Cost of one shipment: a base and a part by distance, in minor units of `currency`. */
  readonly shippingCost: {
    readonly baseMinor: number;
    readonly perHundredKmMinor: number;
    readonly currency: string;
  };
}

type NodeEventOf<Type extends string, Data> = Message<
  Type,
  { readonly nodeId: string; readonly at: Instant } & Data
>;

export type NodeRegistered = NodeEventOf<'NodeRegistered', { readonly profile: NodeProfile }>;
/** The whole profile as it is from now on. */
export type NodeProfileRevised = NodeEventOf<'NodeProfileRevised', { readonly profile: NodeProfile }>;
export type NodeSuspended = NodeEventOf<'NodeSuspended', { readonly reason: string }>;
export type NodeResumed = NodeEventOf<'NodeResumed', Record<never, never>>;

export type NodeEvent = NodeRegistered | NodeProfileRevised | NodeSuspended | NodeResumed;
