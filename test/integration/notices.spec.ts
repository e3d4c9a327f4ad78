import type { Notifier } from '../../src/application/ports/notifier.js';
import { noticeDecider, type NoticeEvent, type NoticeIssued } from '../../src/domain/notice/index.js';
import { LoggedParkedWork } from '../../src/infrastructure/eventstore/logged-parked-work.js';
import { MemoryNotifier } from '../../src/infrastructure/memory/memory-notifier.js';
import { WebhookNotifier } from '../../src/infrastructure/webhook/webhook-notifier.js';
import { NoticesProcess } from '../../src/sagas/notices/notices.engine.worker.js';
import { eventually } from '../support/eventually.js';
import type { OrderEngine } from '../support/order-engine.js';
import { engineWith, own, place, receive, START } from '../support/order-engine-fixture.js';
import { WEBHOOK_SECRET, WebhookReceiver } from '../support/webhook-receiver.js';

const PROMISED = '2026-03-10T18:00:00.000Z';
const HOUR_MS = 3_600_000;
const STREAM = 'notice-main:web~1';
/** What every notice about one chair of the first order says. */
const said = {
  orderId: 'web~1',
  channel: 'web',
  customerRef: 'customer',
  lines: [{ sku: 'CHAIR', quantity: 1 }],
  promisedBy: PROMISED,
};

describe('notices, with the whole order process', () => {
  let engine: OrderEngine;
  let notices: NoticesProcess;
  afterEach(async () => {
    await notices.stop();
    await engine.stop();
  });

  /** An engine with the notices saga on it. Its first try at a receiver comes at once, then after 5 s, 10 s, 20 s. */
  async function start(stock: Readonly<Record<string, number>>, notifier: Notifier | null): Promise<void> {
    engine = await engineWith(stock);
    notices = processOn(engine, notifier);
    await notices.start();
  }

  async function told(stream = STREAM): Promise<readonly Omit<NoticeIssued['data'], 'noticeId' | 'at'>[]> {
    const tellings: Omit<NoticeIssued['data'], 'noticeId' | 'at'>[] = [];
    for await (const { event } of engine.log.readStream(stream)) {
      if (event.type !== 'NoticeIssued') continue;
      const { noticeId: _id, at: _at, ...telling } = (event as NoticeIssued).data;
      tellings.push(telling);
    }
    return tellings;
  }

  const reject = (fulfillmentId: string) =>
    engine.fulfillment({
      type: 'RejectFulfillment',
      data: { ...own(engine, fulfillmentId), reason: 'closed' },
    });

  it('an order that goes as it was promised makes no notice and no command', async () => {
    await start({ 'wh-1': 5 }, null);
    const executed = jest.spyOn(engine.runner, 'execute');
    await engine.order(place(1, 1));
    await engine.settle();
    for (const type of ['AcceptFulfillment', 'PickFulfillment'] as const) {
      await engine.fulfillment({ type, data: own(engine, 'web~1-1') });
    }
    await engine.settle();
    expect(await engine.story(STREAM)).toEqual([]);
    expect(executed.mock.calls.filter(([decider]) => (decider as unknown) === noticeDecider)).toEqual([]);
    expect((await engine.orderState('web~1')).allocations.map(({ status }) => status)).toEqual(['picked']);
  });

  it('rejected work is told of once, when the next node is secured', async () => {
    await start({ 'wh-1': 1, 'wh-2': 1 }, null);
    await engine.order(place(1, 1));
    await engine.settle();
    await reject('web~1-1');
    await engine.settle();
    expect(await told()).toEqual([
      {
        ...said,
        // It comes on the day that it was to come on.
        audience: ['retailer'],
        kind: 'replanned',
        cause: 'rejected',
        estimatedBefore: '2026-03-02T21:00:00.000Z',
        estimatedNow: '2026-03-02T23:13:00.000Z',
        fromNodeId: 'wh-1',
        toNodeIds: ['wh-2'],
      },
    ]);
    expect(engine.troubles).toEqual([]);
  });

  it('two refusals on the way are one notice, from the node that was known to the one that has it', async () => {
    await start({ 'wh-1': 1, 'wh-2': 1, 'wh-3': 1 }, null);
    await engine.order(place(1, 1));
    await engine.settle();
    await engine.freezeFigures();
    await engine.stock({
      type: 'AdjustStock',
      data: { sku: 'CHAIR', nodeId: 'wh-2', delta: -1, reason: 'theft', at: START },
    });
    await reject('web~1-1');
    await engine.settle();
    const all = await told();
    expect(all.map(({ cause, fromNodeId, toNodeIds }) => [cause, fromNodeId, toNodeIds])).toEqual([
      ['rejected', 'wh-1', ['wh-3']],
    ]);
  });

  it('demand without a node is told of when it is parked and again when it is found, and not in between', async () => {
    await start({ 'wh-1': 1 }, null);
    await engine.order(place(1, 1));
    await engine.settle();
    await reject('web~1-1');
    await engine.settle();
    await receive(engine, 'wh-2', 1);
    await engine.pass(5_000);
    const [waiting, found, ...others] = await told();
    expect(waiting).toEqual({
      ...said,
      audience: ['customer', 'retailer'],
      kind: 'waiting',
      cause: 'rejected',
      estimatedBefore: '2026-03-02T21:00:00.000Z',
      fromNodeId: 'wh-1',
      reason: 'the nodes that could be used do not have enough',
      // The node that declined is asked again the next day; the wait is a matter of the policy's two weeks.
      waitsUntil: '2026-03-15T09:00:00.000Z',
    });
    expect(found).toEqual({
      ...said,
      audience: ['customer', 'retailer'],
      kind: 'found',
      cause: 'stock-arrived',
      estimatedBefore: '2026-03-02T21:00:00.000Z',
      estimatedNow: '2026-03-02T23:13:00.000Z',
      fromNodeId: 'wh-1',
      toNodeIds: ['wh-2'],
    });
    expect(others).toEqual([]);
  });

  it('a silent node is told of when another one has taken over', async () => {
    await start({ 'wh-1': 1, 'wh-2': 1 }, null);
    await engine.order(place(1, 1));
    await engine.settle();
    await engine.pass(4 * HOUR_MS + 2_000);
    const all = await told();
    expect(all.map(({ kind, cause, fromNodeId, toNodeIds }) => [kind, cause, fromNodeId, toNodeIds])).toEqual(
      [['replanned', 'acceptance-timeout', 'wh-1', ['wh-2']]],
    );
  });

  it('what the customer cancels is not told to the customer', async () => {
    await start({ 'wh-1': 1 }, null);
    await engine.order(place(1, 2));
    await engine.settle();
    await engine.order({
      type: 'CancelOrder',
      data: { orderId: 'web~1', reason: 'changed mind', at: START },
    });
    await engine.settle();
    expect((await told()).map(({ kind }) => kind)).toEqual(['waiting']);
    expect((await engine.orderState('web~1')).status).toBe('cancelled');
  });

  it('whoever collects is asked when the store cannot provide', async () => {
    await start({}, null);
    await engine.order(place(1, 1, { method: 'pickup', pickupNodeId: 'wh-2' }));
    await engine.settle();
    const all = await told();
    expect(all.map(({ kind, cause }) => [kind, cause])).toEqual([['choice-needed', 'no-node']]);
  });

  it('reading everything again, in a second process as well, tells nothing twice', async () => {
    await start({ 'wh-1': 1, 'wh-2': 1 }, null);
    const fromTheStart = { load: async () => 0n, store: async () => undefined };
    const second = processOn(engine, null, { checkpoints: fromTheStart });
    await second.start();
    await engine.order(place(1, 1));
    await engine.settle();
    await reject('web~1-1');
    await engine.settle();
    await second.stop();
    const third = processOn(engine, null, { checkpoints: fromTheStart });
    await third.start();
    await engine.pass(10_000);
    await third.stop();
    expect(await engine.story(STREAM)).toEqual(['NoticeIssued']);
    expect(engine.troubles).toEqual([]);
  });

  it('the past of a log that is older than the notices is not told of', async () => {
    engine = await engineWith({ 'wh-1': 1, 'wh-2': 1 });
    await engine.order(place(1, 1));
    await engine.settle();
    await reject('web~1-1');
    await engine.settle();
    notices = processOn(engine, null);
    await notices.start();
    await engine.pass(10_000);
    expect(await engine.story(STREAM)).toEqual([]);
  });

  describe('are sent', () => {
    async function rejected(notifier: Notifier): Promise<void> {
      await start({ 'wh-1': 1, 'wh-2': 1 }, notifier);
      await engine.order(place(1, 1));
      await engine.settle();
      await reject('web~1-1');
      await engine.settle();
    }

    it('until the receiver gives in to none of the tries: then it failed, and can be sent again', async () => {
      const notifier = new MemoryNotifier();
      notifier.failWith('the receiver answered 503');
      await rejected(notifier);
      expect(notifier.tries).toHaveLength(1);
      await engine.pass(4_900);
      expect(notifier.tries).toHaveLength(1);
      await engine.pass(100);
      expect(notifier.tries).toHaveLength(2);
      await engine.pass(10_000);
      expect(notifier.tries).toHaveLength(3);
      expect(await engine.story(STREAM)).toEqual(['NoticeIssued', 'NoticeFailed']);
      const [issued, failed] = await noticeEvents();
      expect(failed?.data).toEqual({
        orderId: 'web~1',
        noticeId: issued?.data.noticeId,
        attempts: 3,
        reason: 'the receiver answered 503',
        at: engine.clock.now(),
      });

      notifier.failWith(null);
      await engine.runner.execute(
        noticeDecider,
        { type: 'ResendNotice', data: { orderId: 'web~1', noticeId: issued!.data.noticeId, at: START } },
        { tenant: 'main', commandId: 'again', correlationId: 'again', causationId: 'again', actor: 'test' },
      );
      await engine.settle();
      expect((await engine.story(STREAM)).slice(2)).toEqual(['NoticeResendRequested', 'NoticeDelivered']);
      expect([...notifier.received.keys()]).toEqual([issued?.data.noticeId]);
    });

    it('once for each id, by a receiver that was away and came back', async () => {
      const notifier = new MemoryNotifier();
      notifier.failWith('the receiver could not be reached (ECONNREFUSED)');
      await rejected(notifier);
      notifier.failWith(null);
      await engine.pass(5_000);
      await engine.pass(HOUR_MS);
      expect(await engine.story(STREAM)).toEqual(['NoticeIssued', 'NoticeDelivered']);
      expect(notifier.tries).toHaveLength(2);
      expect(notifier.received.size).toBe(1);
    });

    it('over HTTP, with a signature that the receiver can check', async () => {
      const receiver = await WebhookReceiver.start();
      try {
        await rejected(
          new WebhookNotifier({
            url: receiver.url,
            secret: WEBHOOK_SECRET,
            allowPrivate: false,
            timeoutMs: 5_000,
          }),
        );
        const story = await eventually('the notice is delivered', () => engine.story(STREAM), hasTwo);
        expect(story).toEqual(['NoticeIssued', 'NoticeDelivered']);
        const [issued] = await noticeEvents();
        const { noticeId, at, ...rest } = issued!.data as NoticeIssued['data'];
        expect(receiver.ids).toEqual([noticeId]);
        expect(receiver.forged).toBe(0);
        expect(receiver.bodies).toEqual([
          {
            type: 'notice.replanned',
            timestamp: at,
            data: { tenant: 'main', issuedAt: at, noticeId, ...rest },
          },
        ]);
      } finally {
        await receiver.stop();
      }
    });
  });

  async function noticeEvents(): Promise<readonly NoticeEvent[]> {
    const events: NoticeEvent[] = [];
    for await (const { event } of engine.log.readStream(STREAM)) events.push(event as NoticeEvent);
    return events;
  }
});

function processOn(
  engine: OrderEngine,
  notifier: Notifier | null,
  extra: Partial<ConstructorParameters<typeof NoticesProcess>[0]> = {},
): NoticesProcess {
  const { log: store, checkpoints, clock, ids, runner } = engine;
  return new NoticesProcess({
    store,
    checkpoints,
    clock,
    ids,
    runner,
    notifier,
    parkedWork: new LoggedParkedWork(store, ids),
    delivery: { attempts: 3 },
    observer: {
      parked: (_name, _event, reason) => engine.troubles.push(`parked: ${reason}`),
      stopped: (_name, reason) => engine.troubles.push(`stopped: ${reason}`),
    },
    ...extra,
  });
}

const hasTwo = (story: readonly string[]): boolean => story.length >= 2;
