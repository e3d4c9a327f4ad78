import { Inject } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { nodeDecider } from '../../domain/node/index.js';
import { policyDecider, type PolicyEvent } from '../../domain/policy/index.js';
import { streamName } from '../../domain/shared/stream-names.js';
import {
  decisionOf,
  explainDecision,
  type SourcingDecision,
  type SourcingRecord,
} from '../../domain/sourcing/index.js';
import { EVENT_STORE, type EventStore } from '../ports/event-store.js';
import { COMMAND_RUNNER, type CommandRunner } from '../runtime/command-runner.js';
import { recordedPolicy } from '../sourcing/recorded-policy.js';
import {
  DecisionDetailsQuery,
  DecisionExplanationQuery,
  type Explanation,
} from './decision-explanation.query.js';
import { type NodeDetails, NodeDetailsQuery } from './node-details.query.js';
import { foldPolicyHistory } from './policy-history.fold.js';
import { type PolicyHistory, PolicyHistoryQuery } from './policy-history.query.js';

@QueryHandler(NodeDetailsQuery)
export class NodeDetailsHandler implements IQueryHandler<NodeDetailsQuery> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  async execute({ tenant, nodeId }: NodeDetailsQuery): Promise<NodeDetails | null> {
    const { state, revision } = await this.runner.load(nodeDecider, tenant, nodeId);
    if (state.status === 'unregistered' || revision === null) return null;
    const suspendedFor = state.status === 'suspended' ? { suspendedFor: state.reason } : {};
    return { nodeId, ...state.profile, status: state.status, ...suspendedFor, revision: Number(revision) };
  }
}

@QueryHandler(PolicyHistoryQuery)
export class PolicyHistoryHandler implements IQueryHandler<PolicyHistoryQuery> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async execute({ tenant, scope }: PolicyHistoryQuery): Promise<PolicyHistory | null> {
    let history: PolicyHistory = { scope, activeVersion: null, versions: [], revision: -1 };
    for await (const { event, revision } of this.store.readStream(streamName('policy', tenant, scope))) {
      history = foldPolicyHistory(history, event as PolicyEvent, Number(revision));
    }
    return history.revision < 0 ? null : history;
  }
}

@QueryHandler(DecisionDetailsQuery)
export class DecisionDetailsHandler implements IQueryHandler<DecisionDetailsQuery> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  /** @throws Error when the log does not have the rules that a record names: a defect, which the auditor tells, too */
  async execute({ tenant, records }: DecisionDetailsQuery): Promise<readonly SourcingDecision[]> {
    return Promise.all(records.map((record) => completed(record, tenant, this.runner)));
  }
}

@QueryHandler(DecisionExplanationQuery)
export class DecisionExplanationHandler implements IQueryHandler<DecisionExplanationQuery> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  /** @throws Error as {@link DecisionDetailsHandler} */
  async execute({ tenant, record }: DecisionExplanationQuery): Promise<Explanation> {
    return { sentences: explainDecision(await completed(record, tenant, this.runner)) };
  }
}

/** Looks the rules up by their name: a version never changes. */
async function completed(
  record: SourcingRecord,
  tenant: string,
  runner: CommandRunner,
): Promise<SourcingDecision> {
  const { state } = await runner.load(policyDecider, tenant, record.input.rules.scope);
  const policy = recordedPolicy(record.input, state);
  if (typeof policy === 'string') throw new Error(`a decision of tenant ${tenant}: ${policy}`);
  return decisionOf(record, policy);
}
