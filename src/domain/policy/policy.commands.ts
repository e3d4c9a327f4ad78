import type { Message } from '../shared/decider.js';
import type { Instant } from '../shared/time.js';
import type { SourcingPolicy } from '../sourcing/sourcing.types.js';

type PolicyCommandOf<Type extends string, Data> = Message<
  Type,
  { readonly scope: string; readonly at: Instant } & Data
>;

/** Makes the next version. Versions count from 1. */
export type DraftPolicy = PolicyCommandOf<
  'DraftPolicy',
  { readonly policy: SourcingPolicy; readonly note?: string }
>;
export type ValidatePolicy = PolicyCommandOf<'ValidatePolicy', { readonly version: number }>;
export type ActivatePolicy = PolicyCommandOf<'ActivatePolicy', { readonly version: number }>;

export type PolicyCommand = DraftPolicy | ValidatePolicy | ActivatePolicy;
