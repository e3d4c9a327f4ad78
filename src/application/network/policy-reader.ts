import { Inject, Injectable } from '@nestjs/common';
import { DEFAULT_POLICY_SCOPE, policyDecider, versionOf } from '../../domain/policy/index.js';
import type { ActivePolicyReader } from '../ports/candidate-reader.js';
import { type ActivePolicy, NETWORK_DIRECTORY, type NetworkDirectory } from '../ports/network-directory.js';
import { COMMAND_RUNNER, type CommandRunner } from '../runtime/command-runner.js';
import { EnsureDefaultPolicy } from './ensure-default-policy.js';
import { NoActivePolicy } from './network-directory.js';

/** The active policy of a tenant; a tenant that never had one gets the default the first time somebody asks. */
@Injectable()
export class PolicyReader implements ActivePolicyReader {
  constructor(
    @Inject(NETWORK_DIRECTORY) private readonly directory: NetworkDirectory,
    @Inject(EnsureDefaultPolicy) private readonly defaults: EnsureDefaultPolicy,
    @Inject(COMMAND_RUNNER) private readonly runner: CommandRunner,
  ) {}

  /** @throws EventStoreUnavailable; NoActivePolicy when the tenant has none even so, which is a defect */
  async active(tenant: string): Promise<ActivePolicy> {
    const known = this.directory.activePolicy(tenant);
    if (known !== null) return known;
    await this.defaults.run(tenant);
    // The directory follows the log and may lag behind what has just been written: ask the stream itself.
    const { state } = await this.runner.load(policyDecider, tenant, DEFAULT_POLICY_SCOPE);
    const active = state.activeVersion === null ? null : versionOf(state, state.activeVersion);
    if (active === null) throw new NoActivePolicy(tenant);
    return { scope: DEFAULT_POLICY_SCOPE, version: active.version, policy: active.policy };
  }
}
