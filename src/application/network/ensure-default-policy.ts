import { Inject, Injectable } from '@nestjs/common';
import {
  DEFAULT_POLICY,
  DEFAULT_POLICY_SCOPE,
  type PolicyCommand,
  type PolicyState,
  policyDecider,
} from '../../domain/policy/index.js';
import { sameJson } from '../../domain/shared/same-json.js';
import { CLOCK, type Clock } from '../ports/clock.js';
import { IDS, type Ids } from '../ports/ids.js';
import { COMMAND_RUNNER, type CommandRunner } from '../runtime/command-runner.js';

/** Who the events name as their author. */
const ACTOR = 'engine';

/**
 * Gives a tenant the default policy, so that sourcing works from the start. Does nothing once a policy was ever active.
 * Safe to run at every start and in several processes at once: the command ids are derived, so each step takes effect
 * once, and a run that broke off half-way is finished by the next.
 */
@Injectable()
export class EnsureDefaultPolicy {
  constructor(
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  /**
   * @returns true when the tenant's default policy was activated by this run
   * @throws EventStoreUnavailable; Error when the default policy is refused, which is a defect
   */
  async run(tenant: string): Promise<boolean> {
    const found = await this.load(tenant);
    if (found.activeVersion !== null) return false;
    const scope = DEFAULT_POLICY_SCOPE;
    const at = this.clock.now();
    if (defaultVersion(found) === null) {
      const note = 'The policy that every tenant starts with';
      await this.send(tenant, { type: 'DraftPolicy', data: { scope, at, policy: DEFAULT_POLICY, note } });
    }
    const version = defaultVersion(await this.load(tenant)) ?? 1;
    await this.send(tenant, { type: 'ValidatePolicy', data: { scope, at, version } });
    await this.send(tenant, { type: 'ActivatePolicy', data: { scope, at, version } });
    return true;
  }

  private async load(tenant: string): Promise<PolicyState> {
    return (await this.runner.load(policyDecider, tenant, DEFAULT_POLICY_SCOPE)).state;
  }

  private async send(tenant: string, command: PolicyCommand): Promise<void> {
    const commandId = this.ids.derived(`default-policy/${tenant}/${command.type}`);
    const context = { tenant, commandId, correlationId: commandId, causationId: commandId, actor: ACTOR };
    const result = await this.runner.execute(policyDecider, command, context);
    if (result.outcome === 'rejected') throw new Error(`the default policy was refused: ${result.detail}`);
  }
}

/** The version that holds the default policy, or null. */
function defaultVersion({ versions }: PolicyState): number | null {
  return versions.find(({ policy }) => sameJson(policy, DEFAULT_POLICY))?.version ?? null;
}
