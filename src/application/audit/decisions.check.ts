import type { OrderEvent } from '../../domain/order/index.js';
import { type PolicyEvent, type PolicyState, policyDecider } from '../../domain/policy/index.js';
import { type Message } from '../../domain/shared/decider.js';
import { parseStreamName, streamName } from '../../domain/shared/stream-names.js';
import {
  brokenRules,
  inputOf,
  PLANNER,
  reexecutes,
  type SourcingPolicy,
  type SourcingRecord,
} from '../../domain/sourcing/index.js';
import type { RecordedEvent } from '../ports/event-store.js';
import { recordedPolicy } from '../sourcing/recorded-policy.js';
import type { AuditViolation } from './audit-report.js';

/** Policies of all scopes as the log has told them so far. */
export class LoggedPolicies {
  private readonly states = new Map<string, PolicyState>();

  /** Takes events of policies; those of others are passed over. */
  observe({ stream, event }: RecordedEvent): void {
    if (!stream.startsWith('policy-')) return;
    const state = this.states.get(stream) ?? policyDecider.initialState;
    this.states.set(stream, policyDecider.evolve(state, event as PolicyEvent));
  }

  /** @param stream of the order whose record it is */
  policyOf(stream: string, input: SourcingRecord['input']): SourcingPolicy | string {
    const tenant = parseStreamName(stream)?.tenant ?? '';
    return recordedPolicy(input, this.states.get(streamName('policy', tenant, input.rules.scope)));
  }
}

/**
 * Promise 10: every recorded decision gives the identical plan when it is run again, by the rules of its time. One of an
 * earlier planner keeps those rules; the planner of today need not find the same plan.
 */
export class DecisionsCheck {
  private readonly policies = new LoggedPolicies();

  runAgain = 0;

  observe(recorded: RecordedEvent): readonly AuditViolation[] {
    this.policies.observe(recorded);
    const { stream, revision, event } = recorded;
    const record = recordIn(event);
    if (record === undefined) return [];
    this.runAgain += 1;
    const detail = this.flawOf(stream, record);
    return detail === null ? [] : [{ promise: 10, stream, revision, detail }];
  }

  private flawOf(stream: string, record: SourcingRecord): string | null {
    const policy = this.policies.policyOf(stream, record.input);
    if (typeof policy === 'string') return policy;
    const decision = { ...record, input: inputOf(record, policy) };
    if (record.planner === PLANNER) {
      return reexecutes(decision) ? null : 'the recorded decision, run again, gives another plan';
    }
    const broken = brokenRules(decision);
    return broken.length === 0 ? null : `the recorded decision breaks its rules: ${broken.join('; ')}`;
  }
}

function recordIn(event: Message): SourcingRecord | undefined {
  const { type, data } = event as OrderEvent;
  if (type === 'SourcingPlanned' || type === 'DemandParked' || type === 'LinesCancelled')
    return data.decision;
  return undefined;
}
