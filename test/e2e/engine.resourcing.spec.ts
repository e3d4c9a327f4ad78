import type { Json } from '../support/api-fixture.js';
import { audit } from '../support/engine-process.js';
import type { Scene } from '../support/engine-scene.js';
import { engineSuite, ledger, loads, works } from '../support/engine-suite.js';

const suite = engineSuite();

/** An order for chairs that node a has been handed. */
async function atNode(scene: Scene, units: number, stock: Readonly<Record<string, number>>): Promise<number> {
  await scene.nodesWith('chair', stock);
  const order = await scene.place({ lines: { chair: units } });
  await scene.work(order, 1, 'released');
  return order;
}

const DONE = ['accept', 'pick', 'pack', 'ship', 'deliver'] as const;
const found = (quantity: number): readonly [string, object] => [
  'pick',
  { lines: [{ lineId: '1', quantity }] },
];

describe('work that a node rejects', () => {
  it('goes to the next node, though the first still has the goods', async () => {
    const scene = suite.scene('reject');
    const order = await atNode(scene, 2, { a: 5, b: 5 });

    await scene.act(order, 1, ['reject', { reason: 'no-capacity' }]);

    const view = await scene.work(order, 2, 'released');
    expect(works(view)).toEqual([
      [scene.id('a'), 'ship', 'rejected'],
      [scene.id('b'), 'ship', 'released'],
    ]);
    await scene.figuresBecome('chair', 'a', [5, 0, 0]);
    const [, second] = await scene.decisions(order);
    const verdict = second.decision.verdicts.find(({ nodeId }: Json) => nodeId === scene.id('a'));
    expect(verdict.failed).toBe('excluded');
    await scene.act(order, 2, ...DONE);
    expect(ledger(await scene.orderBecomes(order, 'closed'))).toEqual([{ ordered: 2, fulfilled: 2 }]);
  });

  it('in part is kept in part, and units that it could not find await a count', async () => {
    const scene = suite.scene('reject-part');
    const order = await atNode(scene, 3, { a: 5, b: 5 });

    const lines = [{ lineId: '1', quantity: 1 }];
    await scene.act(order, 1, ['reject', { lines, reason: 'not-found' }]);

    const view = await scene.work(order, 2, 'released');
    expect(loads(view)).toEqual([[2], [1]]);
    await scene.figuresBecome('chair', 'a', [5, 2, 1]);
    await scene.figuresBecome('chair', 'b', [5, 1, 0]);
    await scene.act(order, 1, ...DONE);
    await scene.act(order, 2, ...DONE);
    await scene.orderBecomes(order, 'closed');
  });

  it('by one node after the other is parked when the policy has had enough attempts, until a person asks', async () => {
    const scene = suite.scene('attempts');
    await suite.usePolicy({ maxAttempts: 2 });
    const order = await atNode(scene, 1, { a: 5, b: 5, c: 5 });
    await scene.act(order, 1, ['reject', { reason: 'closed' }]);
    await scene.work(order, 2, 'released');
    await scene.act(order, 2, ['reject', { reason: 'closed' }]);

    const view = await scene.orderBecomes(order, 'parked');

    expect(works(view).map(([, , status]) => status)).toEqual(['rejected', 'rejected']);
    expect(view.parked[0].reason).toBe('it has been sourced as often as the policy allows');
    const [, , third] = await scene.decisions(order);
    expect([third.outcome, third.decision.search.method]).toEqual(['parked', 'none']);
    expect((await scene.ask(order, 'retry')).status).toBe(200);
    expect(works(await scene.work(order, 3, 'released'))[2]?.[0]).toBe(scene.id('c'));
    await suite.usePolicy({});
  });
});

describe('a pick', () => {
  it('that comes up short sends what there is, and the rest from elsewhere', async () => {
    const scene = suite.scene('short-pick');
    const order = await atNode(scene, 3, { a: 5, b: 5 });

    await scene.act(order, 1, 'accept', found(2));

    const view = await scene.work(order, 2, 'released');
    expect(loads(view)).toEqual([[2], [1]]);
    await scene.figuresBecome('chair', 'a', [5, 2, 1]);
    await scene.act(order, 1, 'pack', 'ship', 'deliver');
    await scene.act(order, 2, ...DONE);
    expect(ledger(await scene.orderBecomes(order, 'closed'))).toEqual([{ ordered: 3, fulfilled: 3 }]);
    await scene.figuresBecome('chair', 'a', [3, 0, 1]);
  });

  it('that finds nothing ends the work at this node', async () => {
    const scene = suite.scene('zero-pick');
    const order = await atNode(scene, 2, { a: 5, b: 5 });

    await scene.act(order, 1, 'accept', found(0));

    const view = await scene.work(order, 2, 'released');
    expect(works(view)).toEqual([
      [scene.id('a'), 'ship', 'zero-picked'],
      [scene.id('b'), 'ship', 'released'],
    ]);
    await scene.figuresBecome('chair', 'a', [5, 0, 2]);
  });
});

describe('goods in carriage', () => {
  it('that are damaged are sent again, from the same node if that is best', async () => {
    const scene = suite.scene('damage');
    const order = await atNode(scene, 2, { a: 5, b: 5 });
    await scene.act(order, 1, 'accept', 'pick', 'pack', 'ship');

    await scene.act(order, 1, 'damage');

    const view = await scene.work(order, 2, 'released');
    expect(works(view)).toEqual([
      [scene.id('a'), 'ship', 'damaged'],
      [scene.id('a'), 'ship', 'released'],
    ]);
    await scene.act(order, 2, ...DONE);
    expect(ledger(await scene.orderBecomes(order, 'closed'))).toEqual([{ ordered: 2, fulfilled: 2 }]);
    await scene.figuresBecome('chair', 'a', [1, 0, 0]);
  });

  it('that are lost in part are sent again in part, and the rest arrives', async () => {
    const scene = suite.scene('loss');
    const order = await atNode(scene, 3, { a: 3, b: 5 });
    await scene.act(order, 1, 'accept', 'pick', 'pack', 'ship');

    await scene.act(order, 1, ['loss', { lines: [{ lineId: '1', quantity: 1 }], reason: 'box open' }]);

    const view = await scene.work(order, 2, 'released');
    expect([works(view)[1]?.[0], loads(view)]).toEqual([scene.id('b'), [[2], [1]]]);
    await scene.act(order, 1, 'deliver');
    await scene.act(order, 2, ...DONE);
    expect(ledger(await scene.orderBecomes(order, 'closed'))).toEqual([{ ordered: 3, fulfilled: 3 }]);
  });
});

describe('a count below what is reserved', () => {
  it('takes the units from the newest claim that is not picked, and never from goods in hand', async () => {
    const scene = suite.scene('count');
    const picked = await atNode(scene, 2, { a: 6, b: 5 });
    await scene.act(picked, 1, 'accept', 'pick');
    await scene.figuresBecome('chair', 'a', [6, 2, 0]);
    const older = await scene.place({ lines: { chair: 2 } });
    await scene.work(older, 1, 'released');
    const newer = await scene.place({ lines: { chair: 2 } });
    await scene.work(newer, 1, 'released');

    await scene.stock('count', 'chair', 'a', { counted: 3 });

    expect(loads(await scene.work(newer, 2, 'released'))).toEqual([[], [2]]);
    expect(loads(await scene.work(older, 2, 'released'))).toEqual([[1], [1]]);
    expect(works(await scene.work(picked, 1, 'picked'))).toEqual([[scene.id('a'), 'ship', 'picked']]);
    await scene.figuresBecome('chair', 'a', [3, 3, 0]);
    await scene.figuresBecome('chair', 'b', [5, 3, 0]);
    expect((await scene.tryAct(newer, 1, 'accept')).status).toBe(409);
  });

  it('is the same for goods found damaged on the shelf', async () => {
    const scene = suite.scene('shelf-damage');
    const order = await atNode(scene, 2, { a: 2, b: 5 });

    await scene.stock('damage', 'chair', 'a', { quantity: 2, reason: 'water' });

    const view = await scene.work(order, 2, 'released');
    expect(works(view)).toEqual([
      [scene.id('a'), 'ship', 'pulled-back'],
      [scene.id('b'), 'ship', 'released'],
    ]);
    await scene.figuresBecome('chair', 'a', [2, 0, 0]);
  });
});

/** The kinds of event of an order, without what was told about it. */
async function happenedTo(scene: Scene, order: number): Promise<readonly string[]> {
  const types = (await scene.timeline(order)).map(({ type }) => String(type));
  return types.filter((type) => !type.startsWith('Notice'));
}

describe('stock that arrives', () => {
  it('goes to the parked orders by priority, then by age, as far as it suffices', async () => {
    const scene = suite.scene('arrival');
    await scene.nodesWith('chair', { a: 0 });
    const orders: number[] = [];
    for (const priority of [0, 0, 5, 0]) {
      const order = await scene.place({ lines: { chair: 2 }, priority });
      await scene.orderBecomes(order, 'parked');
      orders.push(order);
    }
    const [oldest = 0, second = 0, urgent = 0, last = 0] = orders;

    await scene.receive('chair', 'a', 6);

    for (const order of [oldest, second, urgent]) await scene.work(order, 1, 'released');
    await scene.orderBecomes(last, 'parked');
    const retries = await Promise.all(
      [urgent, oldest, second].map(async (order) => {
        const entry = (await scene.timeline(order)).find(({ type }) => type === 'ParkedDemandRetried');
        return String(entry?.position);
      }),
    );
    expect(retries).toEqual([...retries].sort((one, other) => one.localeCompare(other)));
    expect(await happenedTo(scene, last)).toEqual(['OrderPlaced', 'DemandParked']);
    await scene.figuresBecome('chair', 'a', [6, 6, 0]);
  });

  it('where the first in line cannot use it goes to the next', async () => {
    const scene = suite.scene('passed-over');
    await scene.node('store', 'store');
    await scene.node('warehouse');
    const pickup = await scene.place({ lines: { chair: 2 }, pickupAt: 'store', priority: 9 });
    await scene.orderBecomes(pickup, 'parked');
    const ship = await scene.place({ lines: { chair: 2 } });
    await scene.orderBecomes(ship, 'parked');

    await scene.receive('chair', 'warehouse', 2);

    await scene.work(ship, 1, 'released');
    expect(await happenedTo(scene, pickup)).toEqual(['OrderPlaced', 'DemandParked']);
    await scene.receive('chair', 'store', 2);
    await scene.work(pickup, 1, 'released');
  });

  it('by a cancellation is passed on to who waits for it', async () => {
    const scene = suite.scene('freed');
    const first = await atNode(scene, 2, { a: 2 });
    const waiting = await scene.place({ lines: { chair: 2 } });
    await scene.orderBecomes(waiting, 'parked');

    await scene.ask(first, 'cancel', { reason: 'changed my mind' });

    await scene.work(waiting, 1, 'released');
    await scene.figuresBecome('chair', 'a', [2, 2, 0]);
  });
});

describe('many buyers at once', () => {
  it('get what there is, once: who is refused at one node is sourced at another, and then parked', async () => {
    const scene = suite.scene('race');
    await scene.nodesWith('chair', { a: 4, b: 4, c: 4 });
    const orders = await Promise.all(Array.from({ length: 20 }, () => scene.place({ lines: { chair: 1 } })));

    const settled = (view: Json): boolean => ['parked', 'in-fulfillment'].includes(view.status);
    const views = await Promise.all(orders.map((order) => scene.orderWhen(order, 'is settled', settled)));

    const served = views.filter(({ status }) => status === 'in-fulfillment');
    expect([served.length, views.length - served.length]).toEqual([12, 8]);
    for (const node of ['a', 'b', 'c']) expect(await scene.figures('chair', node)).toEqual([4, 4, 0]);
  });
});

describe('the log, after all of that', () => {
  it('is clean', async () => {
    const report = await audit(suite.dir.path);
    expect([report.code, report.output]).toEqual([0, expect.stringContaining('Clean: no violation.')]);
    expect((await suite.client.read('/v1/operations/parked-work')).items).toEqual([]);
  });
});
