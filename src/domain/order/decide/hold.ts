import { unchanged } from '../../shared/decision.js';
import type { HoldOrder, ReleaseOrder } from '../order.commands.js';
import type { PlacedOrder } from '../order.state.js';
import { conclude, type OrderDecision } from './conclude.js';

/** Stops progress: nothing is sourced or released until every hold is lifted. What a node has already, it keeps. */
export function holdOrder({ data }: HoldOrder, state: PlacedOrder): OrderDecision {
  if (state.holds.some((hold) => hold.holdType === data.holdType)) {
    return unchanged(`the ${data.holdType} hold is on already`);
  }
  return conclude(state, [{ type: 'OrderHeld', data }], data.at);
}

/** Lifts one hold; others stay. */
export function releaseOrder({ data }: ReleaseOrder, state: PlacedOrder): OrderDecision {
  if (!state.holds.some((hold) => hold.holdType === data.holdType)) {
    return unchanged(`no ${data.holdType} hold is on`);
  }
  return conclude(state, [{ type: 'OrderHoldReleased', data }], data.at);
}
