import { assertNever } from '../shared/decider.js';
import { accepted, type Decision, rejected, unchanged } from '../shared/decision.js';
import { sameJson } from '../shared/same-json.js';
import type { ActivatePolicy, DraftPolicy, PolicyCommand, ValidatePolicy } from './policy.commands.js';
import type { PolicyEvent } from './policy.events.js';
import type { PolicyRejectionCode } from './policy.rejections.js';
import { type PolicyState, versionOf } from './policy.state.js';
import { POLICY_TRANSITIONS, type PolicyStatus } from './policy.transitions.js';
import { validatePolicy } from './policy.validate.js';

type PolicyDecision = Decision<PolicyEvent, PolicyRejectionCode>;

/** The rules of a policy scope. Rejects with the codes of {@link PolicyRejectionCode}. */
export function decidePolicy(command: PolicyCommand, state: PolicyState): PolicyDecision {
  const transition = POLICY_TRANSITIONS[statusFor(command, state)][command.type];
  if (transition.verdict === 'unchanged') return unchanged(transition.reason);
  if (transition.verdict === 'rejected') {
    return rejected(transition.code, refusalOf(transition.code, command, state));
  }
  switch (command.type) {
    case 'DraftPolicy':
      return draft(command, state);
    case 'ValidatePolicy':
      return validate(command, state);
    case 'ActivatePolicy':
      return activate(command, state);
    default:
      return assertNever(command);
  }
}

/** The standing of the version that a command is about; for a draft, of the version before it. */
function statusFor(command: PolicyCommand, state: PolicyState): PolicyStatus {
  const version = command.type === 'DraftPolicy' ? state.versions.length : command.data.version;
  return versionOf(state, version)?.status ?? 'none';
}

function draft({ data }: DraftPolicy, state: PolicyState): PolicyDecision {
  const latest = versionOf(state, state.versions.length);
  if (latest?.status === 'draft' && sameJson(latest.policy, data.policy)) {
    return unchanged(`version ${latest.version} is a draft of these very rules`);
  }
  return accepted<PolicyEvent>({
    type: 'PolicyDrafted',
    data: { ...data, version: state.versions.length + 1 },
  });
}

function validate({ data }: ValidatePolicy, state: PolicyState): PolicyDecision {
  const version = versionOf(state, data.version);
  if (version === null) return rejected('POLICY_VERSION_NOT_FOUND', missing(data.version, data.scope));
  const findings = validatePolicy(version.policy);
  if (version.findings !== undefined && sameJson(version.findings, findings)) {
    return unchanged(`version ${data.version} was validated with these findings already`);
  }
  const valid = findings.every((finding) => finding.severity !== 'error');
  return accepted<PolicyEvent>({ type: 'PolicyValidated', data: { ...data, valid, findings } });
}

function activate({ data }: ActivatePolicy, state: PolicyState): PolicyDecision {
  const retires = state.activeVersion === null ? {} : { retires: state.activeVersion };
  return accepted<PolicyEvent>({ type: 'PolicyActivated', data: { ...data, ...retires } });
}

function refusalOf(code: PolicyRejectionCode, command: PolicyCommand, state: PolicyState): string {
  const number = command.type === 'DraftPolicy' ? state.versions.length : command.data.version;
  if (code === 'POLICY_VERSION_NOT_FOUND') return missing(number, command.data.scope);
  if (code === 'POLICY_VERSION_RETIRED') {
    return `version ${number} was replaced; draft its rules again to use them`;
  }
  const errors = versionOf(state, number)?.findings?.filter((finding) => finding.severity === 'error');
  return errors === undefined
    ? `version ${number} has not been validated`
    : `version ${number} has errors: ${errors.map((error) => `${error.field} ${error.rule}`).join('; ')}`;
}

function missing(version: number, scope: string): string {
  return `scope ${scope} has no version ${version}`;
}
