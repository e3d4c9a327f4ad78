import {
  AppendOutcomeUnknown,
  type EventStore,
  type SubscriptionMessage,
  WrongExpectedRevision,
} from '../../../src/application/ports/event-store.js';
import type { IndexChange } from '../../../src/application/ports/process-index.js';
import type { Plant } from './plant.js';
import { altered } from './wrapping.js';

type Append = EventStore['append'];

const appending =
  (change: (append: Append) => Append) =>
  (store: EventStore): EventStore =>
    altered(store, { append: change((...args) => store.append(...args)) });

const withoutDeadlines =
  (isLost: (id: string) => boolean): NonNullable<Plant['index']> =>
  (index) =>
    altered(index, {
      apply: (batch) =>
        index.apply({
          ...batch,
          changes: batch.changes.filter(
            (change: IndexChange) => !(change.kind === 'deadline-set' && isLost(change.id)),
          ),
        }),
    });

async function* without(
  source: AsyncIterable<SubscriptionMessage>,
  isLost: (message: SubscriptionMessage) => boolean,
): AsyncIterable<SubscriptionMessage> {
  for await (const message of source) if (!isLost(message)) yield message;
}

async function* nothing(): AsyncIterable<never> {}

/** Ports that are used wrongly, or trusted where they must not be. */
export const PORT_PLANTS: readonly Plant[] = [
  {
    name: 'an append whose answer was lost is sent again as new',
    commandStore: appending((append) => async (stream, expected, events) => {
      try {
        return await append(stream, expected, events);
      } catch (error) {
        if (!(error instanceof AppendOutcomeUnknown) || expected === 'no-stream') throw error;
        const copies = events.map((event) => ({ ...event, eventId: `${event.eventId.slice(0, 35)}0` }));
        return append(stream, expected + BigInt(events.length), copies);
      }
    }),
  },
  {
    name: 'a conflict is overruled instead of decided anew',
    commandStore: appending((append) => async (stream, expected, events) => {
      try {
        return await append(stream, expected, events);
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision) || error.actual === undefined) throw error;
        return append(stream, error.actual, events);
      }
    }),
  },
  {
    name: 'a command is answered when its events are sent, not when they are written',
    commandStore: appending((append) => async (stream, expected, events) => {
      try {
        return await append(stream, expected, events);
      } catch (error) {
        if (!(error instanceof AppendOutcomeUnknown)) throw error;
        return {
          nextRevision: (expected === 'no-stream' ? -1n : expected) + BigInt(events.length),
          position: 10n,
        };
      }
    }),
  },
  {
    name: 'an answer without a write rests on what the process remembers',
    commandStore: (store) =>
      altered(store, {
        readStream: (stream, from, maxCount) =>
          from === undefined || from === 0n ? store.readStream(stream, from, maxCount) : nothing(),
      }),
  },
  {
    name: 'an instruction that is sent again is a new command',
    ids: (ids) => altered(ids, { derived: () => ids.random() }),
  },
  { name: 'a suspended node keeps its work', index: (index) => altered(index, { openWork: async () => [] }) },
  {
    name: 'the checkpoint is stored before the work is done',
    checkpoints: (checkpoints, store) =>
      altered(checkpoints, {
        store: async (name, position) => checkpoints.store(name, (await store.headPosition()) ?? position),
      }),
  },
  {
    name: 'the order process misses a kind of event',
    processStore: (store) =>
      altered(store, {
        subscribe: (options) =>
          without(
            store.subscribe(options),
            (message) => message.kind === 'event' && message.event.event.type === 'FulfillmentDelivered',
          ),
      }),
  },
  { name: 'deadlines for acceptance are lost', index: withoutDeadlines((id) => id.includes('accept:')) },
  {
    name: 'an emptied index passes for whole',
    index: (index) => {
      let reached: bigint | null = null;
      return altered(index, {
        position: async () => {
          reached = (await index.position()) ?? reached;
          return reached;
        },
        apply: async (batch) => {
          reached = batch.position;
          return index.apply({ ...batch, after: null });
        },
      });
    },
  },
  {
    name: 'the network directory does not notice that its subscription is silent',
    networkStore: (store) => altered(store, { headPosition: async () => null }),
  },
  { name: 'deadlines of parked demand are lost', index: withoutDeadlines((id) => id.includes('parked:')) },
  {
    name: 'nobody who waits for stock is ever found',
    index: (index) => altered(index, { parkedDemand: async () => [], parkedSkus: async () => [] }),
  },
  {
    name: 'a conflict is answered as if the events were written',
    commandStore: appending((append) => async (stream, expected, events) => {
      try {
        return await append(stream, expected, events);
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision) || error.actual === undefined) throw error;
        return { nextRevision: error.actual, position: 10n };
      }
    }),
  },
  {
    name: 'a read gives more events than it was asked for',
    commandStore: (store) => altered(store, { readStream: (stream, from) => store.readStream(stream, from) }),
  },
  {
    name: 'one in ten messages of the log never reaches the order process',
    processStore: (store) =>
      altered(store, {
        subscribe: (options) =>
          without(
            store.subscribe(options),
            (message) => message.kind === 'event' && message.event.position % 100n === 0n,
          ),
      }),
  },
];
