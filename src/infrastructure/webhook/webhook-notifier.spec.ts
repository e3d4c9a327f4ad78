import { noticeData } from '../../../test/support/notice-log.js';
import { WEBHOOK_SECRET, WebhookReceiver } from '../../../test/support/webhook-receiver.js';
import { isPublicAddress } from './address-guard.js';
import { keyOf, signedHeaders } from './standard-webhook.js';
import { type ResolveName, WebhookNotifier, type WebhookOptions } from './webhook-notifier.js';

const notice = noticeData('web~1', 1);
const message = { tenant: 'main', notice };

/** A directory of names in which every name leads to these addresses. */
const leadsTo =
  (...addresses: readonly string[]): ResolveName =>
  (_name, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );

describe('a webhook', () => {
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });
  afterEach(() => receiver.stop());

  const deliver = (changes: Partial<WebhookOptions> = {}) =>
    new WebhookNotifier({
      url: receiver.url,
      secret: WEBHOOK_SECRET,
      allowPrivate: false,
      timeoutMs: 5_000,
      ...changes,
    }).deliver(message);

  it('gives up a receiver that takes the message and never answers', async () => {
    receiver.answer = null;
    expect(await deliver({ timeoutMs: 100 })).toEqual({
      outcome: 'failed',
      reason: 'the receiver did not answer within 100 ms',
    });
    expect(receiver.ids).toEqual([notice.noticeId]);
  });

  it('follows no redirect', async () => {
    receiver.answer = (response) => void response.writeHead(307, { location: `${receiver.url}/else` }).end();
    expect(await deliver()).toEqual({ outcome: 'failed', reason: 'the receiver answered 307' });
    expect(receiver.paths).toEqual(['/hooks']);
  });

  it('says when nobody listens', async () => {
    const { url } = receiver;
    await receiver.stop();
    expect(await deliver({ url })).toEqual({
      outcome: 'failed',
      reason: 'the receiver could not be reached (ECONNREFUSED)',
    });
  });

  it('does not call private addresses, whether named by number or found behind a name', async () => {
    const refused = {
      outcome: 'failed',
      reason: 'the receiver was not called: its address is in a private range',
    };
    expect(await deliver({ url: 'http://10.0.0.1/hooks' })).toEqual(refused);
    expect(await deliver({ url: 'http://[fd00::1]/hooks' })).toEqual(refused);
    // A public name that leads here, or somewhere private beside a public address.
    const url = `http://shop.example:${receiver.port}/hooks`;
    expect(await deliver({ url, resolve: leadsTo('127.0.0.1') })).toEqual(refused);
    expect(await deliver({ url, resolve: leadsTo('1.1.1.1', '169.254.169.254') })).toEqual(refused);
    expect(await deliver({ url, resolve: leadsTo() })).toEqual(refused);
    expect(receiver.ids).toEqual([]);
  });

  it('calls this machine by its name, and anything private when it is allowed', async () => {
    const byName = `http://localhost:${receiver.port}/hooks`;
    expect(await deliver({ url: byName })).toEqual({ outcome: 'delivered' });
    const url = `http://shop.internal:${receiver.port}/hooks`;
    const resolve = leadsTo('127.0.0.1');
    expect(await deliver({ url, resolve, allowPrivate: true })).toEqual({ outcome: 'delivered' });
    expect(receiver.forged).toBe(0);
  });

  it('says in its body what it is of, when it was issued, and all that the notice says', async () => {
    await deliver();
    const { at, ...said } = notice;
    expect(receiver.bodies).toEqual([
      { type: 'notice.replanned', timestamp: at, data: { tenant: 'main', issuedAt: at, ...said } },
    ]);
  });

  it('takes no address and no secret that are none', () => {
    const options = { url: receiver.url, secret: WEBHOOK_SECRET, allowPrivate: false, timeoutMs: 1 };
    expect(() => new WebhookNotifier({ ...options, secret: 'whsec_c2hvcnQ=' })).toThrow(
      'the secret of the webhook is not valid',
    );
    expect(() => new WebhookNotifier({ ...options, url: 'nowhere' })).toThrow('Invalid URL');
  });
});

describe('the signature of Standard Webhooks', () => {
  it('is that of its published example', () => {
    const key = keyOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')!;
    const headers = signedHeaders(key, {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
    });
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it.each(['', 'whsec_', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_not base64', `whsec_${'A'.repeat(100)}`])(
    'has no key in %j',
    (secret) => {
      expect(keyOf(secret)).toBeNull();
    },
  );
});

describe('an address', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    'fd12::1',
    'fe80::1',
    'ff02::1',
    'no address',
  ])('that not everybody can reach is known: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '::ffff:1.1.1.1'])(
    'that everybody can reach is known: %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});
