import { END, START, eventTypeFilter, excludeSystemEvents, streamNameFilter } from '@eventstore/db-client';
import type { AllStreamSubscription, Filter, Position, SubscribeToAllOptions } from '@eventstore/db-client';
import type { ContractStore } from './event-store.support.js';
import { event, events, newPrefix, newStream, upTo } from './event-store.support.js';
import { SubscriptionLog } from './event-store.subscription-log.js';

const numbered = (from: number, to: number) => upTo(to - from + 1).map((step) => `0:${from + step}`);

const isIncreasing = (positions: readonly Position[]) =>
  positions.every(({ commit }, index) => index === 0 || commit > positions[index - 1]!.commit);

/** Catch-up subscriptions to all streams, with and without filters. */
export function allSubscriptionContract(store: ContractStore): void {
  const open: SubscriptionLog[] = [];
  const follow = (subscription: AllStreamSubscription, streams: string[]) => {
    const log = new SubscriptionLog(subscription, streams);
    open.push(log);
    return log;
  };
  const subscribe = (streams: string[], options: SubscribeToAllOptions) =>
    follow(store.client.subscribeToAll(options), streams);
  /** The filter's checkpoints go into the log. */
  const subscribeFiltered = (streams: string[], filter: Filter, from?: Position) => {
    const checkpoints: { reached?: SubscriptionLog['checkpointReached'] } = {};
    filter.checkpointReached = async (s, position) => checkpoints.reached?.(s, position);
    const log = subscribe(streams, { filter, ...(from && { fromPosition: from }) });
    checkpoints.reached = log.checkpointReached;
    return log;
  };
  /** A place in the log after which only this case writes. */
  const here = async (): Promise<Position> => {
    const { position } = await store.client.appendToStream(newStream(), event('Marker'));
    return position!;
  };
  afterEach(async () => {
    for (const log of open.splice(0)) await log.stop();
  });

  describe('subscription to all streams', () => {
    it('from the start gives all there is, then goes on live', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(3));
      const log = subscribe([stream], { fromPosition: START });
      await log.untilCaughtUp();
      await store.client.appendToStream(stream, event());
      await log.untilEvents(4);
      expect(log.entries).toEqual(['confirmed', '0:0', '0:1', '0:2', 'caught up', '0:3']);
    });

    it('begins after the position it is given', async () => {
      const stream = newStream();
      const { position } = await store.client.appendToStream(stream, events(3));
      await store.client.appendToStream(stream, events(2));
      const log = subscribe([stream], { fromPosition: position! });
      await log.untilEvents(2);
      expect(log.events).toEqual(numbered(3, 4));
    });

    it('from the end gives only what comes', async () => {
      const stream = newStream();
      await store.client.appendToStream(stream, events(3));
      const log = subscribe([stream], { fromPosition: END });
      await log.untilCaughtUp();
      await store.client.appendToStream(stream, event());
      await log.untilEvents(1);
      expect(log.entries).toEqual(['confirmed', 'caught up', '0:3']);
    });

    it('gives the events of all streams in the order of the log', async () => {
      const from = await here();
      const streams = [newStream(), newStream()];
      const log = subscribe(streams, { fromPosition: from });
      for (const number of upTo(6)) await store.client.appendToStream(streams[number % 2]!, event());
      await log.untilEvents(6);
      expect(log.events).toEqual(['0:0', '1:0', '0:1', '1:1', '0:2', '1:2']);
    });

    it('loses and repeats nothing while others append', async () => {
      const from = await here();
      const stream = newStream();
      await store.client.appendToStream(stream, events(300));
      const appending = Promise.all(upTo(300).map(() => store.client.appendToStream(stream, event())));
      const log = subscribe([stream], { fromPosition: from });
      await appending;
      await log.untilEvents(600);
      expect(log.events).toEqual(numbered(0, 599));
    });

    it('goes on from the position of any event', async () => {
      const stream = newStream();
      const { position } = await store.client.appendToStream(stream, event());
      await store.client.appendToStream(stream, events(10));
      const first = store.client.subscribeToAll({ fromPosition: position! });
      const seen: Position[] = [];
      first.on('data', ({ event: e }) => seen.push(e!.position));
      await follow(first, [stream]).untilEvents(4);
      const log = subscribe([stream], { fromPosition: seen[3]! });
      await log.untilEvents(6);
      expect(log.events.slice(0, 6)).toEqual(numbered(5, 10));
    });
  });

  describe('filter', () => {
    const cases = (prefix: string): [string, Filter][] => [
      ['prefixes of stream names', streamNameFilter({ prefixes: [`${prefix}no`, `${prefix}a`] })],
      ['a pattern of stream names', streamNameFilter({ regex: `^${prefix}a.*$` })],
      ['prefixes of event types', eventTypeFilter({ prefixes: [`${prefix}A`] })],
      ['a pattern of event types', eventTypeFilter({ regex: `^${prefix}A[a-z]+$` })],
    ];
    const PREFIX = newPrefix();

    it.each(cases(PREFIX))('by %s gives the events that match, stored and live', async (_, filter) => {
      const prefix = PREFIX;
      const from = await here();
      const [wanted, other] = [`${prefix}a-${newStream()}`, `${prefix}b-${newStream()}`];
      const write = async () => {
        await store.client.appendToStream(other, event(`${prefix}Bad`));
        await store.client.appendToStream(wanted, event(`${prefix}Added`));
      };
      await write();
      const log = subscribeFiltered([wanted, other], filter, from);
      await log.untilCaughtUp();
      await write();
      await log.untilEvents(2);
      expect(log.events).toEqual(['0:0', '0:1']);
    });

    it('excludes system events', async () => {
      const from = await here();
      const stream = newStream();
      const log = subscribe([stream, `$$${stream}`], { fromPosition: from, filter: excludeSystemEvents() });
      await store.client.appendToStream(stream, event());
      await store.client.setStreamMetadata(stream, { maxCount: 5 });
      await store.client.appendToStream(stream, event());
      await log.untilEvents(2);
      expect(log.events).toEqual(['0:0', '0:1']);
    });
  });

  describe('checkpoint', () => {
    const nothing = (checkpointInterval: number, maxSearchWindow: number) =>
      streamNameFilter({ prefixes: [newPrefix()], checkpointInterval, maxSearchWindow });

    it('comes while catching up though nothing matches, and increases', async () => {
      const from = await here();
      const { position } = await store.client.appendToStream(newStream(), events(100));
      const log = subscribeFiltered([], nothing(1, 10), from);
      await log.untilCaughtUp();
      await log.until(({ checkpoints }) => (checkpoints.at(-1)?.commit ?? 0n) >= position!.commit);
      expect(log.checkpoints.length).toBeGreaterThanOrEqual(10);
      expect(isIncreasing(log.checkpoints)).toBe(true);
    });

    it('comes live though nothing matches, and increases', async () => {
      const log = subscribeFiltered([], nothing(1, 5), await here());
      await log.untilCaughtUp();
      const before = log.checkpoints.length;
      const stream = newStream();
      for (const _ of upTo(20)) await store.client.appendToStream(stream, event());
      await log.until(({ checkpoints }) => checkpoints.length >= before + 4);
      expect(isIncreasing(log.checkpoints)).toBe(true);
    });

    it('comes less often with a greater interval', async () => {
      const from = await here();
      await store.client.appendToStream(newStream(), events(200));
      const often = subscribeFiltered([], nothing(1, 10), from);
      const seldom = subscribeFiltered([], nothing(10, 10), from);
      await often.untilCaughtUp();
      await seldom.untilCaughtUp();
      expect(seldom.checkpoints.length).toBeGreaterThan(0);
      expect(seldom.checkpoints.length).toBeLessThan(often.checkpoints.length);
    });

    it('is a place from which nothing is lost or repeated', async () => {
      const from = await here();
      const prefix = newPrefix();
      const streams = [`${prefix}wanted`, newStream()];
      for (const number of upTo(40)) await store.client.appendToStream(streams[number % 2]!, event());
      const filter = () =>
        streamNameFilter({ prefixes: [prefix], checkpointInterval: 1, maxSearchWindow: 7 });
      const first = subscribeFiltered(streams, filter(), from);
      await first.until(({ checkpoints }) => checkpoints.length >= 2);
      const checkpoint = first.checkpoints[1]!;
      await first.stop();
      const second = subscribeFiltered(streams, filter(), checkpoint);
      await second.untilCaughtUp();
      const missing = second.events[0];
      const firstPart = numbered(0, Number(missing?.slice(2)) - 1);
      expect([...firstPart, ...second.events]).toEqual(numbered(0, 19));
      expect(first.events.slice(0, firstPart.length)).toEqual(firstPart);
    });
  });
}
