import { decisionOn, fold } from '../../../test/support/given-when-then.js';
import {
  DEFAULT_POLICY,
  POLICY_TRANSITIONS,
  type PolicyCommand,
  type PolicyEvent,
  type PolicyStatus,
  policyDecider,
  versionOf,
} from './index.js';

const at = '2026-03-01T09:00:00.000Z';
const scope = 'default';
const policy = DEFAULT_POLICY;
const broken = { ...policy, maxAttempts: 0 };
const findings = [
  { severity: 'error' as const, field: 'maxAttempts', rule: 'must be a whole number above zero' },
];

const drafted = (version: number, rules = policy): PolicyEvent => ({
  type: 'PolicyDrafted',
  data: { scope, at, version, policy: rules },
});
const validated = (version: number): PolicyEvent => ({
  type: 'PolicyValidated',
  data: { scope, at, version, valid: true, findings: [] },
});
const failed = (version: number): PolicyEvent => ({
  type: 'PolicyValidated',
  data: { scope, at, version, valid: false, findings },
});
const activated = (version: number, retires?: number): PolicyEvent => ({
  type: 'PolicyActivated',
  data: { scope, at, version, ...(retires === undefined ? {} : { retires }) },
});

const draft = (rules = policy): PolicyCommand => ({
  type: 'DraftPolicy',
  data: { scope, at, policy: rules },
});
const validate = (version: number): PolicyCommand => ({
  type: 'ValidatePolicy',
  data: { scope, at, version },
});
const activate = (version: number): PolicyCommand => ({
  type: 'ActivatePolicy',
  data: { scope, at, version },
});

const decide = (history: readonly PolicyEvent[], command: PolicyCommand) =>
  decisionOn(policyDecider, history, command);
const inForce = [drafted(1), validated(1), activated(1)];
const replaced = [...inForce, drafted(2, { ...policy, maxAttempts: 3 }), validated(2), activated(2, 1)];

describe('a policy scope refuses', () => {
  it.each([validate(1), activate(1), validate(0), activate(-1)])(
    '$type of a version that is not there',
    (command) => {
      expect(decide([], command)).toHaveProperty('code', 'POLICY_VERSION_NOT_FOUND');
    },
  );

  it('to activate a draft that was never validated', () => {
    expect(decide([drafted(1)], activate(1))).toEqual({
      outcome: 'rejected',
      code: 'POLICY_NOT_VALID',
      detail: 'version 1 has not been validated',
    });
  });

  it('to activate a version with errors, and names them', () => {
    expect(decide([drafted(1, broken), failed(1)], activate(1))).toEqual({
      outcome: 'rejected',
      code: 'POLICY_NOT_VALID',
      detail: 'version 1 has errors: maxAttempts must be a whole number above zero',
    });
  });

  it.each([validate(1), activate(1)])('$type of a version that was replaced', (command) => {
    expect(decide(replaced, command)).toEqual({
      outcome: 'rejected',
      code: 'POLICY_VERSION_RETIRED',
      detail: 'version 1 was replaced; draft its rules again to use them',
    });
  });
});

describe('a policy scope changes nothing', () => {
  it('when the newest draft is drafted again', () => {
    expect(decide([drafted(1)], draft())).toEqual({
      outcome: 'unchanged',
      reason: 'version 1 is a draft of these very rules',
    });
  });

  it('when a version that failed is validated again with the same findings', () => {
    expect(decide([drafted(1, broken), failed(1)], validate(1))).toEqual({
      outcome: 'unchanged',
      reason: 'version 1 was validated with these findings already',
    });
  });

  it('when the active version is activated or validated again', () => {
    expect(decide(inForce, activate(1)).outcome).toBe('unchanged');
    expect(decide(inForce, validate(1)).outcome).toBe('unchanged');
  });
});

describe('a policy scope', () => {
  it.each<[string, readonly PolicyEvent[], PolicyCommand, PolicyEvent]>([
    ['counts versions from 1', [], draft(), drafted(1)],
    ['drafts beside the active version', inForce, draft(broken), drafted(2, broken)],
    ['drafts the rules of the active version again as a new one', inForce, draft(), drafted(2)],
    ['finds nothing wrong with sound rules', [drafted(1)], validate(1), validated(1)],
    ['records what is wrong with a draft', [drafted(1, broken)], validate(1), failed(1)],
    ['activates its first version', [drafted(1), validated(1)], activate(1), activated(1)],
    [
      'retires the active version by activating another',
      [...inForce, drafted(2, broken), validated(2)],
      activate(2),
      activated(2, 1),
    ],
  ])('%s', (_, history, command, event) => {
    expect(decide(history, command)).toEqual({ outcome: 'accepted', events: [event] });
  });

  it('keeps every version and has one active', () => {
    expect(fold(policyDecider, replaced)).toEqual({
      activeVersion: 2,
      versions: [
        { version: 1, status: 'retired', policy, findings: [] },
        { version: 2, status: 'active', policy: { ...policy, maxAttempts: 3 }, findings: [] },
      ],
    });
  });

  it('lives in the stream of its scope and never ends', () => {
    expect(policyDecider.idOf(activate(1))).toBe('default');
    expect(policyDecider.isTerminal(fold(policyDecider, replaced))).toBe(false);
    expect(policyDecider.allowed(fold(policyDecider, [drafted(1)]))).toEqual([
      'DraftPolicy',
      'ValidatePolicy',
    ]);
  });
});

/** What the table says may come out, in words. */
function tabled(
  transition: (typeof POLICY_TRANSITIONS)[PolicyStatus][PolicyCommand['type']],
): readonly string[] {
  if (transition.verdict === 'allowed') return transition.to.map((status) => `leads to ${status}`);
  return [transition.verdict === 'rejected' ? `rejected ${transition.code}` : 'unchanged'];
}

/** What came out, in the same words. */
function answered(decision: ReturnType<typeof decide>, history: readonly PolicyEvent[]): string {
  if (decision.outcome === 'accepted') {
    const state = fold(policyDecider, [...history, ...decision.events]);
    return `leads to ${versionOf(state, decision.events[0]?.data.version ?? 0)?.status}`;
  }
  return decision.outcome === 'rejected' ? `rejected ${decision.code}` : 'unchanged';
}

describe('the status × command table of a policy version is what decide does', () => {
  const histories: Record<PolicyStatus, readonly PolicyEvent[]> = {
    none: [],
    draft: [drafted(1)],
    validated: [drafted(1), validated(1)],
    active: inForce,
    retired: replaced,
  };
  const commands = [draft({ ...policy, maxAttempts: 9 }), validate(1), activate(1)];
  const pairs = (Object.keys(histories) as PolicyStatus[]).flatMap((status) =>
    commands.map((command) => [status, command.type, command] as const),
  );

  it.each(pairs)('%s × %s', (status, type, command) => {
    const decision = decide(histories[status], command);
    expect(tabled(POLICY_TRANSITIONS[status][type])).toContain(answered(decision, histories[status]));
  });
});
