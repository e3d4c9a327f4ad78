import { Inject } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { nodeDecider } from '../../domain/node/index.js';
import type { PolicyEvent } from '../../domain/policy/index.js';
import { streamName } from '../../domain/shared/stream-names.js';
import { explainDecision } from '../../domain/sourcing/index.js';
import { EVENT_STORE, type EventStore } from '../ports/event-store.js';
import { COMMAND_RUNNER, type CommandRunner } from '../runtime/command-runner.js';
import { DecisionExplanationQuery, type Explanation } from './decision-explanation.query.js';
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

@QueryHandler(DecisionExplanationQuery)
export class DecisionExplanationHandler implements IQueryHandler<DecisionExplanationQuery> {
  async execute({ decision }: DecisionExplanationQuery): Promise<Explanation> {
    return { sentences: explainDecision(decision) };
  }
}
