import fc from 'fast-check';
import { deepFreeze } from '../../../../../test/support/given-when-then.js';
import { inputs, RUNS } from '../../../../../test/support/sourcing-arbitraries.js';
import {
  decisionOf,
  inputOf,
  planSourcing,
  reexecutes,
  type SourcingRecord,
} from '../../../../domain/sourcing/index.js';
import { WIRE_NAMES } from '../wire-registry.js';

const read = (wireName: string, data: object) => WIRE_NAMES.read(wireName, deepFreeze(data));

describe('a decision that was recorded in version 1', () => {
  it.each(['DemandParked', 'LinesCancelled'])('may be absent from %s, and stays so', (type) => {
    const data = { orderId: 'web~1', reason: 'no stock' };
    expect(read(`${type}.v1`, data)).toEqual({ type, data });
  });

  it('is read with all that it held, and runs again by the policy that it holds', () => {
    fc.assert(
      fc.property(inputs(12), (input) => {
        const decision = JSON.parse(JSON.stringify(planSourcing(input))) as object;
        const found = read('SourcingPlanned.v1', { orderId: 'web~1', round: 1, decision });
        if (found === undefined) throw new Error('version 1 is not registered');
        const { decision: record, ...rest } = found.data as { decision: SourcingRecord };
        expect(rest).toEqual({ orderId: 'web~1', round: 1 });
        const { rules } = record.input;
        expect(rules).toEqual({ scope: 'default', version: 1, policy: input.policy });
        expect(decisionOf(record, input.policy)).toEqual(decision);
        expect(reexecutes({ ...record, input: inputOf(record, input.policy) })).toBe(true);
      }),
      RUNS,
    );
  });
});
