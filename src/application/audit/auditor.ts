import { parseStreamName, streamName } from '../../domain/shared/stream-names.js';
import {
  type DemandReopened,
  orderDecider,
  type OrderEvent,
  type OrderState,
} from '../../domain/order/index.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { AuditReport, AuditViolation } from './audit-report.js';
import { orphanedClaims } from './claims.check.js';
import { DecisionsCheck } from './decisions.check.js';
import { NoticesCheck } from './notices.check.js';
import { LogOrderCheck } from './log-order.check.js';
import { waitsFor } from './open-orders.check.js';
import { Refold } from './refold.js';
import { Tally } from './tally.js';

const VIOLATIONS_LISTED = 100;

export interface AuditOptions {
  /** True when nothing is in flight any more: then a claim that no order has is a violation, not a moment. */
  readonly atRest: boolean;
}

/**
 * Reads the whole log once, in order, and checks what must never break: promises 2, 3, 4, 5, 7 (at rest), 9, 10, the
 * line ledger, and that each notice is one, about an order that exists. It trusts nothing but the events and the
 * aggregates' own folds.
 */
export class Auditor {
  private readonly order = new LogOrderCheck();
  private readonly refold = new Refold();
  private readonly notices = new NoticesCheck();
  private readonly decisions = new DecisionsCheck();
  private readonly types = new Tally();
  private readonly causes = new Tally();
  private readonly byPromise = new Tally();
  private readonly violations: AuditViolation[] = [];
  private events = 0;

  private readonly isOrder = (stream: string): boolean => this.refold.orders.states.has(stream);

  observe(recorded: RecordedEvent): void {
    this.events += 1;
    this.types.add(recorded.event.type);
    this.report(this.order.observe(recorded));
    this.report(this.refold.observe(recorded));
    this.report(this.notices.observe(recorded, this.isOrder));
    this.report(this.decisions.observe(recorded));
    this.countCause(recorded.event as OrderEvent);
  }

  /** The verdict over everything observed. Call it once, at the end. */
  finish({ atRest }: AuditOptions): AuditReport {
    const orders = this.refold.orders.states;
    const waiting = this.checkOpenOrders(orders);
    if (atRest) this.report(orphanedClaims(orders, this.refold.stocks.states));
    return { ...this.counts(orders), openOrdersByReason: waiting.sorted(), ...this.verdict() };
  }

  private countCause({ type, data }: OrderEvent): void {
    if (type === 'DemandReopened' && !isPullBackAsked(data)) this.causes.add(data.cause);
  }

  private checkOpenOrders(orders: ReadonlyMap<string, OrderState>): Tally {
    const waiting = new Tally();
    const fulfillments = this.refold.fulfillments.states;
    for (const [stream, order] of orders) {
      if (order.status === 'unplaced' || orderDecider.isTerminal(order)) continue;
      const tenant = parseStreamName(stream)?.tenant ?? '';
      const reason = waitsFor(order, (id) => fulfillments.get(streamName('fulfillment', tenant, id)));
      waiting.add(reason ?? 'nothing: lost');
      if (reason === null) {
        this.report([
          { promise: 5, stream, revision: null, detail: `${order.status}, and waits for nothing` },
        ]);
      }
    }
    return waiting;
  }

  private counts(orders: ReadonlyMap<string, OrderState>) {
    const statuses = new Tally();
    const methods = new Tally();
    const nodes = new Tally();
    let splitOrders = 0;
    let lateOrders = 0;
    for (const order of orders.values()) {
      statuses.add(order.status);
      if (order.status === 'unplaced') continue;
      const done = order.allocations.filter((allocation) => allocation.status === 'done');
      for (const { method, nodeId } of done) {
        methods.add(method);
        nodes.add(nodeId);
      }
      if (done.length > 1) splitOrders += 1;
      if (order.late) lateOrders += 1;
    }
    return {
      events: this.events,
      streams: this.order.streams,
      eventsByType: this.types.sorted(),
      ordersByStatus: statuses.sorted(),
      fulfillmentsByMethod: methods.sorted(),
      fulfillmentsByNode: nodes.sorted(),
      resourcingsByCause: this.causes.sorted(),
      splitOrders,
      lateOrders,
      refusedReservations: this.types.count('StockReservationRefused'),
      decisionsRunAgain: this.decisions.runAgain,
    };
  }

  private verdict(): Pick<AuditReport, 'violations' | 'violationsByPromise'> {
    return { violations: this.violations, violationsByPromise: this.byPromise.sorted() };
  }

  private report(found: readonly AuditViolation[]): void {
    for (const violation of found) {
      this.byPromise.add(String(violation.promise));
      if (this.violations.length < VIOLATIONS_LISTED) this.violations.push(violation);
    }
  }
}

/** Told again when the node has given the units up: that is when it counts. Without lines nothing more is sought. */
function isPullBackAsked({ cause, standing, lines }: DemandReopened['data']): boolean {
  return standing && (cause === 'count-below-reserved' || lines.length === 0);
}
