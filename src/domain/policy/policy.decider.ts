import type { Decider } from '../shared/decider.js';
import { allowedCommands } from '../shared/transition-table.js';
import type { PolicyCommand } from './policy.commands.js';
import { decidePolicy } from './policy.decide.js';
import type { PolicyEvent } from './policy.events.js';
import { evolvePolicy } from './policy.evolve.js';
import type { PolicyRejectionCode } from './policy.rejections.js';
import { INITIAL_POLICY_STATE, type PolicyState, versionOf } from './policy.state.js';
import { POLICY_TRANSITIONS } from './policy.transitions.js';

/** The sourcing policy of one scope: versions that are drafted, validated and activated. Never terminal. */
export const policyDecider: Decider<PolicyCommand, PolicyEvent, PolicyState, PolicyRejectionCode> = {
  category: 'policy',
  initialState: INITIAL_POLICY_STATE,
  decide: decidePolicy,
  evolve: evolvePolicy,
  isTerminal: () => false,
  /** For the newest version: an older one may stand elsewhere. */
  allowed: (state) =>
    allowedCommands(POLICY_TRANSITIONS[versionOf(state, state.versions.length)?.status ?? 'none']),
  idOf: (command) => command.data.scope,
};
