import type { OrderEngine } from '../support/order-engine.js';
import { engineWith, place, receive, START } from '../support/order-engine-fixture.js';

const suspended = (nodeId: string) => ({
  type: 'SuspendNode' as const,
  data: { nodeId, at: START, reason: 'fire' },
});

describe('demand that waits', () => {
  let engine: OrderEngine;
  afterEach(() => engine.stop());

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

  it('stock that arrives just after the index was emptied still serves who waits for it', async () => {
    engine = await engineWith({});
    await engine.order(place(1, 2));
    await engine.settle();
    await engine.index.clear();
    await receive(engine, 'wh-1', 2);
    await engine.pass(1_000);
    expect((await engine.orderState('web~1')).allocations.map(({ status }) => status)).toEqual(['released']);
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
});
