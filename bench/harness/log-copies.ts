import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent, NO_STREAM, START } from '@eventstore/db-client';
import { parseStreamName } from '../../src/domain/shared/stream-names.js';
import { isOfCategory } from '../../src/infrastructure/eventstore/recorded-event.js';

const LANES = 64;
const EVENTS_PER_APPEND = 500;
const CHECKPOINT = 'checkpoint-';

interface CopiedEvent {
  readonly type: string;
  readonly data: object;
  readonly metadata: object;
}

/** Consecutive events of one stream in a lane. */
interface Run {
  readonly stream: string;
  readonly events: CopiedEvent[];
}

/** The log of the tenant `main` as it stands: an order with its fulfillments is a lane, every other stream is one. */
export class LogCopies {
  private constructor(
    private readonly client: EventStoreDBClient,
    private readonly lanes: readonly (readonly Run[])[],
    /** In one copy. */
    readonly events: number,
    /** In the whole log, whoever's they are. */
    readonly logged: number,
    /** Sagas that have a checkpoint in the log. */
    readonly sagas: readonly string[],
  ) {}

  static async of(connectionString: string): Promise<LogCopies> {
    const client = EventStoreDBClient.connectionString(connectionString);
    const lanes = new Map<string, Run[]>();
    const sagas = new Set<string>();
    let [count, logged] = [0, 0];
    for await (const { event } of client.readAll({ fromPosition: START })) {
      if (event === undefined || !event.isJson) continue;
      if (event.streamId.startsWith(CHECKPOINT)) sagas.add(event.streamId.slice(CHECKPOINT.length));
      if (!isOfCategory(event.streamId)) continue;
      logged += 1;
      if (!event.streamId.includes('-main:')) continue;
      const { streamId: stream, type, data, metadata } = event;
      const runs = lanes.get(laneOf(stream)) ?? [];
      lanes.set(laneOf(stream), runs);
      const last = runs.at(-1);
      const run =
        last?.stream === stream && last.events.length < EVENTS_PER_APPEND ? last : { stream, events: [] };
      if (run !== last) runs.push(run);
      run.events.push({ type, data: data as object, metadata: metadata as object });
      count += 1;
    }
    return new LogCopies(client, [...lanes.values()], count, logged, [...sagas]);
  }

  /** The whole log once more, for another tenant. What follows from what stays in order. */
  async append(tenant: string): Promise<void> {
    const lanes = this.lanes.values();
    const work = async (): Promise<void> => {
      for (const runs of lanes) await this.appendLane(runs, tenant);
    };
    await Promise.all(Array.from({ length: LANES }, work));
  }

  async close(): Promise<void> {
    await this.client.dispose();
  }

  private async appendLane(runs: readonly Run[], tenant: string): Promise<void> {
    const heads = new Map<string, bigint>();
    for (const { stream, events } of runs) {
      const name = stream.replace('-main:', `-${tenant}:`);
      const copies = events.map(({ type, data, metadata }) =>
        jsonEvent({
          id: randomUUID(),
          type,
          data: data as never,
          metadata: { ...metadata, tenant } as never,
        }),
      );
      const { nextExpectedRevision } = await this.client.appendToStream(name, copies, {
        expectedRevision: heads.get(name) ?? NO_STREAM,
      });
      heads.set(name, nextExpectedRevision);
    }
  }
}

/** The order that a stream belongs to, else the stream itself. */
function laneOf(stream: string): string {
  const parts = parseStreamName(stream);
  if (parts?.category === 'order') return parts.id;
  if (parts?.category === 'fulfillment') return parts.id.slice(0, parts.id.lastIndexOf('-'));
  return stream;
}
