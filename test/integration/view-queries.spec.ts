import { CommandBus, type Query, QueryBus } from '@nestjs/cqrs';
import type { TestingModule } from '@nestjs/testing';
import { CANDIDATE_READER, type CandidateReader } from '../../src/application/ports/candidate-reader.js';
import { ViewStoreUnavailable } from '../../src/application/ports/view-store.js';
import { MemoryViewStore } from '../../src/infrastructure/memory/memory-view-store.js';
import {
  AvailabilityQuery,
  type SkuAvailabilities,
} from '../../src/projections/availability/availability.query.js';
import { FulfillmentQuery, NodeWorkQuery } from '../../src/projections/node-work/node-work.query.js';
import {
  ProjectionStatusQuery,
  RebuildProjectionCommand,
  WaitForPositionQuery,
} from '../../src/projections/operations/operations.query.js';
import { ProjectionsNotRunning } from '../../src/projections/operations/operations.view.js';
import { OrderDecisionsQuery } from '../../src/projections/order-decisions/order-decisions.query.js';
import { OrderCountsQuery, OrderSearchQuery } from '../../src/projections/order-search/order-search.query.js';
import type { OrderSearchFilter } from '../../src/projections/order-search/order-search.index.js';
import { OrderStatusQuery } from '../../src/projections/order-status/order-status.query.js';
import type { OrderStatusAnswer } from '../../src/projections/order-status/order-status.view.js';
import { OrderTimelineQuery } from '../../src/projections/order-timeline/order-timeline.query.js';
import type { TimelineEntry } from '../../src/projections/order-timeline/order-timeline.view.js';
import { ParkedDemandQuery } from '../../src/projections/parked-demand/parked-demand.query.js';
import { InvalidCursor, NO_POSITION, type Page } from '../../src/projections/shared/answer.view.js';
import { turnUntilSettled } from '../support/fake-clock.js';
import { all, boot, clock, LAST, profile, waiting, world } from '../support/view-queries-fixture.js';

async function orderOf(queries: QueryBus, orderId: string): Promise<OrderStatusAnswer | null> {
  const { value } = await queries.execute(new OrderStatusQuery('main', orderId));
  return value && (JSON.parse(value.json.toString()) as OrderStatusAnswer);
}

async function timelinePage(queries: QueryBus, orderId: string, cursor: string | undefined) {
  const page = { limit: 10, ...(cursor === undefined ? {} : { cursor }) };
  const { value } = await queries.execute(new OrderTimelineQuery('main', orderId, page));
  return { value: JSON.parse(value.json.toString()) as Page<TimelineEntry> };
}

describe('queries of the views', () => {
  const store = new MemoryViewStore();
  let module: TestingModule;
  let queries: QueryBus;

  beforeAll(async () => {
    module = await boot(store, true);
    queries = module.get(QueryBus);
    await turnUntilSettled(clock, queries.execute(new WaitForPositionQuery(LAST, 60_000)), 10);
  });

  afterAll(async () => {
    await module.close();
  });

  const search = async (filter: OrderSearchFilter, limit = 7) =>
    all((cursor) =>
      queries.execute(new OrderSearchQuery('main', filter, { limit, ...(cursor ? { cursor } : {}) })),
    );
  const ids = (rows: readonly { readonly orderId: string }[]) => rows.map(({ orderId }) => orderId);

  describe('of an order', () => {
    test('that does not exist: null, an empty timeline and no decisions', async () => {
      expect(await queries.execute(new OrderStatusQuery('main', 'web~none'))).toEqual({
        value: null,
        position: LAST,
      });
      const timeline = await queries.execute(new OrderTimelineQuery('main', 'web~none', { limit: 5 }));
      expect(timeline.value.isEmpty).toBe(true);
      expect(JSON.parse(timeline.value.json.toString())).toEqual({ items: [], nextCursor: null });
      const decisions = await queries.execute(new OrderDecisionsQuery('main', 'web~none'));
      expect(decisions).toEqual({ value: [], position: NO_POSITION });
    });

    test('of another tenant is not found', async () => {
      const orderId = world.orderIds[0] ?? '';
      expect((await queries.execute(new OrderStatusQuery('other', orderId))).value).toBeNull();
    });

    test('is late once the promised date has passed and it is not complete', async () => {
      for (const orderId of world.orderIds) {
        const value = await orderOf(queries, orderId);
        const isOpen = value?.ended === undefined && value?.status !== 'completed';
        const hasPassed = (value?.promise.promisedBy ?? '') < clock.now();
        expect([orderId, value?.late]).toEqual([orderId, isOpen ? hasPassed : (value?.ended?.late ?? false)]);
      }
    });

    test('tells its whole story, page by page: its own events, those of its fulfillments and of its reservations', async () => {
      for (const orderId of world.orderIds.slice(0, 20)) {
        const story = await all((cursor) => timelinePage(queries, orderId, cursor));
        const expected = world.log.filter(({ event }) => {
          const data = event.data as { orderId?: string; revoked?: readonly { orderId: string }[] };
          return data.orderId === orderId || data.revoked?.some((one) => one.orderId === orderId);
        });
        expect(story.map(({ eventId }) => eventId)).toEqual(expected.map(({ eventId }) => eventId));
        expect(story.every(({ sentence }) => sentence.length > 10)).toBe(true);
      }
    });

    test('lists its sourcing runs in the order in which they were recorded', async () => {
      const orderId = world.orderIds[0] ?? '';
      const { value } = await queries.execute(new OrderDecisionsQuery('main', orderId));
      const recorded = world.log.filter(
        ({ event }) =>
          (event.data as { orderId?: string }).orderId === orderId && 'decision' in (event.data as object),
      );
      expect(value.map(({ eventId }) => eventId)).toEqual(recorded.map(({ eventId }) => eventId));
      expect(value.map(({ index }) => index)).toEqual(recorded.map((_, index) => index));
    });
  });

  describe('the search', () => {
    test('finds every order once, the newest first', async () => {
      const rows = await search({});
      expect(ids(rows).toSorted()).toEqual(world.orderIds.toSorted());
      const dates = rows.map(({ placedAt }) => placedAt);
      expect(dates).toEqual(dates.toSorted().toReversed());
    });

    test('finds by every combination what looking at every order finds', async () => {
      const rows = await search({});
      const channels = [undefined, 'web', 'nowhere'];
      const statuses = [undefined, 'closed' as const, 'held' as const];
      for (const channel of channels)
        for (const status of statuses)
          for (const customerRef of [undefined, rows[3]?.customerRef]) {
            const filter = {
              ...(channel ? { channel } : {}),
              ...(status ? { status } : {}),
              ...(customerRef ? { customerRef } : {}),
            };
            const expected = rows.filter(
              (row) =>
                (channel ?? row.channel) === row.channel &&
                (status ?? row.status) === row.status &&
                (customerRef ?? row.customerRef) === row.customerRef,
            );
            expect(ids(await search(filter, 3))).toEqual(ids(expected));
          }
    });

    test('finds by external id, also with a channel that does not fit', async () => {
      const [row] = await search({});
      const externalId = row?.externalId ?? '';
      expect(ids(await search({ externalId }))).toEqual([row?.orderId]);
      expect(await search({ externalId, channel: 'nowhere' })).toEqual([]);
    });

    test('takes the first date in and leaves the last one out', async () => {
      const rows = await search({});
      const placedFrom = rows[20]?.placedAt ?? '';
      const placedTo = rows[5]?.placedAt ?? '';
      const found = await search({ placedFrom, placedTo });
      expect(ids(found)).toEqual(
        ids(rows.filter(({ placedAt }) => placedAt >= placedFrom && placedAt < placedTo)),
      );
    });

    test('counts orders by status', async () => {
      const rows = await search({});
      const { value } = await queries.execute(new OrderCountsQuery('main'));
      const expected: Record<string, number> = {};
      for (const { status } of rows) expected[status] = (expected[status] ?? 0) + 1;
      expect(value).toEqual(expected);
    });

    test.each(['', 'garbage', Buffer.from('no member').toString('base64url')])(
      'refuses the cursor %j',
      async (cursor) => {
        const page = { limit: 5, cursor };
        await expect(queries.execute(new OrderSearchQuery('main', {}, page))).rejects.toBeInstanceOf(
          InvalidCursor,
        );
        await expect(queries.execute(new OrderTimelineQuery('main', 'web~1', page))).rejects.toBeInstanceOf(
          InvalidCursor,
        );
        await expect(queries.execute(new ParkedDemandQuery('main', page))).rejects.toBeInstanceOf(
          InvalidCursor,
        );
      },
    );
  });

  test('parked demand comes by priority, then by age, and only what is parked', async () => {
    const parked = await all((cursor) =>
      queries.execute(new ParkedDemandQuery('second', { limit: 2, ...(cursor ? { cursor } : {}) })),
    );
    const expected = waiting.orderIds.filter((orderId) => {
      const state = waiting.orderState(orderId);
      return state.status !== 'unplaced' && state.parked.length > 0;
    });
    expect(expected.length).toBeGreaterThan(4);
    expect(ids(parked).toSorted()).toEqual(expected.toSorted());
    const ranks = parked.map(({ priority, since }) => `${9 - priority} ${since}`);
    expect(ranks).toEqual(ranks.toSorted());
  });

  test('a node sees its open work alone, by promised date, in all or in one status', async () => {
    const open = world.fulfillmentIds.filter((id) => {
      const { status, work } = world.fulfillmentState(id);
      return (
        work?.nodeId === 'berlin' &&
        /^(released|timed-out|accepted|picking|picked|packed|ready-for-pickup)$/.test(status)
      );
    });
    const work = await all((cursor) =>
      queries.execute(
        new NodeWorkQuery('main', 'berlin', undefined, { limit: 3, ...(cursor ? { cursor } : {}) }),
      ),
    );
    expect(open.length).toBeGreaterThan(3);
    expect(work.map(({ fulfillmentId }) => fulfillmentId).toSorted()).toEqual(open.toSorted());
    const promises = work.map(({ promisedBy }) => promisedBy);
    expect(promises).toEqual(promises.toSorted());
    const accepted = await queries.execute(new NodeWorkQuery('main', 'berlin', 'accepted', { limit: 99 }));
    expect(accepted.value.items).toEqual(work.filter(({ status }) => status === 'accepted'));
    expect(
      (await queries.execute(new NodeWorkQuery('main', 'none', undefined, { limit: 3 }))).value.items,
    ).toEqual([]);
  });

  test('a fulfillment is found also after its end', async () => {
    const ended = world.fulfillmentIds.find((id) => world.fulfillmentState(id).status === 'delivered') ?? '';
    expect((await queries.execute(new FulfillmentQuery('main', ended))).value).toMatchObject({
      status: 'delivered',
      open: false,
    });
    expect((await queries.execute(new FulfillmentQuery('main', 'none'))).value).toBeNull();
  });

  test('availability comes in the order asked, unknown skus with zeros', async () => {
    const { value, position } = await queries.execute(
      new AvailabilityQuery('main', ['lamp', 'unknown', 'chair'], 'web'),
    );
    const items = (JSON.parse(value.toString()) as SkuAvailabilities).items;
    expect(position).toBe(LAST);
    expect(items.map(({ sku }) => sku)).toEqual(['lamp', 'unknown', 'chair']);
    expect(items[1]).toEqual({
      sku: 'unknown',
      channel: 'web',
      total: { onHand: 0, reserved: 0, damaged: 0, suspect: 0, pickable: 0, atf: 0 },
      nodes: [],
    });
    for (const { sku, nodes } of items)
      for (const { nodeId, onHand, reserved } of nodes) {
        const state = world.stockState(sku, nodeId);
        expect([sku, nodeId, onHand, reserved]).toEqual([sku, nodeId, state.onHand, state.reserved]);
      }
  });

  test('sourcing gets every node of the network with its stock and its workload', async () => {
    const reader = module.get<CandidateReader>(CANDIDATE_READER);
    const { candidates, logPosition } = await reader.candidates('main', 'web', ['lamp', 'unknown']);
    const { value } = await queries.execute(new AvailabilityQuery('main', ['lamp'], 'web'));
    const work = await queries.execute(new NodeWorkQuery('main', 'berlin', undefined, { limit: 999 }));
    expect(logPosition).toBe(LAST);
    const [lamp] = (JSON.parse(value.toString()) as SkuAvailabilities).items;
    const lamps = lamp?.nodes.find(({ nodeId }) => nodeId === 'berlin')?.atf;
    const { name: _, ...facts } = profile;
    expect(candidates).toEqual([
      {
        nodeId: 'berlin',
        ...facts,
        active: true,
        openFulfillments: work.value.items.length,
        atf: { lamp: lamps, unknown: 0 },
      },
      {
        nodeId: 'nowhere',
        ...facts,
        region: 'North',
        active: false,
        openFulfillments: 0,
        atf: { lamp: 0, unknown: 0 },
      },
    ]);
  });

  describe('a process without the role projections', () => {
    test('answers queries and waits, says how the views stand, and rebuilds nothing', async () => {
      const other = await boot(store, false);
      const orderId = world.orderIds[0] ?? '';
      expect((await orderOf(other.get(QueryBus), orderId))?.orderId).toBe(orderId);
      expect(await other.get(QueryBus).execute(new WaitForPositionQuery(LAST, 1_000))).toEqual({
        reached: true,
        position: LAST,
      });
      const status = await other.get(QueryBus).execute(new ProjectionStatusQuery());
      expect(status).toEqual(await queries.execute(new ProjectionStatusQuery()));
      const rebuild = other.get(CommandBus).execute(new RebuildProjectionCommand('availability'));
      await expect(rebuild).rejects.toBeInstanceOf(ProjectionsNotRunning);
      await other.close();
    });

    test('says of views that nobody has built that they have no position', async () => {
      const other = await boot(new MemoryViewStore(), false);
      const status = await other.get(QueryBus).execute(new ProjectionStatusQuery());
      expect(status.map(({ state, position }) => [state, position])).toEqual(
        status.map(() => ['building', null]),
      );
    });

    test.each<[string, Query<unknown>]>([
      ['availability', new AvailabilityQuery('main', ['lamp'])],
      ['an order', new OrderStatusQuery('main', 'unknown')],
      ['a timeline', new OrderTimelineQuery('main', 'unknown', { limit: 5 })],
      ['a search', new OrderSearchQuery('main', {}, { limit: 5 })],
      ['counts', new OrderCountsQuery('main')],
      ['node work', new NodeWorkQuery('main', 'berlin', undefined, { limit: 5 })],
      ['a fulfillment', new FulfillmentQuery('main', 'unknown')],
      ['parked demand', new ParkedDemandQuery('main', { limit: 5 })],
    ])('refuses %s from views that nobody has built', async (_name, query) => {
      const other = await boot(new MemoryViewStore(), false);
      await expect(other.get(QueryBus).execute(query)).rejects.toBeInstanceOf(ViewStoreUnavailable);
      await other.close();
    });
  });

  test('a view is rebuilt on command', async () => {
    const report = await module.get(CommandBus).execute(new RebuildProjectionCommand('node-work'));
    expect(report).toMatchObject({ name: 'node-work', generation: '1-1', differingKeys: [], position: LAST });
  });
});
