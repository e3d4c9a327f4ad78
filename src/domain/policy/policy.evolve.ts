import { assertNever } from '../shared/decider.js';
import type { PolicyActivated, PolicyDrafted, PolicyEvent, PolicyValidated } from './policy.events.js';
import type { PolicyState, PolicyVersion } from './policy.state.js';

/** The fold of a policy scope. */
export function evolvePolicy(state: PolicyState, event: PolicyEvent): PolicyState {
  switch (event.type) {
    case 'PolicyDrafted':
      return drafted(state, event);
    case 'PolicyValidated':
      return validated(state, event);
    case 'PolicyActivated':
      return activated(state, event);
    default:
      return assertNever(event);
  }
}

function drafted(state: PolicyState, { data }: PolicyDrafted): PolicyState {
  const { version, policy, note } = data;
  const draft: PolicyVersion = { version, status: 'draft', policy, ...(note === undefined ? {} : { note }) };
  return { ...state, versions: [...state.versions, draft] };
}

function validated(state: PolicyState, { data }: PolicyValidated): PolicyState {
  const status = data.valid ? 'validated' : 'draft';
  return change(state, data.version, (version) => ({ ...version, status, findings: data.findings }));
}

function activated(state: PolicyState, { data }: PolicyActivated): PolicyState {
  const others =
    data.retires === undefined
      ? state
      : change(state, data.retires, (version) => ({ ...version, status: 'retired' }));
  const all = change(others, data.version, (version) => ({ ...version, status: 'active' }));
  return { ...all, activeVersion: data.version };
}

function change(
  state: PolicyState,
  number: number,
  to: (version: PolicyVersion) => PolicyVersion,
): PolicyState {
  return {
    ...state,
    versions: state.versions.map((version) => (version.version === number ? to(version) : version)),
  };
}
