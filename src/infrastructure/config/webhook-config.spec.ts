import { type Environment, Variables } from './variables.js';
import { webhookConfig } from './webhook-config.js';

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const URL_OF_RETAILER = 'https://shop.example/hooks?tenant=1';

function read(environment: Environment) {
  const variables = new Variables(environment);
  const config = webhookConfig(variables);
  return { config, complaints: variables.complaints };
}

describe('a webhook that makes no sense', () => {
  it.each([
    ['shop.example/hooks', 'must be a URL'],
    ['https://user:secret@shop.example', 'must hold no user name and no password'],
    ['https://shop.example/#part', 'must have no fragment'],
    [
      'http://shop.example/hooks',
      'must start with https://; http:// is for this machine, or with WAYFILL_WEBHOOK_ALLOW_PRIVATE=true',
    ],
    [
      'ftp://127.0.0.1/hooks',
      'must start with https://; http:// is for this machine, or with WAYFILL_WEBHOOK_ALLOW_PRIVATE=true',
    ],
  ])('is refused, and never quoted: %s', (url, problem) => {
    const { complaints } = read({ WAYFILL_WEBHOOK_URL: url, WAYFILL_WEBHOOK_SECRET: SECRET });
    expect(complaints).toEqual([`WAYFILL_WEBHOOK_URL ${problem}`]);
  });

  it.each([
    [undefined, 'must be set when WAYFILL_WEBHOOK_URL is'],
    ['hunter2', 'must be whsec_ and the base64 of 24 to 64 bytes'],
    ['whsec_c2hvcnQ=', 'must be whsec_ and the base64 of 24 to 64 bytes'],
  ])('is refused without a secret that is one: %s', (secret, problem) => {
    const { complaints } = read({ WAYFILL_WEBHOOK_URL: URL_OF_RETAILER, WAYFILL_WEBHOOK_SECRET: secret });
    expect(complaints).toEqual([`WAYFILL_WEBHOOK_SECRET ${problem}`]);
  });
});

describe('a webhook', () => {
  it('is none without an address', () => {
    expect(read({ WAYFILL_WEBHOOK_SECRET: SECRET })).toEqual({ config: undefined, complaints: [] });
  });

  it('is what the environment says', () => {
    const environment = {
      WAYFILL_WEBHOOK_URL: URL_OF_RETAILER,
      WAYFILL_WEBHOOK_SECRET: SECRET,
      WAYFILL_WEBHOOK_TIMEOUT_MS: '2000',
      WAYFILL_WEBHOOK_ATTEMPTS: '3',
    };
    expect(read(environment)).toEqual({
      config: { url: URL_OF_RETAILER, secret: SECRET, allowPrivate: false, timeoutMs: 2_000, attempts: 3 },
      complaints: [],
    });
  });

  it.each([
    ['http://localhost:9000/hooks', 'false'],
    ['http://127.0.0.1:9000/hooks', 'false'],
    ['http://[::1]:9000/hooks', 'false'],
    ['http://receiver.internal/hooks', 'true'],
  ])('may be plain HTTP to this machine, or where private addresses are allowed: %s', (url, allowed) => {
    const { config, complaints } = read({
      WAYFILL_WEBHOOK_URL: url,
      WAYFILL_WEBHOOK_SECRET: SECRET,
      WAYFILL_WEBHOOK_ALLOW_PRIVATE: allowed,
    });
    expect(complaints).toEqual([]);
    expect(config).toEqual({
      url,
      secret: SECRET,
      allowPrivate: allowed === 'true',
      timeoutMs: 10_000,
      attempts: 10,
    });
  });
});
