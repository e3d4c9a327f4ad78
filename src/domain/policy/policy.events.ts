import type { Message } from '../shared/decider.js';
import type { Instant } from '../shared/time.js';
import type { SourcingPolicy } from '../sourcing/sourcing.types.js';

/** A remark of the validation. Errors forbid activation, warnings do not. */
export interface PolicyFinding {
  readonly severity: 'error' | 'warning';
  /** Path of the field, e.g. `strategies[0].weights.distance`. */
  readonly field: string;
  readonly rule: string;
}

/** Takes a finding of the validation. */
export type ReportFinding = (severity: PolicyFinding['severity'], field: string, rule: string) => void;

type PolicyEventOf<Type extends string, Data> = Message<
  Type,
  { readonly scope: string; readonly version: number; readonly at: Instant } & Data
>;

export type PolicyDrafted = PolicyEventOf<
  'PolicyDrafted',
  { readonly policy: SourcingPolicy; readonly note?: string }
>;
export type PolicyValidated = PolicyEventOf<
  'PolicyValidated',
  { readonly valid: boolean; readonly findings: readonly PolicyFinding[] }
>;
/** The version that was active until then is retired by the same fact. */
export type PolicyActivated = PolicyEventOf<'PolicyActivated', { readonly retires?: number }>;

export type PolicyEvent = PolicyDrafted | PolicyValidated | PolicyActivated;
