import fc from 'fast-check';
import { deepFreeze } from '../../../test/support/given-when-then.js';
import { orderData } from '../../../test/support/order-builders.js';
import { conversations, type Draft } from '../../../test/support/order-drafts.js';
import {
  ledgerViolations,
  type OrderCommand,
  type OrderEvent,
  type OrderState,
  orderDecider,
} from './index.js';

interface Step {
  readonly isAccepted: boolean;
  readonly state: OrderState;
  readonly events: readonly OrderEvent[];
}

/** Runs a conversation; checks the books after every single event. */
function converse(conversation: readonly (readonly [Draft, number])[]): readonly Step[] {
  const steps: Step[] = [];
  let state = orderDecider.initialState;
  const send = (sent: OrderCommand): void => {
    const decision = orderDecider.decide(deepFreeze(sent), deepFreeze(state));
    const events = decision.outcome === 'accepted' ? decision.events : [];
    for (const event of events) {
      state = deepFreeze(orderDecider.evolve(state, deepFreeze(event)));
      expect({ event, violations: ledgerViolations(state) }).toEqual({ event, violations: [] });
    }
    steps.push({ isAccepted: decision.outcome === 'accepted', state, events });
  };
  send({ type: 'PlaceOrder', data: orderData() });
  for (const [draft, repeats] of conversation) {
    const sent = draft(state);
    for (let time = 0; time <= repeats; time += 1) send(sent);
  }
  return steps;
}

const EVERYTHING = `
  open held cancelling cancelled closed
  OrderPlaced OrderHeld OrderHoldReleased SourcingPlanned DemandParked ParkedDemandRetried ReservationConfirmed
  AllocationSecured DemandReopened FulfillmentReplaced ReplacementAbandoned LinesReleased LinesPicked LinesShipped
  LinesReadyForPickup LinesCollected LinesDelivered CancellationRequested CancellationRefused LinesCancelled
  OrderCancelled OrderClosed`;

describe('an order, whatever it is told, in whatever order and however often', () => {
  const seed = 20_260_302;

  it('keeps its books balanced after every event, and accepts nothing without an event', () => {
    fc.assert(
      fc.property(conversations, (conversation) => {
        const steps = converse(conversation);
        expect(steps.filter((step) => step.isAccepted && step.events.length === 0)).toEqual([]);
      }),
      { seed, numRuns: 1500 },
    );
  });

  it('changes nothing any more once it has ended', () => {
    fc.assert(
      fc.property(conversations, (conversation) => {
        const steps = converse(conversation);
        const end = steps.findIndex(({ state }) => orderDecider.isTerminal(state));
        const after = end < 0 ? [] : steps.slice(end + 1);
        expect(after.flatMap((step) => step.events)).toEqual([]);
      }),
      { seed: seed + 1, numRuns: 500 },
    );
  });

  it('folds any event onto any state without a throw', () => {
    fc.assert(
      fc.property(conversations, conversations, (one, other) => {
        const events = converse(one).flatMap((step) => step.events);
        const states = converse(other).map((step) => step.state);
        for (const state of [orderDecider.initialState, ...states.slice(-3)]) {
          for (const event of events.slice(-20)) orderDecider.evolve(state, event);
        }
      }),
      { seed: seed + 2, numRuns: 200 },
    );
  });

  it('reaches every status and every kind of event on the way', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(conversations, (conversation) => {
        for (const { state, events } of converse(conversation)) {
          seen.add(state.status);
          for (const event of events) seen.add(event.type);
        }
      }),
      { seed, numRuns: 1500 },
    );
    expect([...seen].toSorted()).toEqual(EVERYTHING.trim().split(/\s+/).toSorted());
  });
});
