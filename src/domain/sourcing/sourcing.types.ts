import type { Coordinates, CoarseDestination } from '../shared/place.js';
import type { LineQuantity, Quantity } from '../shared/quantities.js';
import type { Instant } from '../shared/time.js';

export type SourcingMethod = 'ship' | 'drop-ship' | 'pickup';
export type FenceName =
  | 'active'
  | 'method'
  | 'stock'
  | 'destination'
  | 'excluded'
  | 'capacity'
  | 'distance'
  | 'promise';
export type RatingName =
  | 'distance'
  | 'shipping-cost'
  | 'shipments'
  | 'workload'
  | 'node-type'
  | 'delivery-date';

/** Demand of one order that needs nodes. */
export interface SourcingDemand {
  readonly orderId: string;
  readonly channel: string;
  readonly method: 'ship' | 'pickup';
  readonly pickupNodeId?: string;
  readonly destination: CoarseDestination;
  /** The committed date: a run never changes it. */
  readonly promisedBy: Instant;
  /** The delivery service that was promised; it selects the transit times. */
  readonly service?: string;
  readonly priority: number;
  readonly tags: readonly string[];
  /** Value of the demand in minor units, for conditions and value floors. */
  readonly valueMinor: number;
  readonly lines: readonly LineQuantity[];
  readonly excluded: readonly { readonly nodeId: string; readonly sku: string }[];
  /** Shipments the order already has; they count against the split limit. */
  readonly openShipments: number;
  /** Runs so far for this demand. */
  readonly attempt: number;
}

/** A node with the figures that one run may use. `atf` is the figure for the demand's channel, safety stock and suspect units already off. */
export interface SourcingCandidate {
  readonly nodeId: string;
  readonly nodeType: 'warehouse' | 'store' | 'drop-shipper';
  readonly active: boolean;
  readonly country: string;
  readonly region?: string;
  readonly coordinates: Coordinates;
  readonly methods: readonly SourcingMethod[];
  readonly servesCountries: readonly string[];
  readonly servesRegions: readonly string[];
  readonly capacity?: number;
  readonly openFulfillments: number;
  readonly shippingCost: {
    readonly baseMinor: number;
    readonly perHundredKmMinor: number;
    readonly currency: string;
  };
  readonly atf: Readonly<Record<string, Quantity>>;
}

/** When a strategy applies. Every part that is present must hold. */
export interface SourcingCondition {
  readonly channels?: readonly string[];
  readonly methods?: readonly ('ship' | 'pickup')[];
  readonly countries?: readonly string[];
  readonly regions?: readonly string[];
  readonly tags?: readonly string[];
  readonly minValueMinor?: number;
  readonly maxValueMinor?: number;
  /** Half open: from inclusive, until exclusive. */
  readonly from?: Instant;
  readonly until?: Instant;
}

export interface SourcingStrategy {
  readonly name: string;
  readonly when?: SourcingCondition;
  readonly nodeTypes?: readonly ('warehouse' | 'store' | 'drop-shipper')[];
  readonly maxDistanceKm?: number;
  /** Weight of each rating; 0 or absent leaves it out. Penalties are scaled to 0–1 before they are weighted. */
  readonly weights: Readonly<Partial<Record<RatingName, number>>>;
  /** Penalty of each node type, 0 (preferred) to 1. */
  readonly nodeTypePenalties?: Readonly<Partial<Record<'warehouse' | 'store' | 'drop-shipper', number>>>;
  /** Shipments that one order may have; 1 means never split. */
  readonly maxShipments: number;
  /** False: a line is never spread over nodes. */
  readonly splitLines: boolean;
  /** What to do with what this strategy cannot place. */
  readonly afterAction: 'next-strategy' | 'place-partly-and-park' | 'park' | 'cancel';
}

/** How long goods take with a delivery service. Hours are of the clock, not of business; fractions are allowed. */
export interface TransitTime {
  /** The service that it is for; absent: every service. */
  readonly service?: string;
  /** From the plan to the door of the node, or to the pickup counter. */
  readonly handlingHours: number;
  readonly baseHours: number;
  readonly hoursPerHundredKm: number;
}

/** How promised dates are kept: which lateness is put up with, and in which steps. */
export interface PromiseRules {
  /** Days after the promised date that a plan may be late, from the narrowest step to the widest; ascending. */
  readonly toleranceDays: readonly number[];
  /** True: a demand that no step can place may come at any date. False: it is left unplaced. */
  readonly thenAnyDate: boolean;
  /** The first entry that matches the service of the demand counts; without one no date is estimated. */
  readonly transit: readonly TransitTime[];
}

/** The rules, as data. One version is immutable. */
export interface SourcingPolicy {
  readonly strategies: readonly SourcingStrategy[];
  readonly acceptWithinSeconds: number;
  readonly pickupWindowSeconds: number;
  /** How long a failed node stays excluded for a sku of an order. */
  readonly excludeFailedNodeSeconds: number;
  readonly maxAttempts: number;
  readonly parkForSeconds: number;
  readonly afterParking: 'retry' | 'cancel';
  /** Absent: dates are neither estimated nor kept. */
  readonly promise?: PromiseRules;
}

export interface SourcingInput {
  readonly demand: SourcingDemand;
  readonly candidates: readonly SourcingCandidate[];
  readonly policy: SourcingPolicy;
  readonly policyScope: string;
  readonly policyVersion: number;
  /** Position of the log that the candidates' figures reflect, as text of 20 digits. */
  readonly logPosition: string;
  readonly now: Instant;
  /** Breaks ties. */
  readonly seed: number;
}

export interface PlannedAllocation {
  readonly nodeId: string;
  readonly method: SourcingMethod;
  readonly lines: readonly LineQuantity[];
  /** When the goods should be with the customer, or at the pickup counter. Absent: not estimated. */
  readonly estimatedBy?: Instant;
}

/** One candidate as the run saw it: what it failed, or how it scored. */
export interface CandidateVerdict {
  readonly nodeId: string;
  /** The first fence it failed; absent when it passed all. */
  readonly failed?: FenceName;
  readonly detail?: string;
  readonly scores?: Readonly<Partial<Record<RatingName, number>>>;
  readonly penalty?: number;
}

/** What one run decided, with a reduced input that gives the identical plan again. {@link SourcingRecord} is what is kept of it. */
export interface SourcingDecision {
  /** The planner that made the plan, see PLANNER; absent: the first one. Another planner need not find the same plan. */
  readonly planner?: number;
  readonly input: SourcingInput;
  readonly strategy: string | null;
  readonly strategiesTried: readonly string[];
  readonly verdicts: readonly CandidateVerdict[];
  readonly search: {
    readonly method: 'none' | 'exact' | 'greedy';
    readonly plansCompared: number;
    readonly cost: number;
    /** Cost of the plan is at most this factor above the optimum; 1 when exact. */
    readonly bound: number;
  };
  readonly plan: readonly PlannedAllocation[];
  readonly unplaced: readonly (LineQuantity & { readonly reason: string })[];
  readonly afterAction: 'none' | 'park' | 'cancel';
  /** Days after the promised date that the plan was allowed to be late; null: any date. Absent: the policy keeps no dates. */
  readonly toleranceDays?: number | null;
}

/** The rules of a run by name: a version never changes, and the digest tells whether it is the one that decided. */
export interface PolicyReference {
  readonly scope: string;
  readonly version: number;
  /** See policyDigest. */
  readonly digest: string;
}

/** The rules of a run in full, as the first version of the record had them. */
export interface InlinedPolicy {
  readonly scope: string;
  readonly version: number;
  readonly policy: SourcingPolicy;
}

/** A candidate without what nearly all have in common. */
export interface RecordedCandidate
  extends Omit<SourcingCandidate, 'active' | 'servesCountries' | 'servesRegions'> {
  /** Absent: active. */
  readonly active?: false;
  /** Absent: all. */
  readonly servesCountries?: readonly string[];
  /** Absent: all. */
  readonly servesRegions?: readonly string[];
}

/**
 * The record of one run: with it and the policy that it names the run can be done again and yields the identical plan
 * (promise 10). `input` holds the figures of every candidate that the outcome rests on; their scores follow from these.
 */
export interface SourcingRecord extends Omit<SourcingDecision, 'input' | 'verdicts'> {
  readonly input: Omit<SourcingInput, 'candidates' | 'policy' | 'policyScope' | 'policyVersion'> & {
    readonly rules: PolicyReference | InlinedPolicy;
    readonly candidates: readonly RecordedCandidate[];
  };
  /** Candidates that failed a fence, those with the same verdict together. */
  readonly failed: readonly {
    readonly fence: FenceName;
    readonly detail?: string;
    readonly nodeIds: readonly string[];
  }[];
  /** Node and penalty of those that passed and that the outcome does not rest on, the cheapest first. */
  readonly notNeeded: readonly (readonly [nodeId: string, penalty: number])[];
}
