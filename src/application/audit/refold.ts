import type { Decider, Message } from '../../domain/shared/decider.js';
import { isStreamOf } from '../../domain/shared/stream-names.js';
import {
  fulfillmentDecider,
  type FulfillmentState,
  fulfillmentViolations,
} from '../../domain/fulfillment/index.js';
import { ledgerViolations, orderDecider, type OrderState } from '../../domain/order/index.js';
import { stockDecider, type StockState, stockViolations } from '../../domain/stock/index.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { AuditedPromise, AuditViolation } from './audit-report.js';

const NOTHING: readonly AuditViolation[] = [];

/** The states of all streams of one category, folded event by event. */
class FoldedStreams<State> {
  readonly states = new Map<string, State>();

  constructor(
    private readonly decider: Pick<Decider<Message, Message, State>, 'initialState' | 'evolve'>,
    private readonly promise: AuditedPromise,
    private readonly check: (state: State) => readonly string[],
  ) {}

  observe({ stream, revision, event }: RecordedEvent): readonly AuditViolation[] {
    const before = this.states.get(stream);
    const state = this.decider.evolve(before ?? this.decider.initialState, event);
    if (state !== before) this.states.set(stream, state);
    const wrong = this.check(state);
    if (wrong.length === 0) return NOTHING;
    return wrong.map((detail) => ({ promise: this.promiseOf(detail), stream, revision, detail }));
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
    const { stream } = event;
    if (isStreamOf('order', stream)) return this.orders.observe(event);
    if (isStreamOf('stock', stream)) return this.stocks.observe(event);
    return isStreamOf('fulfillment', stream) ? this.fulfillments.observe(event) : NOTHING;
  }
}
