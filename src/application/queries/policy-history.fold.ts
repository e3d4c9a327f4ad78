import type { PolicyEvent } from '../../domain/policy/index.js';
import type { PolicyHistory, PolicyVersionDetails } from './policy-history.query.js';

/** The history of a scope with one more event. Total: a version that is not there is passed over. */
export function foldPolicyHistory(
  history: PolicyHistory,
  event: PolicyEvent,
  revision: number,
): PolicyHistory {
  switch (event.type) {
    case 'PolicyDrafted': {
      const { version, policy, note, at } = event.data;
      const drafted = {
        version,
        status: 'draft' as const,
        policy,
        draftedAt: at,
        ...(note === undefined ? {} : { note }),
      };
      return { ...history, revision, versions: [...history.versions, drafted] };
    }
    case 'PolicyValidated': {
      const { version, valid, findings, at } = event.data;
      const validated = (one: PolicyVersionDetails): PolicyVersionDetails => ({
        ...one,
        status: one.status === 'draft' && valid ? 'validated' : one.status,
        findings,
        validatedAt: at,
      });
      return { ...history, revision, versions: change(history.versions, version, validated) };
    }
    case 'PolicyActivated': {
      const { version, retires, at } = event.data;
      const retired = change(history.versions, retires, (one) => ({
        ...one,
        status: 'retired',
        retiredAt: at,
      }));
      const versions = change(retired, version, (one) => ({ ...one, status: 'active', activatedAt: at }));
      return { ...history, revision, versions, activeVersion: version };
    }
  }
}

function change(
  versions: readonly PolicyVersionDetails[],
  version: number | undefined,
  to: (one: PolicyVersionDetails) => PolicyVersionDetails,
): readonly PolicyVersionDetails[] {
  return versions.map((one) => (one.version === version ? to(one) : one));
}
