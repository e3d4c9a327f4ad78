import { randomUUID } from 'node:crypto';
import { EventLog } from '../../src/log/event-log.js';
import type { WriteOutcome } from '../../src/log/write-request.js';
import type { Consumer } from '../../src/persistent/consumer.js';
import type { Group } from '../../src/persistent/group.js';
import { GroupRegistry } from '../../src/persistent/group-registry.js';
import type { GroupFilter, GroupSettings } from '../../src/persistent/group-settings.js';
import { persistent } from '../../src/protocol/generated.js';
import type { RpcError } from '../../src/protocol/rpc-errors.js';
import { SqliteStorage } from '../../src/storage/sqlite-storage.js';

/** Settings that change nothing by themselves: no time runs out, no checkpoint is due. */
export const QUIET: GroupSettings = {
  resolveLinks: false,
  extraStatistics: false,
  startFrom: 0,
  messageTimeoutMs: 0,
  maxRetryCount: 10,
  checkpointAfterMs: 60_000,
  minCheckpointCount: 1_000,
  maxCheckpointCount: 1_000,
  maxSubscriberCount: 0,
  liveBufferSize: 500,
  readBatchSize: 20,
  historyBufferSize: 500,
  strategy: 'RoundRobin',
};

/** Settings with which every answer makes a checkpoint. */
export const EAGER: GroupSettings = { ...QUIET, minCheckpointCount: 1, maxCheckpointCount: 1 };

/** A subscriber without a network. */
export class FakeSubscriber {
  readonly from = 'test';
  readonly username = 'test';
  readonly connectionName = 'test';
  readonly bufferSize: number;
  /** `stream:revision`, with `*n` for the nth delivery after the first. */
  readonly received: string[] = [];
  readonly ids: string[] = [];
  dropped: RpcError | undefined;
  consumer: Consumer | undefined;
  #changed: () => void = () => undefined;

  constructor(bufferSize = 100) {
    this.bufferSize = bufferSize;
  }

  readonly send = (frame: Buffer): void => {
    const read = persistent.ReadResp.deserializeBinary(frame).getEvent();
    const event = read?.getEvent();
    const own = read?.getLink() ?? event;
    const stream = Buffer.from(event?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
    const retries = read?.getRetryCount() ?? 0;
    this.received.push(`${stream}:${event?.getStreamRevision()}${retries > 0 ? `*${retries}` : ''}`);
    this.ids.push(own?.getId()?.getString() ?? '');
    this.#changed();
  };

  /** Streams that it may not read. */
  readonly hidden = new Set<string>();

  readonly mayRead = (streamName: string): boolean => !this.hidden.has(streamName);

  readonly drop = (error: RpcError): void => {
    this.dropped = error;
  };

  async until(count: number): Promise<void> {
    while (this.received.length < count) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}

/** A log with groups, without a server. */
export class GroupScene {
  readonly storage: SqliteStorage;
  readonly log: EventLog;
  readonly groups: GroupRegistry;

  /** @param storage that of a scene that has crashed */
  constructor(storage = new SqliteStorage(':memory:')) {
    this.storage = storage;
    this.log = new EventLog(storage, () => undefined);
    this.groups = new GroupRegistry(this.log);
  }

  append(streamName: string, count: number, { id = '', metadata = {}, type = 'Happened', data = '{}' } = {}) {
    const events = Array.from({ length: count }, () => ({
      id: id === '' ? randomUUID() : id,
      type,
      contentType: 'application/json',
      customMetadata: Buffer.from(JSON.stringify(metadata)),
      data: Buffer.from(data),
    }));
    const expected = BigInt(this.log.headOf(streamName));
    return new Promise<WriteOutcome>((resolve) => {
      const place = expected < 0n ? ('no_stream' as const) : expected;
      this.log.write({ kind: 'append', streamName, expected: place, deadlineMs: Infinity, events }, resolve);
    });
  }

  async group(streamName: string, settings: GroupSettings, filter?: GroupFilter): Promise<Group> {
    await this.groups.create({ streamName, groupName: 'g', settings, ...(filter && { filter }) });
    return this.groups.get(streamName, 'g');
  }

  join(group: Group, bufferSize?: number): FakeSubscriber {
    const subscriber = new FakeSubscriber(bufferSize);
    subscriber.consumer = group.subscribe(subscriber, 'text');
    group.start();
    return subscriber;
  }

  /** The same log as another process finds it: nothing was said goodbye to. */
  afterCrash(): GroupScene {
    return new GroupScene(this.storage);
  }

  /** Lets everything that is on its way become durable. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}
