import type { NoticeEvent } from '../../src/domain/notice/index.js';
import { ApiFixture, orderBody } from '../support/api-fixture.js';
import { METADATA_SAMPLE } from '../support/event-samples/all.samples.js';
import { noticeData } from '../support/notice-log.js';

const idOf = (n: number): string => noticeData('', n).noticeId;
const about = (orderId: string, n: number) => {
  const { noticeId, at } = noticeData(orderId, n);
  return { orderId, noticeId, at };
};

/** Notices over HTTP: of two orders, the second of the first one failed. */
describe('notices over HTTP', () => {
  const api = new ApiFixture();
  let last = '';
  let written = 0;

  /** As the saga would write them; the position of the last one. */
  async function append(orderId: string, from: 'no-stream' | bigint, ...events: readonly NoticeEvent[]) {
    const news = events.map((event) => {
      written += 1;
      return { eventId: `00000000-0000-4000-8000-00000000000${written}`, event, metadata: METADATA_SAMPLE };
    });
    const { position } = await api.store.append(`notice-main:${orderId}`, from, news);
    last = position.toString().padStart(20, '0');
  }

  beforeAll(async () => {
    await api.start();
    await api.post('/v1/orders', orderBody('1'));
    await api.post('/v1/orders', orderBody('2'));
    const issued = (orderId: string, n: number): NoticeEvent => ({
      type: 'NoticeIssued',
      data: noticeData(orderId, n),
    });
    await append('web~1', 'no-stream', issued('web~1', 1));
    await append('web~3', 'no-stream', issued('web~3', 2));
    const failed: NoticeEvent = {
      type: 'NoticeFailed',
      data: { ...about('web~1', 3), attempts: 3, reason: 'the receiver answered 503' },
    };
    await append('web~1', 0n, issued('web~1', 3), failed);
    await append('web~1', 2n, { type: 'NoticeDelivered', data: about('web~1', 1) });
  });
  afterAll(() => api.stop());

  const ids = (items: readonly { readonly noticeId: string }[]) => items.map(({ noticeId }) => noticeId);

  it.each([
    ['after=1', 'after', 'must be a log position of 20 digits'],
    ['limit=0', 'limit', 'must be a whole number from 1 to 200'],
    ['limit=201', 'limit', 'must be a whole number from 1 to 200'],
    ['status=lost', 'status', 'must be one of issued, delivered, failed'],
  ])('a feed that cannot be is refused: %s', async (query, field, rule) => {
    const { status, body } = await api.get(`/v1/notices?${query}`);
    expect([status, body.code, body.errors]).toEqual([400, 'VALIDATION_FAILED', [{ field, rule }]]);
  });

  it('the feed is in the order of the log, and whoever goes on where it ended misses none', async () => {
    const first = await api.get(`/v1/notices?limit=2&waitFor=${last}`);
    expect(ids(first.body.items)).toEqual([idOf(1), idOf(2)]);
    const rest = await api.get(`/v1/notices?limit=2&after=${first.body.next}`);
    expect(ids(rest.body.items)).toEqual([idOf(3)]);
    const none = await api.get(`/v1/notices?after=${rest.body.next}`);
    expect(none.body).toEqual({ items: [], next: rest.body.next });
  });

  it('the feed of another tenant is its own', async () => {
    const { body } = await api.get(`/v1/notices?waitFor=${last}`, { 'x-wayfill-tenant': 'other' });
    expect(body).toEqual({ items: [], next: null });
  });

  it('a notice says what was told and how far it came', async () => {
    const { status, body } = await api.get(`/v1/notices/${idOf(3)}?waitFor=${last}`);
    const { at: issuedAt, ...said } = noticeData('web~1', 3);
    expect([status, body]).toEqual([
      200,
      {
        ...said,
        issuedAt,
        position: body.position,
        revision: 2,
        status: 'failed',
        failure: { attempts: 3, reason: 'the receiver answered 503', at: issuedAt },
      },
    ]);
    const failed = await api.get('/v1/notices?status=failed');
    expect(failed.body.items).toEqual([body]);
    expect(ids((await api.get('/v1/notices?status=delivered')).body.items)).toEqual([idOf(1)]);
  });

  it('an order shows its own, has none, or does not exist', async () => {
    const own = await api.get(`/v1/orders/web~1/notices?waitFor=${last}`);
    expect(ids(own.body.items)).toEqual([idOf(1), idOf(3)]);
    const none = await api.get('/v1/orders/web~2/notices');
    expect([none.status, none.body]).toEqual([200, { items: [], nextCursor: null }]);
    expect((await api.get('/v1/orders/web~9/notices')).body.code).toBe('NOT_FOUND');
  });

  it('the timeline of the order tells of them in words', async () => {
    const { body } = await api.get(`/v1/orders/web~1/timeline?waitFor=${last}`);
    const notices = body.items.filter(({ stream }: { stream: string }) => stream === 'notice-main:web~1');
    expect(notices.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
      'The customer was told: 2 × CHAIR will come from wh-2 instead of wh-1, promised for 2026-03-05 18:00 UTC (the node declined).',
      'The customer was told: 4 × CHAIR will come from wh-2 instead of wh-1, promised for 2026-03-05 18:00 UTC (the node declined).',
      'The notice could not be handed over after 3 tries: the receiver answered 503.',
      'The receiver of notices has it.',
    ]);
  });

  it('what the receiver has is not sent again, and what nobody knows cannot be', async () => {
    const delivered = await api.post(`/v1/notices/${idOf(1)}/resend`);
    expect([delivered.status, delivered.body.code]).toEqual([409, 'NOTICE_ALREADY_DELIVERED']);
    const unknown = await api.post(`/v1/notices/${idOf(9)}/resend`);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'NOT_FOUND']);
    const odd = await api.post('/v1/notices/none/resend');
    expect([odd.status, odd.body.code]).toEqual([400, 'VALIDATION_FAILED']);
  });

  it('what failed can be sent again, once', async () => {
    const answer = await api.post(`/v1/notices/${idOf(3)}/resend`);
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        noticeId: idOf(3),
        orderId: 'web~1',
        outcome: 'accepted',
        revision: 4,
        position: answer.body.position,
        repeated: false,
      },
    ]);
    const { body } = await api.get(`/v1/notices/${idOf(3)}?waitFor=${answer.body.position}`);
    expect([body.status, body.revision]).toEqual(['issued', 4]);
    expect((await api.post(`/v1/notices/${idOf(3)}/resend`)).body.outcome).toBe('unchanged');
  });
});
