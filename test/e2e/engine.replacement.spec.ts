import type { Json } from '../support/api-fixture.js';
import { readLog } from '../support/engine-log.js';
import { audit } from '../support/engine-process.js';
import type { Scene } from '../support/engine-scene.js';
import { engineSuite, ledger, works } from '../support/engine-suite.js';

const suite = engineSuite();
const DONE = ['accept', 'pick', 'pack', 'ship', 'deliver'] as const;

/** An order for chairs that node a has been handed. */
async function atNode(scene: Scene, units: number, stock: Readonly<Record<string, number>>): Promise<number> {
  await scene.nodesWith('chair', stock);
  const order = await scene.place({ lines: { chair: units } });
  await scene.work(order, 1, 'released');
  return order;
}

/** The same with a node that has two seconds to accept; everybody else has hours. */
async function atHurriedNode(scene: Scene, stock: Readonly<Record<string, number>>): Promise<number> {
  await suite.usePolicy({ acceptWithinSeconds: 2 });
  const order = await atNode(scene, 2, stock);
  await suite.usePolicy({});
  return order;
}

const byHand = (scene: Scene, order: number, n = 1): ReturnType<Scene['ask']> =>
  scene.ask(order, `fulfillments/${encodeURIComponent(scene.fulfillmentId(order, n))}/resource`);

const statuses = (view: Json): readonly (string | undefined)[] => works(view).map(([, , status]) => status);
const isParkedFor = (fulfillmentId: string) => (view: Json) =>
  view.parked.some(({ replaces }: Json) => replaces === fulfillmentId);

/** Fulfillment 2 was secured before 1 was superseded, and its node told only after that. */
async function expectOrderOfReplacement(scene: Scene, order: number): Promise<void> {
  const timeline = await scene.timeline(order);
  const place = (type: string, n: number): number =>
    timeline.findIndex((one) => one.type === type && one.fulfillmentId === scene.fulfillmentId(order, n));
  const steps = [
    place('FulfillmentReleased', 1),
    timeline.findIndex(({ type }) => type === 'DemandReopened'),
    place('StockReserved', 2),
    place('AllocationSecured', 2),
    place('FulfillmentSuperseded', 1),
    place('FulfillmentReplaced', 1),
    place('FulfillmentReleased', 2),
  ];
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
  expect(steps).toEqual([...steps].sort((one, other) => one - other));
}

describe('a replacement that is not to be had', () => {
  it('leaves the silent node its work: it may accept late, and the customer gets the goods', async () => {
    const scene = suite.scene('late-accept');
    const order = await atHurriedNode(scene, { a: 5, b: 0 });
    const view = await scene.orderWhen(order, 'search parked', isParkedFor(scene.fulfillmentId(order, 1)));
    expect(statuses(view)).toEqual(['timed-out']);
    expect(ledger(view)).toEqual([{ ordered: 2, inFulfillment: 2 }]);
    expect(view.fulfillments[0].replacementSought).toBe('acceptance-timeout');
    const waiting = (await suite.client.read('/v1/parked?limit=200')).items;
    expect(waiting.map(({ orderId }: Json) => orderId)).toContain(scene.orderId(order));

    await scene.act(order, 1, ...DONE);

    const closed = await scene.orderBecomes(order, 'closed');
    expect(statuses(closed)).toEqual(['delivered']);
    expect(closed.parked).toEqual([]);
    const types = (await scene.timeline(order)).map(({ type }) => type);
    expect(types.filter((type) => type === 'ReplacementAbandoned')).toHaveLength(1);
    await scene.figuresBecome('chair', 'a', [3, 0, 0]);
  });

  it('is had when stock arrives, and only then the old node loses the work', async () => {
    const scene = suite.scene('late-stock');
    const order = await atNode(scene, 2, { a: 5, b: 0 });
    expect((await byHand(scene, order)).status).toBe(200);
    const parked = await scene.orderWhen(order, 'search parked', isParkedFor(scene.fulfillmentId(order, 1)));
    expect(statuses(parked)).toEqual(['released']);

    await scene.receive('chair', 'b', 2);

    expect(statuses(await scene.work(order, 2, 'released'))).toEqual(['superseded', 'released']);
    await expectOrderOfReplacement(scene, order);
  });

  it('in full is not sought in part', async () => {
    const scene = suite.scene('all-or-nothing');
    const order = await atNode(scene, 3, { a: 5, b: 1, c: 1 });

    await byHand(scene, order);

    const view = await scene.orderWhen(order, 'search parked', isParkedFor(scene.fulfillmentId(order, 1)));
    expect(statuses(view)).toEqual(['released']);
    for (const node of ['b', 'c']) expect(await scene.figures('chair', node)).toEqual([1, 0, 0]);
  });

  it('because the customer comes to that store changes nothing behind the customer’s back', async () => {
    const scene = suite.scene('pickup');
    for (const node of ['chosen', 'other']) {
      await scene.node(node, 'store');
      await scene.receive('chair', node, 5);
    }
    const standing = await scene.place({ lines: { chair: 1 }, pickupAt: 'chosen' });
    const declined = await scene.place({ lines: { chair: 1 }, pickupAt: 'chosen' });
    await scene.work(standing, 1, 'released');
    await scene.work(declined, 1, 'released');

    await byHand(scene, standing);
    await scene.act(declined, 1, ['reject', { reason: 'not-found' }]);

    const kept = await scene.orderWhen(standing, 'parked', isParkedFor(scene.fulfillmentId(standing, 1)));
    expect(works(kept)).toEqual([[scene.id('chosen'), 'pickup', 'released']]);
    const view = await scene.orderBecomes(declined, 'parked');
    expect(works(view)).toEqual([[scene.id('chosen'), 'pickup', 'rejected']]);
    expect(await scene.figures('chair', 'other')).toEqual([5, 0, 0]);
    await scene.act(standing, 1, 'accept', 'pick', 'ready', 'collect');
    await scene.orderBecomes(standing, 'closed');
  });
});

describe('a node that is silent', () => {
  it('is replaced: the new one is secured first, then the old one is told, then the new one', async () => {
    const scene = suite.scene('timeout');
    const order = await atHurriedNode(scene, { a: 5, b: 5 });

    const view = await scene.work(order, 2, 'released');

    expect(works(view)).toEqual([
      [scene.id('a'), 'ship', 'superseded'],
      [scene.id('b'), 'ship', 'released'],
    ]);
    await expectOrderOfReplacement(scene, order);
    await scene.figuresBecome('chair', 'a', [5, 0, 0]);
    const late = await scene.tryAct(order, 1, 'accept');
    expect([late.status, late.body.code]).toEqual([409, 'FULFILLMENT_WITHDRAWN']);
    await scene.act(order, 2, ...DONE);
    expect(ledger(await scene.orderBecomes(order, 'closed'))).toEqual([{ ordered: 2, fulfilled: 2 }]);
  });

  it('but accepts in time is left in peace', async () => {
    const scene = suite.scene('in-time');
    await suite.usePolicy({ acceptWithinSeconds: 2 });
    const order = await atNode(scene, 1, { a: 5, b: 5 });
    await scene.act(order, 1, 'accept');
    const silent = await scene.place({ lines: { chair: 1 } });
    await suite.usePolicy({});

    await scene.work(silent, 2, 'released');

    expect(statuses(await scene.orderBecomes(order, 'in-fulfillment'))).toEqual(['accepted']);
  });
});

describe('a node that is suspended', () => {
  it('loses what it has not picked, and gets nothing new until it is back', async () => {
    const scene = suite.scene('suspend');
    const released = await atNode(scene, 1, { a: 9, b: 9 });
    const [accepted, picked] = [
      await scene.place({ lines: { chair: 1 } }),
      await scene.place({ lines: { chair: 1 } }),
    ];
    await scene.work(accepted, 1, 'released');
    await scene.act(accepted, 1, 'accept');
    await scene.work(picked, 1, 'released');
    await scene.act(picked, 1, 'accept', 'pick');
    await scene.work(picked, 1, 'picked');

    await suite.client.command(`/v1/nodes/${scene.id('a')}/suspend`, { reason: 'power cut' });

    for (const order of [released, accepted]) {
      expect(statuses(await scene.work(order, 2, 'released'))).toEqual(['superseded', 'released']);
      await expectOrderOfReplacement(scene, order);
    }
    await scene.act(picked, 1, 'pack', 'ship', 'deliver');
    expect(statuses(await scene.orderBecomes(picked, 'closed'))).toEqual(['delivered']);
    const during = await scene.place({ lines: { chair: 1 } });
    expect(works(await scene.work(during, 1, 'released'))[0]?.[0]).toBe(scene.id('b'));
    await suite.client.command(`/v1/nodes/${scene.id('a')}/resume`);
    await suite.usePolicy({});
    const after = await scene.place({ lines: { chair: 1 } });
    expect(works(await scene.work(after, 1, 'released'))[0]?.[0]).toBe(scene.id('a'));
  });
});

describe('a person who asks for another node', () => {
  it('gets it, and the node that was given up is left out', async () => {
    const scene = suite.scene('by-hand');
    const order = await atNode(scene, 2, { a: 5, b: 5 });

    expect((await byHand(scene, order)).status).toBe(200);

    const view = await scene.work(order, 2, 'released');
    expect(works(view)[1]).toEqual([scene.id('b'), 'ship', 'released']);
    await expectOrderOfReplacement(scene, order);
    const [, second] = await scene.decisions(order);
    const verdict = second.decision.verdicts.find(({ nodeId }: Json) => nodeId === scene.id('a'));
    expect(verdict.failed).toBe('excluded');
  });

  it('is told that it is too late when the goods are in hand', async () => {
    const scene = suite.scene('too-late');
    const order = await atNode(scene, 2, { a: 5, b: 5 });
    await scene.act(order, 1, 'accept', 'pick');
    await scene.work(order, 1, 'picked');

    const answer = await byHand(scene, order);

    expect([answer.status, answer.body.code]).toEqual([409, 'FULFILLMENT_TOO_FAR']);
  });
});

describe('the log, after all of that', () => {
  it('names the cause of everything the engine did by itself, back to a request', async () => {
    const log = await readLog(suite.engine.eventStoreUrl);
    const byId = new Map(log.map((event) => [event.eventId, event]));

    const own = log.filter(({ metadata }) => metadata.actor === 'order-process');

    expect(own.length).toBeGreaterThan(100);
    const uncaused = own.filter(({ metadata }) => !byId.has(metadata.causationId));
    expect(uncaused.map(({ event, metadata }) => [event.type, metadata.causationId])).toEqual([]);
    const backwards = own.filter((event) => {
      const cause = byId.get(event.metadata.causationId);
      return cause !== undefined && cause.position >= event.position;
    });
    expect(backwards).toEqual([]);
  });

  it('holds the decision behind every plan and every parking', async () => {
    const log = await readLog(suite.engine.eventStoreUrl);
    const decided = log.filter(({ event }) => ['SourcingPlanned', 'DemandParked'].includes(event.type));

    const without = decided.filter(({ event }) => (event.data as Json).decision === undefined);

    expect(decided.length).toBeGreaterThan(20);
    expect(without).toEqual([]);
  });

  it('is clean', async () => {
    const report = await audit(suite.dir.path);
    expect([report.code, report.output]).toEqual([0, expect.stringContaining('Clean: no violation.')]);
    expect((await suite.client.read('/v1/operations/parked-work')).items).toEqual([]);
  });
});
