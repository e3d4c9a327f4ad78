import type { EventLog } from '../log/event-log.js';
import { deliveryFrame } from '../protocol/persistent-frames.js';
import {
  groupDropped,
  type GroupError,
  groupFailed,
  tooManySubscribers,
} from '../protocol/persistent-errors.js';
import type { UuidForm } from '../protocol/read-frames.js';
import { CheckpointKeeper, lastCheckpoint, writeCheckpoint } from './checkpoints.js';
import { Consumer, type ConsumerIdentity, type ConsumerLink } from './consumer.js';
import { type ConsumerStrategy, consumerStrategy } from './consumer-strategy.js';
import { GroupReader } from './group-reader.js';
import type { GroupConfig } from './group-settings.js';
import { type GroupSource, sourceOf } from './group-source.js';
import { Measurements } from './measurements.js';
import { comesBefore, type Message, OpenMessages } from './message.js';
import { Outstanding } from './outstanding.js';
import { ParkedMessages } from './parked-messages.js';

/** What a subscriber wants done with an event that it did not handle. */
export type NackAction = 'unknown' | 'park' | 'retry' | 'skip' | 'stop';

/** Who subscribes, and how. */
export interface Subscriber extends ConsumerIdentity, ConsumerLink {
  readonly bufferSize: number;
}

/** A group of subscribers who share the events of a stream: each event goes to one of them. */
export class Group {
  readonly config: GroupConfig;
  readonly measurements = new Measurements();
  readonly #source: GroupSource;
  readonly #strategy: ConsumerStrategy;
  readonly #reader: GroupReader;
  readonly #checkpoints: CheckpointKeeper;
  readonly #parked: ParkedMessages;
  readonly #outstanding: Outstanding;
  readonly #open = new OpenMessages();
  #consumers: Consumer[] = [];
  #lastConsumer = 0;
  /** Read and not sent yet. */
  #buffer: Message[] = [];
  /** Links on their way to the parked stream. */
  readonly #parking = new Set<Promise<void>>();
  /** To be sent again, before all others. */
  #retries: Message[] = [];

  constructor(log: EventLog, config: GroupConfig) {
    this.config = config;
    this.#source = sourceOf(log, config);
    this.#strategy = consumerStrategy(config.settings.strategy);
    const saved = lastCheckpoint(log, config);
    const readerTarget = {
      wantsMore: () => this.#consumers.length > 0,
      readAhead: () => this.#buffer.length,
      add: (messages: readonly Message[], passedOver: number) => this.#add(messages, passedOver),
    };
    const startsAfter = saved ?? config.startsAfter;
    this.#reader = new GroupReader(this.#source, readerTarget, config.settings, startsAfter);
    const checkpointTarget = {
      current: () => this.#doneTo(),
      write: (key: number) => writeCheckpoint(log, config, key),
    };
    this.#checkpoints = new CheckpointKeeper(config.settings, checkpointTarget, saved);
    this.#parked = new ParkedMessages(log, config);
    this.#outstanding = new Outstanding(config.settings.messageTimeoutMs, (messages) => {
      for (const message of messages) this.#retryOrPark(message, 'It was not answered in time.');
      this.#goOn();
    });
  }

  get consumers(): readonly Consumer[] {
    return this.#consumers;
  }

  /** What the group has in its hands, and how far it has got. */
  get state() {
    return {
      isAtHead: this.#reader.isAtHead,
      buffered: this.#buffer.length,
      retries: this.#retries.length,
      outstanding: this.#outstanding.size,
      parked: this.#parked.count,
      checkpoint: this.#checkpoints.saved,
      head: this.#source.head(),
    };
  }

  /** @throws GroupError when there are as many subscribers as there may be */
  subscribe(subscriber: Subscriber, uuidForm: UuidForm): Consumer {
    const { maxSubscriberCount } = this.config.settings;
    if (maxSubscriberCount > 0 && this.#consumers.length >= maxSubscriberCount) {
      throw tooManySubscribers(this.config);
    }
    const { bufferSize } = subscriber;
    const consumer = new Consumer(++this.#lastConsumer, bufferSize, uuidForm, subscriber, subscriber);
    this.#consumers.push(consumer);
    return consumer;
  }

  /** Begins, or goes on, to deliver; call it once the new subscriber is ready. */
  start(): void {
    this.#goOn();
  }

  /** The subscriber is gone: what it did not answer goes to the others. */
  unsubscribe(consumer: Consumer): void {
    if (!this.#consumers.includes(consumer)) return;
    this.#consumers = this.#consumers.filter((other) => other !== consumer);
    for (const message of this.#outstanding.of(consumer)) {
      this.#outstanding.remove(message);
      this.#retryOrPark(message, 'Its subscriber left without an answer.');
    }
    if (this.#consumers.length === 0) this.#reader.pause();
    this.#goOn();
  }

  ack(ids: readonly string[]): void {
    for (const message of this.#find(ids)) this.#complete(message);
    this.#goOn();
  }

  nack(ids: readonly string[], action: NackAction, reason: string): void {
    for (const message of this.#find(ids)) {
      if (action === 'skip' || action === 'stop') {
        this.#complete(message);
      } else {
        this.#outstanding.remove(message);
        if (action === 'park') this.#park(message, `Its subscriber parked it: ${reason}`);
        else this.#retryOrPark(message, `Its subscriber could not handle it: ${reason}`);
      }
    }
    this.#goOn();
  }

  /**
   * Delivers parked events again, up to a revision of the parked stream.
   *
   * @throws GroupError when that is no revision
   */
  replayParked(stopAt: number): void {
    if (stopAt < 0) {
      throw groupFailed(this.config, 'Cannot stop replaying parked message at a negative version.');
    }
    for (const message of this.#parked.replay(stopAt)) {
      this.#open.add(message);
      this.#enqueueRetry(message);
    }
    this.#forgetReplayed();
    this.#goOn();
  }

  /** Drops all subscribers and writes how far the group got; nothing is delivered any more. */
  async close(): Promise<void> {
    this.#dropAll(groupDropped(this.config));
    await this.#checkpoints.close();
  }

  /** Like {@link close}, for a group that is no more: after it, nothing more is written. */
  async abandon(): Promise<void> {
    this.#dropAll(groupDropped(this.config));
    await this.#checkpoints.abandon();
    await Promise.all(this.#parking);
  }

  #dropAll(error: GroupError): void {
    const consumers = this.#consumers;
    this.#consumers = [];
    this.#reader.pause();
    this.#outstanding.close();
    for (const consumer of consumers) consumer.drop(error);
  }

  #add(messages: readonly Message[], passedOver: number): void {
    for (const message of messages) this.#open.add(message);
    this.#buffer.push(...messages);
    this.#dispatchAll();
    this.#checkpoints.count(passedOver);
  }

  #goOn(): void {
    this.#dispatchAll();
    void this.#reader.read();
  }

  #dispatchAll(): void {
    this.#retries = this.#dispatch(this.#retries);
    this.#buffer = this.#dispatch(this.#buffer);
  }

  /** Sends what can be sent, in order; returns what has to wait. */
  #dispatch(queue: Message[]): Message[] {
    const held: Message[] = [];
    let next = 0;
    while (next < queue.length && this.#consumers.some(({ freeSlots }) => freeSlots > 0)) {
      const message = queue[next++] as Message;
      if (!this.#open.has(message)) continue;
      // Two events with one id could not be told apart in the answers.
      const isTaken = this.#outstanding.has(message.id);
      const consumer = isTaken ? undefined : this.#strategy.choose(this.#consumers, message.source);
      if (consumer === undefined) held.push(message);
      else this.#send(message, consumer);
    }
    return next === 0 ? queue : [...held, ...queue.slice(next)];
  }

  #send(message: Message, consumer: Consumer): void {
    const { original, target, isResolved } = message.source;
    const isVisible = target !== undefined && consumer.mayRead(target.streamName);
    const event = isResolved ? (isVisible ? target : undefined) : original;
    const link = isResolved ? original : undefined;
    this.#reader.sent(message);
    this.#outstanding.add(message, consumer);
    consumer.send(deliveryFrame({ event, link, retryCount: message.retryCount }, consumer.uuidForm));
  }

  /** Answered messages; one whose time ran out may still be answered while it waits to be sent again. */
  *#find(ids: readonly string[]): Generator<Message> {
    for (const id of ids) {
      const message = this.#outstanding.get(id) ?? this.#retries.find((retry) => retry.id === id);
      if (message !== undefined && this.#open.has(message)) yield message;
    }
  }

  #complete(message: Message): void {
    const { consumer } = message;
    this.#outstanding.remove(message);
    const durationMs = performance.now() - message.sentAtMs;
    this.measurements.add(durationMs);
    consumer?.measurements.add(durationMs);
    this.#done(message);
  }

  #done(message: Message): void {
    if (!this.#open.remove(message)) return;
    if (message.parkedRevision === undefined) this.#checkpoints.count(1);
    else this.#forgetReplayed();
  }

  #forgetReplayed(): void {
    this.#parked.forgetBefore(this.#open.firstParkedRevision).catch(() => undefined);
  }

  #retryOrPark(message: Message, reason: string): void {
    const { maxRetryCount } = this.config.settings;
    if (message.retryCount >= maxRetryCount) {
      this.#park(message, `${reason} It was delivered ${message.retryCount + 1} times.`);
      return;
    }
    message.retryCount += 1;
    this.#enqueueRetry(message);
  }

  #enqueueRetry(message: Message): void {
    let index = this.#retries.length;
    while (index > 0 && comesBefore(message, this.#retries[index - 1] as Message)) index -= 1;
    this.#retries.splice(index, 0, message);
  }

  /** It is done with only once its link is durable; if that cannot be, it is delivered again. */
  #park(message: Message, reason: string): void {
    const parking = this.#parked.park(message, reason).then(
      () => this.#done(message),
      () => {
        this.#enqueueRetry(message);
        this.#goOn();
      },
    );
    this.#parking.add(parking);
    void parking.then(() => this.#parking.delete(parking));
  }

  /** All events up to this key are done. */
  #doneTo(): number {
    const first = this.#open.firstKey;
    return first === undefined ? this.#reader.lastKey : first - 1;
  }
}
