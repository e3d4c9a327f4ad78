import type { Json } from '../support/api-fixture.js';
import { audit, isAlive } from '../support/engine-process.js';
import { engineSuite, ledger, loads, works } from '../support/engine-suite.js';

const suite = engineSuite();

describe('a cancellation', () => {
  it('of an order that no node has yet takes effect at once', async () => {
    const scene = suite.scene('cancel-early');
    await scene.nodesWith('chair', { a: 0 });
    const order = await scene.place({ lines: { chair: 2 } });
    await scene.orderBecomes(order, 'parked');

    expect((await scene.ask(order, 'cancel', { reason: 'changed my mind' })).status).toBe(200);

    const view = await scene.orderBecomes(order, 'cancelled');
    expect(ledger(view)).toEqual([{ ordered: 2, cancelled: 2 }]);
    expect(view.ended.reason).toBe('changed my mind');
    expect(works(view)).toEqual([]);
    expect((await scene.ask(order, 'cancel', { reason: 'changed my mind' })).body.outcome).toBe('unchanged');
  });

  it('takes the work back from the node that has it, and gives the units free', async () => {
    const scene = suite.scene('cancel-at-node');
    await scene.nodesWith('chair', { a: 5 });
    const order = await scene.place({ lines: { chair: 2 } });
    await scene.work(order, 1, 'released');
    await scene.act(order, 1, 'accept', 'pick', 'pack');

    expect((await scene.ask(order, 'cancel', { reason: 'too slow' })).status).toBe(200);

    const view = await scene.orderBecomes(order, 'cancelled');
    expect(works(view)).toEqual([[scene.id('a'), 'ship', 'cancelled']]);
    await scene.figuresBecome('chair', 'a', [5, 0, 0]);
    const refused = await scene.tryAct(order, 1, 'ship');
    expect([refused.status, refused.body.code]).toEqual([409, 'FULFILLMENT_WITHDRAWN']);
  });

  it('at the very moment of shipping has one winner, and stock and order agree which', async () => {
    const scene = suite.scene('cancel-race');
    await scene.nodesWith('chair', { a: 8 });
    const orders = await Promise.all(Array.from({ length: 8 }, () => scene.place({ lines: { chair: 1 } })));
    for (const order of orders) {
      await scene.work(order, 1, 'released');
      await scene.act(order, 1, 'accept', 'pick', 'pack');
    }

    const shipments = await Promise.all(
      orders.map(async (order) => {
        const [shipped] = await Promise.all([
          scene.tryAct(order, 1, 'ship'),
          scene.ask(order, 'cancel', { reason: 'too slow' }),
        ]);
        return shipped.status;
      }),
    );

    for (const [index, order] of orders.entries()) {
      if (shipments[index] === 200) await scene.act(order, 1, 'deliver');
      await scene.orderBecomes(order, shipments[index] === 200 ? 'closed' : 'cancelled');
    }
    const left = shipments.filter((status) => status === 200).length;
    await scene.figuresBecome('chair', 'a', [8 - left, 0, 0]);
  });

  it('that comes after the goods have left is refused, and they go on to the customer', async () => {
    const scene = suite.scene('cancel-late');
    await scene.nodesWith('chair', { a: 5 });
    const order = await scene.place({ lines: { chair: 2 } });
    await scene.work(order, 1, 'released');
    await scene.act(order, 1, 'accept', 'pick', 'pack', 'ship');
    await scene.orderBecomes(order, 'shipped');

    const answer = await scene.ask(order, 'cancel', { reason: 'too slow' });

    expect([answer.status, answer.body.code]).toEqual([409, 'NOTHING_TO_CANCEL']);
    await scene.act(order, 1, 'deliver');
    expect(ledger(await scene.orderBecomes(order, 'closed'))).toEqual([{ ordered: 2, fulfilled: 2 }]);
  });

  it('of one line leaves the others to go on', async () => {
    const scene = suite.scene('cancel-line');
    await scene.nodesWith('chair', { a: 5 });
    await scene.receive('lamp', 'a', 3);
    const order = await scene.place({ lines: { chair: 2, lamp: 3 } });
    await scene.work(order, 1, 'released');

    const answer = await scene.ask(order, 'lines/2/cancel', { quantity: 2, reason: 'one will do' });

    expect(answer.status).toBe(200);
    const isCancelled = (view: Json): boolean => view.lines[1].cancelled === 2;
    const view = await scene.orderWhen(order, 'two lamps are cancelled', isCancelled);
    expect(view.status).toBe('in-fulfillment');
    await scene.figuresBecome('lamp', 'a', [3, 1, 0]);
    await scene.act(order, 1, 'accept', 'pick', 'pack', 'ship', 'deliver');
    expect(ledger(await scene.orderBecomes(order, 'closed'))).toEqual([
      { ordered: 2, fulfilled: 2 },
      { ordered: 3, cancelled: 2, fulfilled: 1 },
    ]);
    await scene.figuresBecome('chair', 'a', [3, 0, 0]);
    await scene.figuresBecome('lamp', 'a', [2, 0, 0]);
  });
});

describe('a hold', () => {
  it('stops sourcing, even when stock arrives, and its release lets the order go on', async () => {
    const scene = suite.scene('hold');
    await scene.nodesWith('chair', { a: 0 });
    const held = await scene.place({ lines: { chair: 2 } });
    await scene.orderBecomes(held, 'parked');
    expect((await scene.ask(held, 'hold', { holdType: 'fraud', reason: 'score' })).status).toBe(200);

    await scene.receive('chair', 'a', 10);
    const other = await scene.place({ lines: { chair: 1 } });
    await scene.work(other, 1, 'released');

    const view = await scene.orderBecomes(held, 'held');
    expect(works(view)).toEqual([]);
    await scene.figuresBecome('chair', 'a', [10, 1, 0]);
    expect((await scene.ask(held, 'release', { holdType: 'fraud' })).status).toBe(200);
    await scene.work(held, 1, 'released');
    await scene.act(held, 1, 'accept', 'pick', 'pack', 'ship', 'deliver');
    await scene.orderBecomes(held, 'closed');
  });
});

describe('a pickup', () => {
  it('that the customer does not come for is put back on the shelf, cancelled, and never sourced again', async () => {
    const scene = suite.scene('no-show');
    await scene.node('store', 'store');
    await scene.node('other', 'store');
    await scene.receive('chair', 'store', 2);
    await scene.receive('chair', 'other', 9);
    await suite.usePolicy({ pickupWindowSeconds: 1 });
    const order = await scene.place({ lines: { chair: 2 }, pickupAt: 'store' });
    await scene.work(order, 1, 'released');
    await scene.act(order, 1, 'accept', 'pick', 'ready');

    const view = await scene.orderBecomes(order, 'cancelled');

    expect(works(view)).toEqual([[scene.id('store'), 'pickup', 'not-collected']]);
    expect(view.ended.reason).toBe('no-show');
    await scene.figuresBecome('chair', 'store', [2, 0, 0]);
    expect(await scene.figures('chair', 'other')).toEqual([9, 0, 0]);
    expect(await scene.decisions(order)).toHaveLength(1);
    const late = await scene.tryAct(order, 1, 'collect');
    expect([late.status, late.body.code]).toEqual([409, 'FULFILLMENT_CLOSED']);
    await suite.usePolicy({});
  });

  it('is collected at its store, though a warehouse is nearer', async () => {
    const scene = suite.scene('collect');
    await scene.nodesWith('chair', { warehouse: 9 });
    await scene.node('store', 'store');
    await scene.receive('chair', 'store', 2);
    const order = await scene.place({ lines: { chair: 2 }, pickupAt: 'store' });
    await scene.work(order, 1, 'released');
    await scene.act(order, 1, 'accept', 'pick', 'ready');
    await scene.orderBecomes(order, 'ready-for-pickup');

    await scene.act(order, 1, 'collect');

    const view = await scene.orderBecomes(order, 'closed');
    expect(works(view)).toEqual([[scene.id('store'), 'pickup', 'collected']]);
    await scene.figuresBecome('chair', 'store', [0, 0, 0]);
  });
});

describe('an order to ship', () => {
  it('goes from the nearest warehouse to the customer, step by step', async () => {
    const scene = suite.scene('ship');
    await scene.nodesWith('chair', { a: 5, b: 5 });
    const order = await scene.place({ lines: { chair: 2 } });
    await scene.work(order, 1, 'released');
    await scene.figuresBecome('chair', 'a', [5, 2, 0]);
    await scene.act(order, 1, 'accept', 'start-picking', 'pick', 'pack');
    await scene.work(order, 1, 'packed');

    await scene.act(order, 1, 'ship');
    const shipped = await scene.orderBecomes(order, 'shipped');
    expect(shipped.fulfillments[0].parcels).toEqual([{ parcelId: 'parcel-1', carrier: 'ground' }]);
    await scene.figuresBecome('chair', 'a', [3, 0, 0]);
    await scene.act(order, 1, 'deliver');

    const view = await scene.orderBecomes(order, 'closed');
    expect(works(view)).toEqual([[scene.id('a'), 'ship', 'delivered']]);
    expect(ledger(view)).toEqual([{ ordered: 2, fulfilled: 2 }]);
    expect([view.ended.late, view.late, view.resourcings]).toEqual([false, false, 0]);
    const types = (await scene.timeline(order)).map(({ type }) => String(type));
    expect(types.slice(0, 9)).toEqual([
      'OrderPlaced',
      'SourcingPlanned',
      'StockReserved',
      'ReservationConfirmed',
      'AllocationSecured',
      'FulfillmentReleased',
      'LinesReleased',
      'FulfillmentAccepted',
      'PickingStarted',
    ]);
    expect(types.slice(9).sort((one, other) => one.localeCompare(other))).toEqual([
      'FulfillmentDelivered',
      'FulfillmentPacked',
      'FulfillmentPicked',
      'FulfillmentShipped',
      'LinesDelivered',
      'LinesPicked',
      'LinesShipped',
      'OrderClosed',
      'ReservationCommitted',
      'ReservationConsumed',
    ]);
  });

  it('is sent by the supplier when nobody else has the goods', async () => {
    const scene = suite.scene('drop-ship');
    await scene.nodesWith('lamp', { a: 5 });
    await scene.node('supplier', 'drop-shipper');
    await scene.receive('sofa', 'supplier', 4);
    const order = await scene.place({ lines: { sofa: 1 } });
    await scene.work(order, 1, 'released');

    await scene.act(order, 1, 'accept', 'pick', 'pack', 'ship', 'deliver');

    const view = await scene.orderBecomes(order, 'closed');
    expect(works(view)).toEqual([[scene.id('supplier'), 'drop-ship', 'delivered']]);
    await scene.figuresBecome('sofa', 'supplier', [3, 0, 0]);
  });

  it('that no single node can do is split, and closes with its last parcel', async () => {
    const scene = suite.scene('split');
    await scene.nodesWith('chair', { a: 2, b: 3 });
    const order = await scene.place({ lines: { chair: 4 } });
    const first = await scene.work(order, 1, 'released');
    await scene.work(order, 2, 'released');
    expect(loads(first)).toHaveLength(2);

    await scene.act(order, 1, 'accept', 'pick', 'pack', 'ship', 'deliver');
    await scene.orderBecomes(order, 'partially-completed');
    await scene.act(order, 2, 'accept', 'pick', 'pack', 'ship', 'deliver');

    expect(ledger(await scene.orderBecomes(order, 'closed'))).toEqual([{ ordered: 4, fulfilled: 4 }]);
  });
});

describe('the engine, after all of that', () => {
  it('has a clean log, stops when it is asked to, and leaves no process behind', async () => {
    const report = await audit(suite.dir.path);
    expect(report.output).toContain('Clean: no violation.');
    expect(report.code).toBe(0);
    expect((await suite.client.read('/v1/operations/parked-work')).items).toEqual([]);
    const children = suite.engine.children().map(({ pid }) => pid);
    expect(children).toHaveLength(2);

    const end = await suite.engine.stop();

    expect([end.code, end.signal]).toEqual([0, null]);
    expect(children.filter(isAlive)).toEqual([]);
  });
});
