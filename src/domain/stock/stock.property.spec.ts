import fc from 'fast-check';
import { deepFreeze } from '../../../test/support/given-when-then.js';
import {
  availableToFulfill,
  type StockCommand,
  type StockState,
  stockDecider,
  stockViolations,
} from './index.js';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 0, minute)).toISOString();
const quantity = fc.integer({ min: 1, max: 9 });
const fulfillment = fc
  .integer({ min: 1, max: 12 })
  .map((n) => ({ fulfillmentId: `web~${n}-1`, orderId: `web~${n}` }));
const channel = fc.constantFrom('web', 'app');

type Draft = {
  readonly type: StockCommand['type'];
  readonly data: object;
  readonly countBackMinutes?: number;
};
const draft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ quantity }).map((data) => ({ type: 'ReceiveStock' as const, data })) },
  fc
    .record({ delta: fc.integer({ min: -9, max: 9 }), reason: fc.constant('correction') })
    .map((data) => ({ type: 'AdjustStock' as const, data })),
  fc
    .record({ counted: fc.nat({ max: 20 }), back: fc.nat({ max: 6 }) })
    .map(({ counted, back }) => ({ type: 'CountStock' as const, data: { counted }, countBackMinutes: back })),
  fc.record({ quantity, reason: fc.constant('wet') }).map((data) => ({ type: 'DamageStock' as const, data })),
  fc
    .record({ channel: fc.constantFrom('*', 'web'), quantity: fc.nat({ max: 3 }) })
    .map((data) => ({ type: 'DefineSafetyStock' as const, data })),
  {
    weight: 5,
    arbitrary: fc
      .record({ fulfillment, channel, quantity })
      .map(({ fulfillment: of, ...rest }) => ({ type: 'ReserveStock' as const, data: { ...of, ...rest } })),
  },
  {
    weight: 2,
    arbitrary: fc.record({ fulfillment, quantity }).map(({ fulfillment: of, ...rest }) => ({
      type: 'CommitReservation' as const,
      data: { ...of, ...rest },
    })),
  },
  {
    weight: 2,
    arbitrary: fc.record({ fulfillment, quantity }).map(({ fulfillment: of, ...rest }) => ({
      type: 'ConsumeReservation' as const,
      data: { ...of, ...rest },
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ fulfillment, suspect: fc.nat({ max: 3 }) })
      .map(({ fulfillment: of, ...rest }) => ({
        type: 'ReleaseReservation' as const,
        data: { ...of, ...rest, reason: 'cancel' },
      })),
  },
);

/** One draft a minute, so that counts of the past have movements to look back over. */
const commandsOf = (drafts: readonly Draft[]): readonly StockCommand[] =>
  drafts.map(
    ({ type, data, countBackMinutes }, minute) =>
      deepFreeze({
        type,
        data: {
          ...data,
          ...(countBackMinutes === undefined ? {} : { countedAt: at(minute - countBackMinutes) }),
          sku: 'CHAIR-1',
          nodeId: 'store-1',
          at: at(minute),
        },
      }) as StockCommand,
  );

/** Runs the commands and shows every state on the way, with what led to it. */
function play(
  commands: readonly StockCommand[],
  seen: (before: StockState, command: StockCommand, after: StockState) => void,
) {
  let state = stockDecider.initialState;
  for (const command of commands) {
    const decision = stockDecider.decide(command, state);
    if (decision.outcome !== 'accepted') continue;
    for (const event of decision.events) {
      const after = deepFreeze(stockDecider.evolve(state, deepFreeze(event)));
      seen(state, command, after);
      state = after;
    }
  }
  return state;
}

const settings = { seed: 20260302, numRuns: 400 } as const;
const histories = fc.array(draft, { minLength: 5, maxLength: 60 }).map(commandsOf);

describe('whatever is asked of stock', () => {
  it('units are conserved and nothing is oversold at any prefix', () => {
    fc.assert(
      fc.property(histories, (commands) => {
        play(commands, (_before, _command, after) => expect(stockViolations(after)).toEqual([]));
      }),
      settings,
    );
  });

  it('a reservation is granted only out of what its channel may have', () => {
    let granted = 0;
    fc.assert(
      fc.property(histories, (commands) => {
        play(commands, (before, command, after) => {
          if (command.type !== 'ReserveStock' || after.reserved === before.reserved) return;
          granted += 1;
          expect(command.data.quantity).toBeLessThanOrEqual(availableToFulfill(before, command.data.channel));
        });
      }),
      settings,
    );
    expect(granted).toBeGreaterThan(300);
  });

  it('a command that took effect, sent once more at once, books nothing: only receiving and correcting add up', () => {
    fc.assert(
      fc.property(histories, (commands) => {
        play(commands, (_before, command, after) => {
          if (['ReceiveStock', 'AdjustStock', 'DamageStock'].includes(command.type)) return;
          const again = stockDecider.decide(command, after);
          const buckets = ({ onHand, reserved, damaged, suspect }: StockState) => [
            onHand,
            reserved,
            damaged,
            suspect,
          ];
          const events = again.outcome === 'accepted' ? again.events : [];
          expect(buckets(events.reduce((state, event) => stockDecider.evolve(state, event), after))).toEqual(
            buckets(after),
          );
        });
      }),
      settings,
    );
  });
});
