import { deepFreeze } from '../../../test/support/given-when-then.js';
import { orderData } from '../../../test/support/order-builders.js';
import { conversations } from '../../../test/support/order-drafts.js';
import fc from 'fast-check';
import { ledgerViolations, type OrderCommand, orderDecider, type OrderStatus } from './index.js';
import { ORDER_TRANSITIONS } from './order.transitions.js';

/** From a status by a command to a status. */
type Step = readonly [from: OrderStatus, type: OrderCommand['type'], to: OrderStatus];

/** The steps of some conversations that changed something; the books are checked at each. */
function stepsTaken(): readonly Step[] {
  return fc.sample(conversations, { seed: 20_260_302, numRuns: 150 }).flatMap((conversation) => {
    const steps: Step[] = [];
    let state = orderDecider.initialState;
    const send = (sent: OrderCommand): void => {
      const from = state.status;
      const decision = orderDecider.decide(deepFreeze(sent), deepFreeze(state));
      if (decision.outcome !== 'accepted') return;
      for (const event of decision.events) state = orderDecider.evolve(state, deepFreeze(event));
      expect(ledgerViolations(state)).toEqual([]);
      steps.push([from, sent.type, state.status]);
    };
    send({ type: 'PlaceOrder', data: orderData() });
    for (const [draft] of conversation) send(draft(state));
    return steps;
  });
}

describe('the table of transitions, from which the diagram is drawn', () => {
  it('leads only to statuses that have a row of their own', () => {
    const statuses = Object.keys(ORDER_TRANSITIONS);
    const targets = Object.values(ORDER_TRANSITIONS).flatMap((row) =>
      Object.values(row).flatMap((entry) => (entry.verdict === 'allowed' ? entry.to : [])),
    );
    expect(targets.filter((status) => !statuses.includes(status))).toEqual([]);
  });

  it('has every step that a conversation takes', () => {
    const unknown = stepsTaken().filter(([from, type, to]) => {
      const entry = ORDER_TRANSITIONS[from][type];
      return entry.verdict !== 'allowed' || !entry.to.includes(to);
    });
    expect(unknown).toEqual([]);
  });

  it('says why nothing is done', () => {
    const reasons = Object.values(ORDER_TRANSITIONS).flatMap((row) =>
      Object.values(row).flatMap((entry) => (entry.verdict === 'unchanged' ? [entry.reason] : [])),
    );
    expect(reasons.filter((reason) => reason.length === 0)).toEqual([]);
  });
});
