import { Inject, Logger } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { nodeDecider } from '../../domain/node/index.js';
import { policyDecider, type PolicyEvent, type PolicyState } from '../../domain/policy/index.js';
import { streamName } from '../../domain/shared/stream-names.js';
import { decisionOf, explainDecision, type SourcingRecord } from '../../domain/sourcing/index.js';
import { EVENT_STORE, type EventStore, EventStoreUnavailable } from '../ports/event-store.js';
import { COMMAND_RUNNER, type CommandRunner } from '../runtime/command-runner.js';
import { recordedPolicy } from '../sourcing/recorded-policy.js';
import {
  type DecisionDetails,
  DecisionDetailsQuery,
  DecisionExplanationQuery,
  type Explanation,
} from './decision-explanation.query.js';
import { type NodeDetails, NodeDetailsQuery } from './node-details.query.js';
import { foldPolicyHistory } from './policy-history.fold.js';
import { type PolicyHistory, PolicyHistoryQuery } from './policy-history.query.js';

const logger = new Logger('Queries');

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

  /**
   * A decision whose rules are not to be had says so in its own entry: the others are not kept back by it.
   * @throws EventStoreUnavailable
   */
  async execute({ tenant, records }: DecisionDetailsQuery): Promise<readonly DecisionDetails[]> {
    return Promise.all(records.map((record) => completed(record, tenant, this.runner)));
  }
}

@QueryHandler(DecisionExplanationQuery)
export class DecisionExplanationHandler implements IQueryHandler<DecisionExplanationQuery> {
  constructor(@Inject(COMMAND_RUNNER) private readonly runner: CommandRunner) {}

  /** @throws EventStoreUnavailable */
  async execute({ tenant, record }: DecisionExplanationQuery): Promise<Explanation> {
    const details = await completed(record, tenant, this.runner);
    if (!('unexplained' in details)) return { sentences: explainDecision(details.decision) };
    const { unexplained } = details;
    return { sentences: [`The decision cannot be explained: ${unexplained}.`], unexplained };
  }
}

/** Looks the rules up by their name: a version never changes. @throws EventStoreUnavailable */
async function completed(
  record: SourcingRecord,
  tenant: string,
  runner: CommandRunner,
): Promise<DecisionDetails> {
  const { rules } = record.input;
  const state = 'policy' in rules ? undefined : await stateOf(tenant, rules.scope, runner);
  const policy =
    state === null ? `policy ${rules.scope} cannot be read` : recordedPolicy(record.input, state);
  return typeof policy === 'string'
    ? { decision: record, unexplained: policy }
    : { decision: decisionOf(record, policy) };
}

/**
 * The versions of a scope; null where its stream cannot be made sense of, which another try does not mend.
 * @throws EventStoreUnavailable
 */
async function stateOf(tenant: string, scope: string, runner: CommandRunner): Promise<PolicyState | null> {
  try {
    return (await runner.load(policyDecider, tenant, scope)).state;
  } catch (error) {
    if (error instanceof EventStoreUnavailable) throw error;
    logger.error(`policy ${scope} of tenant ${tenant} cannot be read: ${String(error)}`);
    return null;
  }
}
