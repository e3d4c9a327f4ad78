import type { Person } from '../../src/application/ports/person-vault.js';
import { sameJson } from '../../src/domain/shared/same-json.js';
import type { OrderPlaced } from '../../src/domain/order/index.js';
import type { OrderRequest } from './simulated-people.js';

type Held = ReadonlyMap<string, Person>;

/** Whom orders were sent for, whom the log refers to, and who was to be forgotten. Judges what the engine does with them. */
export class People {
  /** Every request with a recipient, the oldest first. */
  readonly requests: OrderRequest[] = [];
  /** Reference of its person by order, for orders that are in; null for an order without one. */
  readonly references = new Map<string, string | null>();
  /** Orders whose person was erased, as somebody was told. */
  readonly erased = new Set<string>();
  /** How often each order was asked about; what was answered with "no such order" did nothing and does not count. */
  private readonly asked = new Map<string, number>();
  private readonly sent = new Map<string, Person[]>();

  constructor(readonly held: Held) {}

  send(request: OrderRequest): void {
    const { orderId, order } = request;
    this.requests.push(request);
    if (order.recipient) this.sent.set(orderId, [...(this.sent.get(orderId) ?? []), order.recipient]);
  }

  /** An order has come into the log: its person must be in the vault by then. In words what is wrong, or null. */
  placed({ orderId, personRef }: OrderPlaced['data']): string | null {
    this.references.set(orderId, personRef ?? null);
    if (this.sent.has(orderId) !== (personRef !== undefined))
      return `${orderId} ${personRef === undefined ? 'has lost' : 'refers to'} a person`;
    return personRef === undefined || this.isHeld(orderId, personRef)
      ? null
      : `${orderId} is in the log before its person is in the vault`;
  }

  /** True where the vault has under the reference whom the order was sent for. */
  isHeld(orderId: string, reference: string): boolean {
    const held = this.held.get(reference);
    return held !== undefined && (this.sent.get(orderId) ?? []).some((person) => sameJson(person, held));
  }

  /** Somebody asks for an erasure. */
  ask(orderId: string): void {
    this.asked.set(orderId, this.timesAsked(orderId) + 1);
  }

  private timesAsked(orderId: string): number {
    return this.asked.get(orderId) ?? 0;
  }

  /** True when the person of the order may have been erased, told or not. */
  mayBeErased(orderId: string): boolean {
    return this.timesAsked(orderId) > 0;
  }

  /**
   * What an erasure was answered, and what that says.
   * @param wasIn the order was in the log when it was asked for
   */
  erasureAnswered(orderId: string, answer: boolean | null, wasIn: boolean): string | null {
    if (answer === null) {
      this.asked.set(orderId, this.timesAsked(orderId) - 1);
      return wasIn ? `${orderId} is in the log, and passes for unknown` : null;
    }
    const reference = this.references.get(orderId) ?? null;
    if (reference === null) return answer ? `${orderId} has no person, and one was erased` : null;
    this.erased.add(orderId);
    if (this.held.has(reference)) return `the person of ${orderId} was to be erased, and is still there`;
    const isOnly = this.timesAsked(orderId) === 1;
    return !answer && isOnly ? `the person of ${orderId} was lost before anybody asked to erase it` : null;
  }
}
