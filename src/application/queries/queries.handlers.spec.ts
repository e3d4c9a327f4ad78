import { Logger } from '@nestjs/common';
import {
  DECISION_SAMPLE,
  POLICY_SAMPLE,
} from '../../../test/support/event-samples/sourcing-decision.sample.js';
import { decisionOf, type SourcingRecord } from '../../domain/sourcing/index.js';
import { EventStoreUnavailable } from '../ports/event-store.js';
import type { CommandRunner } from '../runtime/command-runner.js';
import { DecisionDetailsQuery, DecisionExplanationQuery } from './decision-explanation.query.js';
import { DecisionDetailsHandler, DecisionExplanationHandler } from './queries.handlers.js';

/** A runner whose reads of a scope fail as said; every other scope has the policy as its version 1. */
function runnerFailing(failures: Readonly<Record<string, Error>>): CommandRunner {
  const load = async (_decider: unknown, _tenant: string, scope: string): Promise<object> => {
    if (failures[scope] !== undefined) throw failures[scope];
    const versions = [{ version: 1, status: 'active', policy: POLICY_SAMPLE }];
    return { state: { versions, activeVersion: 1 }, revision: 1n };
  };
  return { load } as unknown as CommandRunner;
}

const by = (scope: string): SourcingRecord => {
  const { input } = DECISION_SAMPLE;
  return { ...DECISION_SAMPLE, input: { ...input, rules: { ...input.rules, scope } } };
};
const torn = new Error('stream policy-main:torn: expected revision 1, read 3');

describe('decisions in full', () => {
  it('are asked for again while the log is out of reach: that says nothing about a decision', async () => {
    const outage = new EventStoreUnavailable('no leader');
    const runner = runnerFailing({ gone: outage });
    const list = new DecisionDetailsQuery('main', [by('default'), by('gone')]);
    await expect(new DecisionDetailsHandler(runner).execute(list)).rejects.toBe(outage);
    const one = new DecisionExplanationQuery('main', by('gone'));
    await expect(new DecisionExplanationHandler(runner).execute(one)).rejects.toBe(outage);
  });

  it('do without the rules that cannot be read, each for itself; the log of the engine has the cause', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const runner = runnerFailing({ torn });
    const list = new DecisionDetailsQuery('main', [by('torn'), by('default')]);
    expect(await new DecisionDetailsHandler(runner).execute(list)).toEqual([
      { decision: by('torn'), unexplained: 'policy torn cannot be read' },
      { decision: decisionOf(by('default'), POLICY_SAMPLE) },
    ]);
    expect(logged.mock.calls).toEqual([[`policy torn of tenant main cannot be read: ${String(torn)}`]]);
  });

  it('are not looked up where the record holds its rules itself', async () => {
    const { input } = DECISION_SAMPLE;
    const rules = { scope: 'torn', version: 1, policy: POLICY_SAMPLE };
    const record = { ...DECISION_SAMPLE, input: { ...input, rules } };
    const list = new DecisionDetailsQuery('main', [record]);
    expect(await new DecisionDetailsHandler(runnerFailing({ torn })).execute(list)).toEqual([
      { decision: decisionOf(record, POLICY_SAMPLE) },
    ]);
  });
});
