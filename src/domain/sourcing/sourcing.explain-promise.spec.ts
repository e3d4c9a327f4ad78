import {
  candidate,
  demand,
  keepingPromises,
  sourcingInput,
} from '../../../test/support/sourcing-builders.js';
import { explainDecision, parkingReason, planSourcing, type SourcingDecision } from './index.js';

const leipzig = candidate(
  'leipzig',
  { CHAIR: 1 },
  { coordinates: { latitude: 51.34, longitude: 12.37 }, shippingCost: free() },
);
const munich = candidate(
  'munich',
  { CHAIR: 1 },
  { coordinates: { latitude: 48.14, longitude: 11.58 }, shippingCost: free() },
);
const berlin = candidate('berlin', { CHAIR: 1 });

function free() {
  return { baseMinor: 0, perHundredKmMinor: 0, currency: 'EUR' };
}

const planned = (
  promisedBy: string,
  nodes: readonly (typeof berlin)[],
  rules: Parameters<typeof keepingPromises>[1] = {},
): SourcingDecision =>
  planSourcing(keepingPromises(sourcingInput(demand({ CHAIR: 1 }, { promisedBy }), nodes), rules));

describe('the explanation of dates', () => {
  it('says that nothing comes early enough, and how late each node would be', () => {
    const decision = planned('2026-03-01T12:00:00.000Z', [munich], {
      thenAnyDate: false,
      toleranceDays: [0],
    });
    expect(explainDecision(decision)).toEqual([
      '1 unit to be placed by policy default version 1; strategy "any" decided.',
      'The promise is 2026-03-01T12:00:00.000Z; nothing could be placed in time.',
      'munich would be too late: estimated 2026-03-04T11:23:00.000Z.',
      'Not placed: 1 × CHAIR (line l1), because what there is would arrive later than the policy puts up with.',
      'What was not placed waits for stock, at most 1 day, and is sourced again then.',
    ]);
    expect(parkingReason(decision)).toBe('what there is would arrive later than the policy puts up with');
  });

  it('says that the promise is kept, when each shipment comes, and how late the next best plan would be', () => {
    expect(explainDecision(planned('2026-03-02T09:00:00.000Z', [berlin, leipzig, munich]))).toEqual([
      '1 unit to be placed by policy default version 1; strategy "any" decided.',
      'The promise is 2026-03-02T09:00:00.000Z, and the plan keeps it.',
      'berlin ships 1 × CHAIR (line l1), expected by 2026-03-02T09:00:00.000Z (penalty 1.500: shipping cost 0.500, being a shipment 1.000).',
      'The plan of 1 shipment costs 1.500 penalty points; no better plan in time exists.',
      'No other plan of this strategy could have placed as much.',
      'leipzig would be too late: estimated 2026-03-02T23:54:00.000Z.',
      'munich would be too late: estimated 2026-03-04T11:23:00.000Z.',
    ]);
  });

  it.each([
    ['how late the plan may be', '2026-03-02T08:00:00.000Z', 'the plan may come up to 2 days late'],
    [
      'that any date had to do',
      '2026-02-28T09:00:00.001Z',
      'which had passed already, so any date would do.',
    ],
  ])('says %s', (_, promisedBy, words) => {
    expect(explainDecision(planned(promisedBy, [leipzig]))[1]).toContain(words);
  });

  it('says that any date had to do when every step was too narrow', () => {
    expect(explainDecision(planned('2026-03-01T10:00:00.000Z', [munich], { toleranceDays: [0, 1] }))[1]).toBe(
      'The promise is 2026-03-01T10:00:00.000Z; the plan may come at any date: nothing sooner was found that places as much.',
    );
  });

  it('says so when the policy knows nothing of the service', () => {
    const transit = [{ service: 'express', handlingHours: 1, baseHours: 1, hoursPerHundredKm: 1 }];
    expect(explainDecision(planned('2026-03-02T10:00:00.000Z', [munich], { transit }))[1]).toBe(
      'The promise is 2026-03-02T10:00:00.000Z; the policy has no transit time for this service, so any date would do.',
    );
  });
});
