import { Inject, Injectable, Logger } from '@nestjs/common';
import { RunOrderCommand } from '../../application/commands/run-order.command.js';
import { CLOCK, type Clock } from '../../application/ports/clock.js';
import { IDS, type Ids } from '../../application/ports/ids.js';
import { PERSON_VAULT, type Person, type PersonVault } from '../../application/ports/person-vault.js';
import type { PlaceOrder } from '../../domain/order/index.js';
import { orderIdOf } from '../../domain/shared/ids.js';
import type { Message } from '../../domain/shared/decider.js';
import type { CoarseDestination } from '../../domain/shared/place.js';
import { sameJson } from '../../domain/shared/same-json.js';
import { ProblemError } from '../errors/problem.js';
import type { Call } from '../http/call.js';
import { CommandGateway, type CommandRequest, type TakenResult } from '../http/command-gateway.js';
import type { DestinationDto, PlaceOrderDto } from './place-order.dto.js';

/** An order that is in. */
export interface Placed {
  readonly orderId: string;
  readonly result: TakenResult;
}

/** Takes an order in: the person into the vault first, then the order into the log. */
@Injectable()
export class OrderIntake {
  private readonly logger = new Logger('Api');

  constructor(
    private readonly gateway: CommandGateway,
    @Inject(PERSON_VAULT) private readonly vault: PersonVault,
    @Inject(IDS) private readonly ids: Ids,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError with the code of the rejection; EventStoreUnavailable and its kin */
  async place(call: Call, order: PlaceOrderDto): Promise<Placed> {
    const orderId = orderIdOf(order.channel, order.externalId);
    if (order.recipient === undefined) return { orderId, result: await this.send(call, order, undefined) };
    // Each request has a reference of its own: whatever comes of it, it can only ever forget what it stored itself.
    const reference = `person-${this.ids.random()}`;
    const claim = { orderId, since: this.clock.now() };
    await this.vault.put(call.tenant, reference, personOf(order.recipient), claim);
    return { orderId, result: await this.sendOrForget(call, order, reference) };
  }

  /**
   * A request that placed no order (a repeat, a refusal) leaves no person behind. When the engine failed, nobody knows
   * yet whether the order is in: then the person stays, unsettled, and is looked into later.
   */
  private async sendOrForget(call: Call, order: PlaceOrderDto, reference: string): Promise<TakenResult> {
    try {
      const result = await this.send(call, order, reference);
      if (isIn(result, reference)) this.vault.settle(call.tenant, reference);
      else await this.forget(call, reference);
      return result;
    } catch (error) {
      if (error instanceof ProblemError) await this.forget(call, reference);
      throw error;
    }
  }

  /** The order's answer stands, whatever the vault says now: what it could not erase, its operator is told. */
  private async forget(call: Call, reference: string): Promise<void> {
    try {
      await this.vault.erase(call.tenant, reference);
    } catch (error) {
      this.logger.error({
        tenant: call.tenant,
        reference,
        reason: String(error),
        message: 'a person without an order is left in the vault',
      });
    }
  }

  private send(call: Call, order: PlaceOrderDto, personRef: string | undefined): Promise<TakenResult> {
    return this.gateway.run(call, {
      ...whatIsAsked(order),
      isOther: (repeat) => this.isForAnother(call.tenant, order.recipient, personRef, personRefOf(repeat)),
      channel: order.channel,
      ...(order.placedAt === undefined ? {} : { occurredAt: order.placedAt }),
      startsStream: true,
      command: (at) => placeOrder(order, personRef, at),
      carrier: (command, context, options) => new RunOrderCommand(command, context, options),
    });
  }

  /** Persons are compared in the vault, since the log knows none. Of one who was erased, nobody can say any more. */
  private async isForAnother(
    tenant: string,
    recipient: Person | undefined,
    own: string | undefined,
    first: string | undefined,
  ): Promise<boolean> {
    if (own === first) return false;
    if (recipient === undefined || first === undefined) return true;
    const known = await this.vault.get(tenant, first);
    return known !== null && !sameJson(known, personOf(recipient));
  }
}

/** True when the order in the log carries this reference: not that of an earlier request with the same content. */
function isIn(result: TakenResult, reference: string): boolean {
  return result.outcome === 'accepted' && personRefOf(result) === reference;
}

/** The reference that the order was placed with. */
function personRefOf({ events }: { readonly events: readonly Message[] }): string | undefined {
  const placed = events.find(({ type }) => type === 'OrderPlaced');
  return (placed?.data as { readonly personRef?: string } | undefined)?.personRef;
}

/** The order as the log may know it, be it as a hash: without a person, and with no place but a coarse one; and the rest. */
function whatIsAsked(order: PlaceOrderDto): Pick<CommandRequest<PlaceOrder>, 'body' | 'unrecorded'> {
  const { recipient, destination, ...rest } = order;
  const body = { ...rest, destination: coarse(destination) };
  return { body, unrecorded: { recipient, exactly: destination.coordinates } };
}

/** The person that a recipient stands for, part by part. */
export function personOf({ name, street, email, phone }: Person): Person {
  return JSON.parse(JSON.stringify({ name, street, email, phone })) as Person;
}

/** The command that a body stands for. Names every part: nothing personal gets in by being passed on. */
function placeOrder(order: PlaceOrderDto, personRef: string | undefined, at: string): PlaceOrder {
  const { externalId, channel, customerRef, method, pickupNodeId, promise } = order;
  return {
    type: 'PlaceOrder',
    data: {
      orderId: orderIdOf(channel, externalId),
      externalId,
      channel,
      customerRef,
      ...(personRef === undefined ? {} : { personRef }),
      method,
      ...(pickupNodeId === undefined ? {} : { pickupNodeId }),
      destination: coarse(order.destination),
      promise: { service: promise.service, promisedBy: promise.promisedBy },
      priority: order.priority ?? 0,
      tags: order.tags ?? [],
      lines: order.lines.map(({ lineId, sku, quantity, unitPrice }) => ({
        lineId,
        sku,
        quantity,
        unitPrice: { amountMinor: unitPrice.amountMinor, currency: unitPrice.currency },
      })),
      placedAt: order.placedAt ?? at,
      at,
    },
  };
}

/** No finer than sourcing needs: two decimals of a degree are about a kilometre. */
function coarse({ country, region, city, postalCode, coordinates }: DestinationDto): CoarseDestination {
  return {
    country,
    ...(region === undefined ? {} : { region }),
    ...(city === undefined ? {} : { city }),
    ...(postalCode === undefined ? {} : { postalCode }),
    ...(coordinates === undefined
      ? {}
      : {
          coordinates: {
            latitude: twoDecimals(coordinates.latitude),
            longitude: twoDecimals(coordinates.longitude),
          },
        }),
  };
}

function twoDecimals(degrees: number): number {
  return Math.round(degrees * 100) / 100 + 0;
}
