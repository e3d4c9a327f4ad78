import type { ReadReq } from '@eventstore/db-client/generated/persistent_pb.js';
import type { Metadata } from '@grpc/grpc-js';
import type { Consumer, MayRead } from '../persistent/consumer.js';
import type { Group, NackAction } from '../persistent/group.js';
import type { GroupRegistry } from '../persistent/group-registry.js';
import { groupId } from '../persistent/group-settings.js';
import { persistent } from '../protocol/generated.js';
import { groupConfirmationFrame } from '../protocol/persistent-frames.js';
import { parseGroupName } from '../protocol/persistent-request.js';
import { invalidArgument, RpcError } from '../protocol/rpc-errors.js';
import { uuidText } from '../protocol/uuid.js';
import type { ServerCall } from '../transport/server-call.js';

/** A subscriber's call; responses are encoded already. */
export type PersistentReadStream = ServerCall<ReadReq, Buffer>;

/** Who makes a call, and what that one may read. */
export type ReaderOf = (metadata: Metadata) => { readonly username: string; readonly mayRead: MayRead };

const { Action } = persistent.ReadReq.Nack;

const ACTIONS = new Map<number, NackAction>([
  [Action.PARK, 'park'],
  [Action.RETRY, 'retry'],
  [Action.SKIP, 'skip'],
  [Action.STOP, 'stop'],
]);

/** One subscriber: names its group first, then answers the events that it is sent. */
export class PersistentReadCall {
  readonly #groups: GroupRegistry;
  readonly #call: PersistentReadStream;
  readonly #readerOf: ReaderOf;
  #group: Group | undefined;
  #consumer: Consumer | undefined;

  constructor(groups: GroupRegistry, call: PersistentReadStream, readerOf: ReaderOf) {
    this.#groups = groups;
    this.#call = call;
    this.#readerOf = readerOf;
  }

  start(): void {
    const call = this.#call;
    const leave = () => this.#leave();
    call.on('data', (request: ReadReq) => this.#receive(request));
    call.on('cancelled', leave);
    call.on('close', leave);
    call.on('error', leave);
    call.on('end', () => {
      leave();
      call.end();
    });
  }

  #receive(request: ReadReq): void {
    try {
      if (this.#group === undefined) this.#subscribe(request.getOptions());
      else this.#answer(this.#group, request);
    } catch (error) {
      this.#call.emit('error', error instanceof RpcError ? error : invalidArgument(String(error)));
    }
  }

  #subscribe(options: ReadReq.Options | undefined): void {
    const { streamName, groupName } = parseGroupName(options);
    const group = this.#groups.get(streamName, groupName);
    const call = this.#call;
    const reader = this.#readerOf(call.metadata);
    const uuidForm = options?.getUuidOption()?.hasStructured() ? 'halves' : 'text';
    const subscriber = {
      from: call.getPeer(),
      username: reader.username,
      mayRead: reader.mayRead,
      connectionName: String(call.metadata.get('connection-name')[0] ?? '<unknown>'),
      bufferSize: options?.getBufferSize() ?? 0,
      send: (frame: Buffer) => void call.write(frame),
      drop: (error: RpcError) => void call.emit('error', error),
    };
    this.#consumer = group.subscribe(subscriber, uuidForm);
    this.#group = group;
    call.write(groupConfirmationFrame(groupId(group.config)));
    group.start();
  }

  #answer(group: Group, request: ReadReq): void {
    const ack = request.getAck();
    if (ack !== undefined) group.ack(idsOf(ack));
    const nack = request.getNack();
    if (nack !== undefined) {
      const action = ACTIONS.get(nack.getAction()) ?? 'unknown';
      group.nack(idsOf(nack), action, nack.getReason());
    }
  }

  #leave(): void {
    if (this.#consumer !== undefined) this.#group?.unsubscribe(this.#consumer);
    this.#consumer = undefined;
  }
}

function idsOf(answer: ReadReq.Ack | ReadReq.Nack): string[] {
  return answer.getIdsList().flatMap((id) => uuidText(id) ?? []);
}
