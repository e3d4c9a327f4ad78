import fc from 'fast-check';
import { deepFreeze } from '../../../test/support/given-when-then.js';
import {
  type FulfillmentCommand,
  type FulfillmentState,
  fulfillmentDecider,
  fulfillmentViolations,
} from './index.js';

const start = Date.UTC(2026, 2, 2);
const at = (minute: number) => new Date(start + minute * 60_000).toISOString();
const lines = [
  { lineId: '1', sku: 'CHAIR-1', quantity: 3 },
  { lineId: '2', sku: 'TABLE-1', quantity: 2 },
];
const named = fc.option(
  fc.array(
    fc.record({ lineId: fc.constantFrom('1', '1', '2', '3'), quantity: fc.integer({ min: 0, max: 3 }) }),
    { maxLength: 3 },
  ),
  { nil: undefined },
);
const release = fc.constantFrom('ship', 'drop-ship', 'pickup').map((method) => ({
  type: 'ReleaseFulfillment',
  data: {
    orderId: 'web~1',
    nodeId: 'store-1',
    channel: 'web',
    method,
    lines,
    destination: { country: 'US' },
    promisedBy: at(60),
    acceptBy: at(4),
    pickupWindowSeconds: 240,
  },
}));
const plain = fc
  .constantFrom(
    'AcceptFulfillment',
    'TimeOutFulfillment',
    'StartPicking',
    'MakeReadyForPickup',
    'ExpirePickup',
    'CollectFulfillment',
    'DeliverFulfillment',
    'PackFulfillment',
    'ShipFulfillment',
  )
  .map((type) => ({ type, data: { collectedAt: at(1), deliveredAt: at(1), shippedAt: at(1), parcels: [] } }));
const onLines = fc
  .record({
    type: fc.constantFrom('RejectFulfillment', 'PickFulfillment', 'ReportDamage', 'ReportLoss'),
    lines: named,
  })
  .map(({ type, lines: chosen }) => ({
    type,
    data: { reason: 'other', ...(chosen === undefined ? {} : { lines: chosen }) },
  }));
const withdrawal = fc
  .record({
    purpose: fc.constantFrom('cancel', 'supersede', 'pull-back'),
    lines: fc.constantFrom(lines, lines.slice(0, 1), [{ lineId: '2', sku: 'TABLE-1', quantity: 1 }]),
  })
  .map((data) => ({
    type: 'WithdrawLines',
    data: { ...data, orderId: 'web~1', nodeId: 'store-1', reason: 'why' },
  }));

/** Some go a part of the way in order first, or the far ends would hardly be reached. */
const wayIn = fc
  .constantFrom<readonly string[]>(
    [],
    ['AcceptFulfillment', 'PickFulfillment', 'ShipFulfillment'],
    ['AcceptFulfillment', 'PickFulfillment', 'MakeReadyForPickup'],
  )
  .map((types) => types.map((type) => ({ type, data: { shippedAt: at(1) } })));
const anything = fc.oneof(
  { weight: 12, arbitrary: plain },
  { weight: 8, arbitrary: onLines },
  { weight: 2, arbitrary: withdrawal },
);
const histories = fc.tuple(release, wayIn, fc.array(anything, { maxLength: 25 })).map(([first, way, rest]) =>
  [first, ...way, ...rest].map(
    ({ type, data }, minute) =>
      deepFreeze({
        type,
        data: { ...data, fulfillmentId: 'web~1-1', at: at(minute) },
      }) as unknown as FulfillmentCommand,
  ),
);

describe('whatever a node and the centre do', () => {
  it('units add up at every event, and nothing leaves a terminal status', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(histories, (commands) => {
        let state: FulfillmentState = fulfillmentDecider.initialState;
        for (const command of commands) {
          const decision = fulfillmentDecider.decide(command, state);
          if (decision.outcome !== 'accepted') continue;
          expect(fulfillmentDecider.isTerminal(state)).toBe(false);
          for (const event of decision.events) {
            state = deepFreeze(fulfillmentDecider.evolve(state, deepFreeze(event)));
            expect(fulfillmentViolations(state)).toEqual([]);
          }
          if (fulfillmentDecider.isTerminal(state)) ends.add(state.status);
        }
      }),
      { seed: 20260302, numRuns: 1500 },
    );
    expect([...ends].sort()).toEqual([
      'cancelled',
      'collected',
      'damaged',
      'delivered',
      'lost',
      'not-collected',
      'pulled-back',
      'rejected',
      'superseded',
      'zero-picked',
    ]);
  });
});
