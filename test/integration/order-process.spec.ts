import type { CommandContext } from '../../src/application/runtime/command-context.js';
import type { OrderEngine } from '../support/order-engine.js';
import { chairs, engineWith, own, place, START } from '../support/order-engine-fixture.js';

const HOUR_MS = 3_600_000;

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

  it('a suspended node loses its open work even if the index of open work was emptied a moment before', async () => {
    engine = await engineWith({ 'wh-1': 1, 'wh-2': 1 });
    await engine.order(place(1, 1));
    await engine.settle();
    await engine.index.clear();
    await engine.node({ type: 'SuspendNode', data: { nodeId: 'wh-1', at: START, reason: 'fire' } });
    await engine.pass(1_000);
    expect((await engine.story('fulfillment-main:web~1-1')).at(-1)).toBe('FulfillmentSuperseded');
    expect((await engine.orderState('web~1')).allocations.at(-1)?.nodeId).toBe('wh-2');
    expect(engine.troubles).toEqual([
      'retrying: ProcessIndexUnavailable: the process index has lost something',
    ]);
  });

  it('work planned to a node that was suspended meanwhile does not stay there', async () => {
    engine = await engineWith({ 'wh-1': 1, 'wh-2': 1 });
    // From here on sourcing knows the network as it is now.
    await engine.network.stop();
    await engine.node({ type: 'SuspendNode', data: { nodeId: 'wh-1', at: START, reason: 'fire' } });
    await engine.settle();
    await engine.order(place(1, 1));
    await engine.settle();
    const { allocations } = await engine.orderState('web~1');
    expect(allocations.map(({ nodeId, status }) => [nodeId, status])).toEqual([
      ['wh-1', 'dropped'],
      ['wh-2', 'released'],
    ]);
    expect((await engine.stockState('CHAIR', 'wh-1')).reserved).toBe(0);
    expect(engine.troubles).toEqual([]);
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
