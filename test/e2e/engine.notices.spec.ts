import type { Json } from '../support/api-fixture.js';
import { EngineClient } from '../support/engine-client.js';
import { audit, buildEngine, DataDir, EngineProcess } from '../support/engine-process.js';
import { Scene } from '../support/engine-scene.js';
import { eventually } from '../support/eventually.js';
import { WEBHOOK_SECRET, WebhookReceiver } from '../support/webhook-receiver.js';

/** The whole engine with a receiver of notices: rejected work, told in the feed, over the webhook and in the timeline. */
describe('notices of the whole engine', () => {
  jest.setTimeout(120_000);
  const dir = new DataDir();
  let receiver: WebhookReceiver;
  let engine: EngineProcess;
  const client = new EngineClient(() => engine.url);

  beforeAll(async () => {
    buildEngine();
    receiver = await WebhookReceiver.start();
    engine = await EngineProcess.start(dir.path, {
      WAYFILL_WEBHOOK_URL: receiver.url,
      WAYFILL_WEBHOOK_SECRET: WEBHOOK_SECRET,
      WAYFILL_WEBHOOK_ATTEMPTS: '2',
    });
  });
  afterAll(async () => {
    client.close();
    if (engine.isRunning) await engine.stop();
    await receiver.stop();
    dir.remove();
  });

  /** The one notice of an order whose work node a has declined and node b has, once it has come so far. */
  async function rejected(name: string, status: string): Promise<Json> {
    const scene = new Scene(client, name);
    await scene.nodesWith('chair', { a: 5, b: 5 });
    const order = await scene.place({ lines: { chair: 1 } });
    await scene.work(order, 1, 'released');
    await scene.act(order, 1, ['reject', { reason: 'no-capacity' }]);
    const read = (): Promise<Json> => client.read(`/v1/orders/${scene.orderId(order)}/notices`);
    const { items } = await eventually(`the notice is ${status}`, read, ({ items: [one] }) => {
      return one?.status === status;
    });
    expect(items).toHaveLength(1);
    expect([items[0].cause, items[0].fromNodeId, items[0].toNodeIds]).toEqual([
      'rejected',
      scene.id('a'),
      [scene.id('b')],
    ]);
    return items[0];
  }
  const triesOf = ({ noticeId }: Json): number => receiver.ids.filter((id) => id === noticeId).length;

  it('reach the receiver signed, and stand in the feed and in the timeline', async () => {
    const notice = await rejected('told', 'delivered');
    expect([triesOf(notice), receiver.forged]).toEqual([1, 0]);
    const { items } = await client.read('/v1/notices?status=delivered');
    expect(items).toEqual([notice]);
    const timeline = await client.read(`/v1/orders/${notice.orderId}/timeline`);
    const sentences = timeline.items.filter(({ stream }: Json) => stream.startsWith('notice-'));
    expect(sentences.map(({ type }: Json) => type)).toEqual(['NoticeIssued', 'NoticeDelivered']);
    expect(sentences[0].sentence).toContain(
      'was told: 1 × told.chair will come from told.b instead of told.a',
    );
  });

  it('reach a receiver that failed and came back', async () => {
    receiver.answer = (response) => {
      response.writeHead(503).end();
      receiver.answer = (next) => void next.writeHead(204).end();
    };
    const notice = await rejected('back', 'delivered');
    expect([triesOf(notice), receiver.forged]).toEqual([2, 0]);
  });

  it('fail visibly when the receiver is dead, and are sent again by hand', async () => {
    receiver.answer = (response) => void response.destroy();
    const notice = await rejected('dead', 'failed');
    expect(notice.failure).toEqual({
      attempts: 2,
      reason: 'the receiver could not be reached (ECONNRESET)',
      at: notice.failure.at,
    });
    expect((await client.read('/v1/notices?status=failed')).items).toEqual([notice]);

    receiver.answer = (response) => void response.writeHead(200).end();
    await client.command(`/v1/notices/${notice.noticeId}/resend`, {});
    const read = (): Promise<Json> => client.read(`/v1/notices/${notice.noticeId}`);
    await eventually('it is delivered', read, ({ status }) => status === 'delivered');
    expect(triesOf(notice)).toBe(3);
  });

  it('leave a log that the audit finds nothing wrong with', async () => {
    await engine.stop();
    const { code, output } = await audit(dir.path);
    expect(output).toContain('Clean: no violation.');
    expect(code).toBe(0);
  });
});
