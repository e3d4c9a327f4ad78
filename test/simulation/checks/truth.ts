import type { AuditViolation } from '../../../src/application/audit/audit-report.js';
import { LoggedPolicies } from '../../../src/application/audit/decisions.check.js';
import { LogOrderCheck } from '../../../src/application/audit/log-order.check.js';
import { Refold } from '../../../src/application/audit/refold.js';
import type { EventStore, RecordedEvent } from '../../../src/application/ports/event-store.js';
import {
  type FulfillmentEvent,
  fulfillmentDecider,
  type FulfillmentState,
} from '../../../src/domain/fulfillment/index.js';
import type { NodeEvent } from '../../../src/domain/node/index.js';
import {
  type OrderEvent,
  orderDecider,
  type OrderPlaced,
  type OrderState,
} from '../../../src/domain/order/index.js';
import type { Instant } from '../../../src/domain/shared/time.js';
import { streamName } from '../../../src/domain/shared/stream-names.js';
import { stockDecider, type StockEvent, type StockState } from '../../../src/domain/stock/index.js';
import { ALL_CATEGORIES } from '../../../src/projections/runtime/categories.js';
import type { People } from '../people.js';
import { planViolation, reservationViolation, withdrawalViolation } from './rules.checks.js';
import { speaksOfSomebody } from './personal-words.js';
import { SimulationFailure } from './simulation-failure.js';
import { handOverViolation, sharedUnitsViolation } from './work.checks.js';

export const TENANT = 'main';

/** What the log says, folded beside the engine as it is written, and judged after every event. */
export class Truth {
  readonly log: RecordedEvent[] = [];
  /** Revisions at which a command took effect, by command id. */
  readonly effects = new Map<string, RecordedEvent[]>();
  /** Ids by the order in which they came to be. */
  readonly orderIds: string[] = [];
  readonly fulfillmentIds: string[] = [];
  readonly openOrders = new Set<string>();
  readonly openFulfillments = new Set<string>();
  /** In the order in which they ended. */
  readonly endedFulfillments: string[] = [];
  /** Nodes that are suspended, and since when. */
  readonly suspended = new Map<string, Instant>();
  private readonly byOrder = new Map<string, string[]>();
  private readonly placements = new Map<string, readonly RecordedEvent[]>();
  private readonly refold = new Refold();
  private readonly order = new LogOrderCheck();
  private readonly policies = new LoggedPolicies();
  private readonly arrivals = new Map<string, Instant>();
  private writtenAt: Instant | undefined;
  private isBehind = false;
  private reading: Promise<void> = Promise.resolve();

  /** Events that were held against the promises. */
  judged = 0;

  /** @param isUnwatched events are folded and not judged */
  constructor(
    private readonly store: EventStore,
    private readonly people: People,
    private readonly isUnwatched = false,
  ) {}

  /** Something may have been written just now. */
  written = (now: Instant): void => {
    this.isBehind = true;
    this.writtenAt = now;
  };

  /** When the last event of a stream came into the log, which may be minutes after it was decided. */
  cameIn(stream: string): Instant | undefined {
    return this.arrivals.get(stream);
  }

  /** Folds what is new. @throws SimulationFailure at the first event that breaks a promise */
  catchUp(): Promise<void> {
    if (this.isBehind) this.reading = this.reading.then(() => this.read());
    return this.reading;
  }

  private async read(): Promise<void> {
    if (!this.isBehind) return;
    this.isBehind = false;
    const after = this.log.at(-1)?.position ?? null;
    for await (const event of this.store.readAll({ after, categories: ALL_CATEGORIES })) this.take(event);
  }

  /** The last event read, or a place before all of them. */
  get position(): bigint {
    return this.log.at(-1)?.position ?? -1n;
  }

  orderState(orderId: string): OrderState {
    return this.refold.orders.states.get(streamName('order', TENANT, orderId)) ?? orderDecider.initialState;
  }

  /** The event with which an order came in; none for one that has not. */
  placementOf(orderId: string): readonly RecordedEvent[] {
    return this.placements.get(orderId) ?? [];
  }

  fulfillment(fulfillmentId: string): FulfillmentState {
    const stream = streamName('fulfillment', TENANT, fulfillmentId);
    return this.refold.fulfillments.states.get(stream) ?? fulfillmentDecider.initialState;
  }

  fulfillmentsOf(orderId: string): readonly string[] {
    return this.byOrder.get(orderId) ?? [];
  }

  get stocks(): ReadonlyMap<string, StockState> {
    return this.refold.stocks.states;
  }

  private take(event: RecordedEvent): void {
    this.log.push(event);
    if (this.writtenAt !== undefined) this.arrivals.set(event.stream, this.writtenAt);
    const { commandId } = event.metadata;
    const effects = this.effects.get(commandId);
    if (effects === undefined) this.effects.set(commandId, [event]);
    else effects.push(event);
    this.checkWords(event);
    this.judge(this.order.observe(event));
    this.policies.observe(event);
    this.checkHold(event);
    this.checkEnded(event);
    const broken = this.brokenRule(event);
    this.judge(this.refold.observe(event));
    if (broken !== null) throw new SimulationFailure('rules', broken, event.stream);
    if (!this.isUnwatched) this.judged += 1;
    if (event.stream.startsWith('node-')) this.noteNode(event);
    if (event.stream.startsWith('order-')) this.noteOrder(event);
    else if (event.stream.startsWith('fulfillment-')) this.noteFulfillment(event);
  }

  /** The log cannot forget: no word of a person is in it, in whatever part of an event. */
  private checkWords({ event, metadata, stream }: RecordedEvent): void {
    const isFine = this.isUnwatched || !speaksOfSomebody(JSON.stringify([stream, event, metadata]));
    if (isFine) return;
    throw new SimulationFailure('promise 13', `${event.type} holds a personal word`, stream);
  }

  /** Nothing is sourced while a hold is on. */
  private checkHold({ event, stream }: RecordedEvent): void {
    if (event.type !== 'SourcingPlanned' || this.refold.orders.states.get(stream)?.status !== 'held') return;
    throw new SimulationFailure('hold', 'demand of an order on hold was sourced', stream);
  }

  /** Decisions keep to the state that they were made on. */
  private brokenRule({ event: recorded, stream }: RecordedEvent): string | null {
    if (stream.startsWith('fulfillment-')) {
      const before = this.refold.fulfillments.states.get(stream) ?? fulfillmentDecider.initialState;
      return withdrawalViolation(recorded as FulfillmentEvent, before);
    }
    const event = recorded as StockEvent | OrderEvent;
    if (event.type === 'StockReserved')
      return reservationViolation(event, this.stocks.get(stream) ?? stockDecider.initialState);
    return event.type === 'SourcingPlanned'
      ? planViolation(
          event,
          this.orderState(event.data.orderId),
          this.policies.policyOf(stream, event.data.decision.input),
        )
      : null;
  }

  /** What has ended has ended. */
  private checkEnded({ event, stream }: RecordedEvent): void {
    const order = this.refold.orders.states.get(stream);
    const fulfillment = this.refold.fulfillments.states.get(stream);
    const hasEnded =
      (order !== undefined && orderDecider.isTerminal(order)) ||
      (fulfillment !== undefined && fulfillmentDecider.isTerminal(fulfillment));
    if (hasEnded) throw new SimulationFailure('ended', `${event.type} comes after the end`, stream);
  }

  private noteNode({ event: recorded, metadata }: RecordedEvent): void {
    const event = recorded as NodeEvent;
    if (event.type === 'NodeSuspended') this.suspended.set(event.data.nodeId, metadata.recordedAt);
    if (event.type === 'NodeResumed') this.suspended.delete(event.data.nodeId);
  }

  private noteOrder({ event, metadata, stream }: RecordedEvent): void {
    const { orderId } = event.data as { readonly orderId: string };
    if (event.type === 'OrderPlaced') this.notePlaced(event as OrderPlaced, metadata.bodyHash, stream);
    const state = this.refold.orders.states.get(stream);
    if (state === undefined) return;
    if (orderDecider.isTerminal(state)) this.openOrders.delete(orderId);
    else this.openOrders.add(orderId);
  }

  private notePlaced({ data }: OrderPlaced, bodyHash: string | undefined, stream: string): void {
    this.orderIds.push(data.orderId);
    this.placements.set(data.orderId, this.log.slice(-1));
    const violation = this.isUnwatched ? null : this.people.placed(data, bodyHash);
    if (violation !== null) throw new SimulationFailure('persons', violation, stream);
  }

  private noteFulfillment({ event: recorded, stream }: RecordedEvent): void {
    const event = recorded as FulfillmentEvent;
    const { fulfillmentId, orderId } = event.data;
    if (event.type === 'FulfillmentReleased') {
      this.fulfillmentIds.push(fulfillmentId);
      this.byOrder.set(orderId, [...this.fulfillmentsOf(orderId), fulfillmentId]);
      const violation = handOverViolation(event, this.orderState(orderId));
      if (violation !== null) throw new SimulationFailure('hand-over', violation, stream);
    }
    const state = this.fulfillment(fulfillmentId);
    if (fulfillmentDecider.isTerminal(state)) {
      this.openFulfillments.delete(fulfillmentId);
      this.endedFulfillments.push(fulfillmentId);
    } else this.openFulfillments.add(fulfillmentId);
    const shared = sharedUnitsViolation(
      this.orderState(orderId),
      this.fulfillmentsOf(orderId).map((id) => this.fulfillment(id)),
    );
    if (shared !== null) throw new SimulationFailure('units worked twice', shared, stream);
  }

  private judge(violations: readonly AuditViolation[]): void {
    const [first] = violations;
    if (first === undefined || this.isUnwatched) return;
    const detail = `after revision ${String(first.revision)} of ${first.stream}: ${first.detail}`;
    throw new SimulationFailure(`promise ${first.promise}`, detail, first.stream);
  }
}
