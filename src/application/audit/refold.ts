import type { Decider, Message } from '../../domain/shared/decider.js';
import { parseStreamName, type StreamCategory } from '../../domain/shared/stream-names.js';
import {
  fulfillmentDecider,
  type FulfillmentState,
  fulfillmentViolations,
} from '../../domain/fulfillment/index.js';
import { ledgerViolations, orderDecider, type OrderState } from '../../domain/order/index.js';
import { stockDecider, type StockState, stockViolations } from '../../domain/stock/index.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { AuditedPromise, AuditViolation } from './audit-report.js';

/** The states of all streams of one category, folded event by event. */
class FoldedStreams<State> {
  readonly states = new Map<string, State>();

  constructor(
    private readonly decider: Pick<Decider<Message, Message, State>, 'initialState' | 'evolve'>,
    private readonly promise: AuditedPromise,
    private readonly check: (state: State) => readonly string[],
  ) {}

  observe({ stream, revision, event }: RecordedEvent): readonly AuditViolation[] {
    const state = this.decider.evolve(this.states.get(stream) ?? this.decider.initialState, event);
    this.states.set(stream, state);
    return this.check(state).map((detail) => ({ promise: this.promiseOf(detail), stream, revision, detail }));
  }

  /** An oversell is the one stock violation with a promise of its own. */
  private promiseOf(detail: string): AuditedPromise {
    return detail.startsWith('oversold') ? 3 : this.promise;
  }
}

/** Folds orders, stock and fulfillments, and asks each after each event whether it is sound. */
export class Refold {
  readonly orders = new FoldedStreams<OrderState>(orderDecider, 'ledger', ledgerViolations);
  readonly stocks = new FoldedStreams<StockState>(stockDecider, 4, stockViolations);
  readonly fulfillments = new FoldedStreams<FulfillmentState>(fulfillmentDecider, 4, fulfillmentViolations);

  observe(event: RecordedEvent): readonly AuditViolation[] {
    switch (parseStreamName(event.stream)?.category as StreamCategory | undefined) {
      case 'order':
        return this.orders.observe(event);
      case 'stock':
        return this.stocks.observe(event);
      case 'fulfillment':
        return this.fulfillments.observe(event);
      default:
        return [];
    }
  }
}
