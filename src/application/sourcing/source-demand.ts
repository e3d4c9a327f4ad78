import { Inject, Injectable } from '@nestjs/common';
import {
  type DemandToSource,
  demandToSource,
  orderDecider,
  type RecordSourcing,
} from '../../domain/order/index.js';
import { addSeconds, type Instant } from '../../domain/shared/time.js';
import { parkingReason, planSourcing, recordOf, type SourcingDecision } from '../../domain/sourcing/index.js';
import {
  ACTIVE_POLICY_READER,
  type ActivePolicyReader,
  CANDIDATE_READER,
  type CandidateReader,
} from '../ports/candidate-reader.js';
import { CLOCK, type Clock } from '../ports/clock.js';
import type { DemandSourcing } from '../ports/demand-sourcing.js';
import type { CommandContext } from '../runtime/command-context.js';
import type { CommandResult } from '../runtime/command-result.js';
import { COMMAND_RUNNER, type CommandRunner } from '../runtime/command-runner.js';
import { sourcingSeed } from './sourcing-seed.js';

/**
 * One sourcing run: reads what the order still needs, plans it on the figures at hand and tells the order. The figures
 * may lag; the stock streams decide, and the order refuses a run for demand that has changed meanwhile.
 */
@Injectable()
export class SourceDemand implements DemandSourcing {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(CANDIDATE_READER) private readonly candidates: CandidateReader,
    @Inject(ACTIVE_POLICY_READER) private readonly policies: ActivePolicyReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @param replaces the standing fulfillment that a replacement is sought for; undefined for unsourced demand
   * @returns what the order said (STALE_SOURCING when its demand has changed), or null when nothing is to be sourced now
   * @throws NoActivePolicy, EventStoreUnavailable, ViewStoreUnavailable: worth a retry, nothing was recorded
   */
  async run(
    tenant: string,
    orderId: string,
    replaces: string | undefined,
    context: CommandContext,
  ): Promise<CommandResult | null> {
    const now = this.clock.now();
    // What is in memory will do: the order refuses a run that was based on an older round.
    const { state } = await this.runner.load(orderDecider, tenant, orderId, { atLeast: 0n });
    const open = demandToSource(state, replaces, now);
    if (open === null) return null;
    const decision = await this.decide(tenant, open, replaces, now);
    return this.runner.execute(orderDecider, commandOf(decision, open, replaces), context);
  }

  private async decide(
    tenant: string,
    { demand, round }: DemandToSource,
    replaces: string | undefined,
    now: Instant,
  ): Promise<SourcingDecision> {
    const skus = [...new Set(demand.lines.map(({ sku }) => sku))];
    const [{ candidates, logPosition }, { scope, version, policy }] = await Promise.all([
      this.candidates.candidates(tenant, demand.channel, skus),
      this.policies.active(tenant),
    ]);
    const seed = sourcingSeed(demand.orderId, round, replaces);
    return planSourcing({
      demand,
      candidates,
      policy,
      policyScope: scope,
      policyVersion: version,
      logPosition,
      now,
      seed,
    });
  }
}

/**
 * Demand that stays unplaced waits as long as the policy says. It is tried again when a node that failed the order may
 * be asked again: no stock arrives then that could wake it.
 */
function waitOf(
  { input, afterAction }: SourcingDecision,
  exclusionEndsAt: Instant | null,
): Pick<RecordSourcing['data'], 'parkUntil' | 'thenAction' | 'retryAt'> {
  const { now, policy } = input;
  const parkUntil = addSeconds(now, policy.parkForSeconds);
  if (afterAction === 'cancel') return { parkUntil, thenAction: 'cancel' };
  const wait = { parkUntil, thenAction: policy.afterParking };
  return exclusionEndsAt === null ? wait : { ...wait, retryAt: exclusionEndsAt };
}

function commandOf(
  decision: SourcingDecision,
  { round, exclusionEndsAt }: DemandToSource,
  replaces: string | undefined,
): RecordSourcing {
  const { input, plan, unplaced } = decision;
  const { demand, now } = input;
  return {
    type: 'RecordSourcing',
    data: {
      orderId: demand.orderId,
      at: now,
      round,
      allocations: plan.map((allocation) => ({
        ...allocation,
        ...(replaces === undefined ? {} : { replaces }),
      })),
      unplaced: unplaced.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity })),
      ...(unplaced.length === 0 ? {} : { unplacedReason: parkingReason(decision) }),
      ...waitOf(decision, exclusionEndsAt),
      ...(replaces === undefined ? {} : { replaces }),
      decision: recordOf(decision),
    },
  };
}
