import type { RpcError } from '../protocol/rpc-errors.js';
import type { UuidForm } from '../protocol/read-frames.js';
import { Measurements } from './measurements.js';

/** Who a subscriber is. */
export interface ConsumerIdentity {
  readonly from: string;
  readonly username: string;
  readonly connectionName: string;
}

/** What a subscriber may see: a link must not open a stream that it could not read. */
export type MayRead = (streamName: string) => boolean;

/** The subscriber's side of the connection. */
export interface ConsumerLink {
  send(frame: Buffer): void;
  readonly mayRead: MayRead;
  /** Ends the subscription with a reason. */
  drop(error: RpcError): void;
}

/** One subscriber of a group. */
export class Consumer {
  readonly measurements = new Measurements();
  readonly identity: ConsumerIdentity;
  /** In the order in which the group's subscribers came. */
  readonly number: number;
  readonly uuidForm: UuidForm;
  inFlight = 0;
  readonly #bufferSize: number;
  readonly #link: ConsumerLink;

  /** @param bufferSize events it takes before it has to answer */
  constructor(
    number: number,
    bufferSize: number,
    uuidForm: UuidForm,
    identity: ConsumerIdentity,
    link: ConsumerLink,
  ) {
    this.number = number;
    this.uuidForm = uuidForm;
    this.identity = identity;
    this.#bufferSize = Math.max(1, bufferSize);
    this.#link = link;
  }

  get freeSlots(): number {
    return this.#bufferSize - this.inFlight;
  }

  send(frame: Buffer): void {
    this.inFlight += 1;
    this.#link.send(frame);
  }

  mayRead(streamName: string): boolean {
    return this.#link.mayRead(streamName);
  }

  drop(error: RpcError): void {
    this.#link.drop(error);
  }
}
