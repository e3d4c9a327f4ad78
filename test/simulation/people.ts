import { hashRequest } from '../../src/api/http/idempotency.js';
import type { Person } from '../../src/application/ports/person-vault.js';
import { sameJson } from '../../src/domain/shared/same-json.js';
import type { OrderPlaced } from '../../src/domain/order/index.js';
import { INTAKE_PATH, type OrderRequest } from './simulated-people.js';

/** Whom the vault has, and for which orders they were put; by reference. */
export interface Kept {
  readonly held: ReadonlyMap<string, Person>;
  readonly putFor: ReadonlyMap<string, string>;
}

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

  constructor(private readonly kept: Kept) {}

  get held(): ReadonlyMap<string, Person> {
    return this.kept.held;
  }

  send(request: OrderRequest): void {
    const { orderId, order } = request;
    this.requests.push(request);
    if (order.recipient) this.sent.set(orderId, [...(this.sent.get(orderId) ?? []), order.recipient]);
  }

  /** An order has come into the log: its person must be in the vault by then. In words what is wrong, or null. */
  placed({ orderId, personRef }: OrderPlaced['data'], bodyHash: string | undefined): string | null {
    this.references.set(orderId, personRef ?? null);
    if (bodyHash !== undefined && !this.hashes(orderId).includes(bodyHash))
      return `${orderId} has a hash of its request that follows from more than the log may know`;
    if (this.sent.has(orderId) !== (personRef !== undefined))
      return `${orderId} ${personRef === undefined ? 'has lost' : 'refers to'} a person`;
    return personRef === undefined || this.isHeld(orderId, personRef)
      ? null
      : `${orderId} is in the log before its person is in the vault`;
  }

  /** Hashes of what the log may know of the requests for an order: places are coarse in the simulation. */
  private hashes(orderId: string): readonly string[] {
    const own = this.requests.filter((request) => request.orderId === orderId);
    return own.map(({ order: { recipient: _, ...rest } }) => hashRequest(INTAKE_PATH, rest));
  }

  /** True where the vault has under the reference whom the order was sent for. */
  isHeld(orderId: string, reference: string): boolean {
    const held = this.held.get(reference);
    return held !== undefined && (this.sent.get(orderId) ?? []).some((person) => sameJson(person, held));
  }

  /** Somebody asks for an erasure. Returns everybody whom the vault has for the order at that time. */
  ask(orderId: string): readonly string[] {
    this.asked.set(orderId, this.timesAsked(orderId) + 1);
    return [...this.held.keys()].filter((reference) => this.kept.putFor.get(reference) === orderId);
  }

  /** The person of an order that is in must be there until somebody asks. In words what is wrong, or null. */
  lost(orderId: string): string | null {
    const reference = this.references.get(orderId) ?? null;
    const isFine = reference === null || this.timesAsked(orderId) > 0 || this.isHeld(orderId, reference);
    return isFine ? null : `the person of ${orderId} was lost before anybody asked to erase it`;
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
   * @param copies whom the vault had for it then
   */
  erasureAnswered(
    orderId: string,
    answer: boolean | null,
    wasIn: boolean,
    copies: readonly string[],
  ): string | null {
    if (answer === null) {
      this.asked.set(orderId, this.timesAsked(orderId) - 1);
      return wasIn ? `${orderId} is in the log, and passes for unknown` : null;
    }
    this.erased.add(orderId);
    const left = [this.references.get(orderId) ?? '', ...copies].find((reference) =>
      this.held.has(reference),
    );
    return left === undefined
      ? null
      : `the person of ${orderId} was to be erased, and is still there as ${left}`;
  }
}
