import type { CommandContext } from '../../src/application/runtime/command-context.js';
import type { PlaceOrder } from '../../src/domain/order/index.js';
import type { LineQuantity } from '../../src/domain/shared/quantities.js';
import { OrderEngine } from '../support/order-engine.js';

const START = '2026-03-01T09:00:00.000Z';
const HOUR_MS = 3_600_000;

const place = (n: number, quantity: number, changes: Partial<PlaceOrder['data']> = {}): PlaceOrder => ({
  type: 'PlaceOrder',
  data: {
    orderId: `web~${n}`,
    externalId: `${n}`,
    channel: 'web',
    customerRef: 'customer',
    method: 'ship',
    destination: { country: 'US', coordinates: { latitude: 40, longitude: -75 } },
    promise: { service: 'standard', promisedBy: '2026-03-10T18:00:00.000Z' },
    priority: 0,
    tags: [],
    lines: [{ lineId: '1', sku: 'CHAIR', quantity, unitPrice: { amountMinor: 100, currency: 'USD' } }],
    placedAt: START,
    at: START,
    ...changes,
  },
});

async function engineWith(stock: Readonly<Record<string, number>>): Promise<OrderEngine> {
  const engine = await OrderEngine.start();
  for (const [index, nodeId] of ['wh-1', 'wh-2', 'wh-3'].entries()) {
    await engine.node({
      type: 'RegisterNode',
      data: {
        nodeId,
        at: START,
        profile: {
          name: nodeId,
          nodeType: 'warehouse',
          country: 'US',
          coordinates: { latitude: 40 + index, longitude: -75 },
          methods: ['ship'],
          servesCountries: [],
          servesRegions: [],
          shippingCost: { baseMinor: 500, perHundredKmMinor: 50, currency: 'USD' },
        },
      },
    });
  }
  for (const [nodeId, quantity] of Object.entries(stock)) await receive(engine, nodeId, quantity);
  await engine.settle();
  return engine;
}

async function receive(engine: OrderEngine, nodeId: string, quantity: number): Promise<void> {
  await engine.stock({
    type: 'ReceiveStock',
    data: { sku: 'CHAIR', nodeId, quantity, at: engine.clock.now() },
  });
}

const own = (engine: OrderEngine, fulfillmentId: string) => ({ fulfillmentId, at: engine.clock.now() });
const chairs = (quantity: number): LineQuantity => ({ lineId: '1', sku: 'CHAIR', quantity });

describe('the order process, when things go wrong', () => {
  let engine: OrderEngine;
  afterEach(() => engine.stop());

  it('a reservation refused on stale figures costs one more round, never an oversell', async () => {
    engine = await engineWith({ 'wh-1': 1, 'wh-2': 1 });
    await engine.freezeFigures();
    await engine.order(place(1, 1));
    await engine.settle();
    await engine.order(place(2, 1));
    await engine.settle();
    const nodes = [await engine.orderState('web~1'), await engine.orderState('web~2')].map((order) =>
      order.allocations.filter(({ status }) => status === 'released').map(({ nodeId }) => nodeId),
    );
    expect(nodes).toEqual([['wh-1'], ['wh-2']]);
    expect((await engine.stockState('CHAIR', 'wh-1')).reserved).toBe(1);
    expect(engine.troubles).toEqual([]);
  });

  it('a silent node is replaced when its deadline passes, and only once the new one is secured', async () => {
    engine = await engineWith({ 'wh-1': 1, 'wh-2': 1 });
    await engine.order(place(1, 1));
    await engine.settle();
    await engine.pass(4 * HOUR_MS + 2_000);
    expect(await engine.story('fulfillment-main:web~1-1')).toEqual([
      'FulfillmentReleased',
      'FulfillmentTimedOut',
      'FulfillmentSuperseded',
    ]);
    const { allocations } = await engine.orderState('web~1');
    expect(allocations.filter(({ status }) => status === 'released').map(({ nodeId }) => nodeId)).toEqual([
      'wh-2',
    ]);
    expect((await engine.stockState('CHAIR', 'wh-1')).reserved).toBe(0);
    expect((await engine.stockState('CHAIR', 'wh-2')).reserved).toBe(1);
    expect(engine.troubles).toEqual([]);
  });

  it('a deadline that no longer matters changes nothing', async () => {
    engine = await engineWith({ 'wh-1': 1, 'wh-2': 1 });
    await engine.order(place(1, 1));
    await engine.settle();
    await engine.fulfillment({ type: 'AcceptFulfillment', data: own(engine, 'web~1-1') });
    await engine.pass(5 * HOUR_MS);
    expect(await engine.story('fulfillment-main:web~1-1')).toEqual([
      'FulfillmentReleased',
      'FulfillmentAccepted',
    ]);
  });

  it('a suspended node loses its open work, and keeps what is picked', async () => {
    engine = await engineWith({ 'wh-1': 2, 'wh-2': 2 });
    await engine.order(place(1, 1));
    await engine.order(place(2, 1));
    await engine.settle();
    await engine.fulfillment({ type: 'AcceptFulfillment', data: own(engine, 'web~2-1') });
    await engine.fulfillment({ type: 'PickFulfillment', data: own(engine, 'web~2-1') });
    await engine.settle();
    await engine.node({ type: 'SuspendNode', data: { nodeId: 'wh-1', at: START, reason: 'fire' } });
    await engine.settle();
    expect((await engine.story('fulfillment-main:web~1-1')).at(-1)).toBe('FulfillmentSuperseded');
    expect((await engine.story('fulfillment-main:web~2-1')).at(-1)).toBe('FulfillmentPicked');
    expect((await engine.orderState('web~1')).allocations.at(-1)?.nodeId).toBe('wh-2');
    expect(engine.troubles).toEqual([]);
  });

  it('parked demand is served by priority, then by age, as far as the units go', async () => {
    engine = await engineWith({});
    await engine.order(place(1, 2));
    await engine.settle();
    await engine.order(place(2, 2, { priority: 5 }));
    await engine.order(place(3, 2));
    await engine.settle();
    await receive(engine, 'wh-1', 4);
    await engine.pass(5_000);
    const statuses = await Promise.all(
      ['web~1', 'web~2', 'web~3'].map(async (id) => (await engine.orderState(id)).parked.length === 0),
    );
    expect(statuses).toEqual([true, true, false]);
    expect(await engine.story('order-main:web~3')).toEqual(['OrderPlaced', 'DemandParked']);
  });

  it('an order that cannot use the node where stock arrives does not take the place of one that can', async () => {
    engine = await engineWith({});
    await engine.order(place(1, 2, { method: 'pickup', pickupNodeId: 'wh-2', priority: 9 }));
    await engine.order(place(2, 2));
    await engine.settle();
    await receive(engine, 'wh-1', 2);
    await engine.settle();
    const released = (order: { readonly allocations: readonly { readonly status: string }[] }) =>
      order.allocations.map(({ status }) => status);
    expect(released(await engine.orderState('web~1'))).toEqual([]);
    expect(released(await engine.orderState('web~2'))).toEqual(['released']);
    expect(engine.troubles).toEqual([]);
  });

  it('demand parked on figures older than the last supply is tried again, and nobody has to wait for a deadline', async () => {
    engine = await engineWith({});
    await engine.freezeFigures();
    await receive(engine, 'wh-1', 1);
    await engine.settle();
    await engine.order(place(1, 1));
    await engine.settle();
    expect(await engine.story('order-main:web~1')).toEqual(['OrderPlaced', 'DemandParked']);
    engine.thawFigures();
    await engine.pass(1_000);
    expect((await engine.orderState('web~1')).allocations.map(({ status }) => status)).toEqual(['released']);
  });

  const suspended = (nodeId: string) => ({
    type: 'SuspendNode' as const,
    data: { nodeId, at: START, reason: 'fire' },
  });

  it('what is parked because its node is suspended is released when the node is back, as far as it goes', async () => {
    engine = await engineWith({ 'wh-1': 4 });
    await engine.node(suspended('wh-1'));
    const waiting = ['web~1', 'web~2', 'web~3', 'web~4'];
    await engine.order(place(1, 2));
    await engine.settle();
    await engine.order(place(2, 2));
    await engine.order(place(3, 2, { priority: 5 }));
    await engine.order(place(4, 1, { method: 'pickup', pickupNodeId: 'wh-2', priority: 9 }));
    await engine.settle();
    const stories = () => Promise.all(waiting.map((id) => engine.story(`order-main:${id}`)));
    const parked = ['OrderPlaced', 'DemandParked'];
    expect(await stories()).toEqual([parked, parked, parked, parked]);
    await engine.node({ type: 'ResumeNode', data: { nodeId: 'wh-1', at: START } });
    await engine.settle();
    const released = [...parked, 'ParkedDemandRetried', 'SourcingPlanned', 'ReservationConfirmed'];
    const all = [...released, 'AllocationSecured', 'LinesReleased'];
    expect(await stories()).toEqual([all, parked, all, parked]);
    expect(engine.troubles).toEqual([]);
  });

  it('stock that arrives at a suspended node wakes nobody until the node is back', async () => {
    engine = await engineWith({});
    await engine.node(suspended('wh-1'));
    await engine.order(place(1, 1));
    await engine.settle();
    await receive(engine, 'wh-1', 1);
    await engine.settle();
    expect(await engine.story('order-main:web~1')).toEqual(['OrderPlaced', 'DemandParked']);
    await engine.node({ type: 'ResumeNode', data: { nodeId: 'wh-1', at: START } });
    await engine.settle();
    expect((await engine.orderState('web~1')).allocations.map(({ status }) => status)).toEqual(['released']);
  });

  it('units that are withheld no longer serve who waits for them', async () => {
    engine = await engineWith({ 'wh-1': 1 });
    const withheld = (quantity: number) =>
      engine.stock({
        type: 'DefineSafetyStock',
        data: { sku: 'CHAIR', nodeId: 'wh-1', channel: '*', quantity, at: START },
      });
    await withheld(2);
    await engine.order(place(1, 1));
    await engine.settle();
    await withheld(1);
    await engine.settle();
    expect(await engine.story('order-main:web~1')).toEqual(['OrderPlaced', 'DemandParked']);
    await withheld(0);
    await engine.settle();
    expect((await engine.orderState('web~1')).allocations.map(({ status }) => status)).toEqual(['released']);
  });

  it('a node that now serves more takes those who wait for it, and nobody whom it still cannot serve', async () => {
    engine = await engineWith({});
    const [known] = engine.network.nodes('main');
    const profile = { ...known!.profile, servesCountries: ['CA'] };
    await engine.node({ type: 'RegisterNode', data: { nodeId: 'wh-9', at: START, profile } });
    await receive(engine, 'wh-9', 1);
    await engine.settle();
    await engine.order(place(1, 1, { destination: { country: 'MX' }, priority: 9 }));
    await engine.order(place(2, 1));
    await engine.settle();
    expect(await engine.story('order-main:web~2')).toEqual(['OrderPlaced', 'DemandParked']);
    const more = { ...profile, servesCountries: ['CA', 'US'] };
    await engine.node({ type: 'ReviseNodeProfile', data: { nodeId: 'wh-9', at: START, profile: more } });
    await engine.settle();
    expect(await engine.story('order-main:web~1')).toEqual(['OrderPlaced', 'DemandParked']);
    expect((await engine.orderState('web~2')).allocations.map(({ nodeId }) => nodeId)).toEqual(['wh-9']);
  });

  it('stock that was there before its node is registered serves who waits for it then', async () => {
    engine = await engineWith({});
    const [known] = engine.network.nodes('main');
    await receive(engine, 'wh-9', 1);
    await engine.order(place(1, 1));
    await engine.settle();
    const data = { nodeId: 'wh-9', at: START, profile: known!.profile };
    await engine.node({ type: 'RegisterNode', data });
    await engine.settle();
    expect((await engine.orderState('web~1')).allocations.map(({ nodeId }) => nodeId)).toEqual(['wh-9']);
  });

  it('what was lost between an event and its effect is sent again by the sweep', async () => {
    engine = await engineWith({ 'wh-1': 1 });
    await engine.process.stop();
    // A first life read everything and stored its checkpoint, but its instructions never left.
    await engine.order(place(1, 1));
    const head = await engine.log.headPosition();
    await engine.checkpoints.store('order-process', head!);
    engine.process = engine.newProcess();
    await engine.process.start();
    await engine.pass(1_000);
    expect((await engine.orderState('web~1')).allocations.map(({ status }) => status)).toEqual(['released']);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'a crash after %i commands leaves nothing undone and does nothing twice',
    async (n) => {
      engine = await engineWith({ 'wh-1': 3, 'wh-2': 1 });
      await engine.process.stop();
      const dying = engine.newProcess({ runner: diesAfter(engine, n), failureRules: neverAgain });
      await dying.start();
      await engine.order(place(1, 4));
      await engine.settle();
      // It is never stopped and stores no checkpoint: it just does nothing any more.
      engine.process = engine.newProcess({
        checkpoints: { load: async () => null, store: async () => undefined },
      });
      await engine.process.start();
      await engine.pass(1_000);
      const { allocations, lines } = await engine.orderState('web~1');
      expect(allocations.map(({ nodeId, status }) => [nodeId, status])).toEqual([
        ['wh-1', 'released'],
        ['wh-2', 'released'],
      ]);
      expect(lines.map(({ inFulfillment, unsourced }) => [inFulfillment, unsourced])).toEqual([[4, 0]]);
      for (const nodeId of ['wh-1', 'wh-2']) {
        expect(await engine.story(`stock-main:CHAIR@${nodeId}`)).toEqual(['StockReceived', 'StockReserved']);
      }
      expect(await engine.story('fulfillment-main:web~1-1')).toEqual(['FulfillmentReleased']);
      expect(await engine.story('fulfillment-main:web~1-2')).toEqual(['FulfillmentReleased']);
    },
  );
});

/** So long a pause that the dead process never wakes up within the test. */
const neverAgain = { maxAttempts: 1_000_000, retryBaseMs: 1e12, retryLimitMs: 1e12 };

/** A runner whose process dies with command `n`: the command takes effect, the answer and all that follows are lost. */
function diesAfter(engine: OrderEngine, n: number): OrderEngine['runner'] {
  const runner = engine.newRunner();
  const execute = runner.execute.bind(runner);
  let sent = 0;
  const dead = Object.create(runner) as typeof runner;
  dead.execute = async (decider, command, context: CommandContext, options) => {
    sent += 1;
    if (sent > n) throw new Error('dead');
    const result = await execute(decider, command, context, options);
    if (sent >= n) throw new Error('dead');
    return result;
  };
  return dead;
}

describe('the order process, all going well', () => {
  it('takes an order from placed to delivered, with stock out and nothing open', async () => {
    const engine = await engineWith({ 'wh-1': 5 });
    await engine.order(place(1, 2));
    await engine.settle();
    const data = own(engine, 'web~1-1');
    await engine.fulfillment({ type: 'AcceptFulfillment', data });
    await engine.fulfillment({ type: 'PickFulfillment', data });
    await engine.fulfillment({ type: 'ShipFulfillment', data: { ...data, shippedAt: START } });
    await engine.fulfillment({ type: 'DeliverFulfillment', data: { ...data, deliveredAt: START } });
    await engine.settle();
    expect(await engine.story('order-main:web~1')).toEqual([
      'OrderPlaced',
      'SourcingPlanned',
      'ReservationConfirmed',
      'AllocationSecured',
      'LinesReleased',
      'LinesPicked',
      'LinesShipped',
      'LinesDelivered',
      'OrderClosed',
    ]);
    const stock = await engine.stockState('CHAIR', 'wh-1');
    expect([stock.onHand, stock.reserved]).toEqual([3, 0]);
    expect(engine.process.status).toMatchObject({ state: 'running', inFlight: 0, parked: 0 });
    expect(engine.troubles).toEqual([]);
    await engine.stop();
  });

  it('a short pick sends the rest to another node, and the missing units await a count', async () => {
    const engine = await engineWith({ 'wh-1': 3, 'wh-2': 3 });
    await engine.order(place(1, 3));
    await engine.settle();
    const data = own(engine, 'web~1-1');
    await engine.fulfillment({ type: 'AcceptFulfillment', data });
    await engine.fulfillment({
      type: 'PickFulfillment',
      data: { ...data, lines: [{ lineId: '1', quantity: 1 }] },
    });
    await engine.settle();
    const stock = await engine.stockState('CHAIR', 'wh-1');
    expect([stock.onHand, stock.reserved, stock.suspect]).toEqual([3, 1, 2]);
    const [, second] = (await engine.orderState('web~1')).allocations;
    expect([second?.nodeId, second?.status, second?.lines]).toEqual([
      'wh-2',
      'released',
      [{ ...chairs(2), fulfilled: 0, delivered: 0 }],
    ]);
    await engine.stop();
  });
});
