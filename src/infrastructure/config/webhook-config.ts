import { isLoopbackHost } from '../webhook/address-guard.js';
import { keyOf } from '../webhook/standard-webhook.js';
import type { Variables } from './variables.js';

/** Where notices are sent to. */
export interface WebhookConfig {
  readonly url: string;
  /** `whsec_` and base64; a secret. */
  readonly secret: string;
  readonly allowPrivate: boolean;
  /** For one try. */
  readonly timeoutMs: number;
  /** Tries before a notice is given up. */
  readonly attempts: number;
}

const URL_NAME = 'WAYFILL_WEBHOOK_URL';
const SECRET_NAME = 'WAYFILL_WEBHOOK_SECRET';

/** The webhook that an environment asks for; undefined for none. What is wrong is complained of, never quoted. */
export function webhookConfig(read: Variables): WebhookConfig | undefined {
  const url = read.text(URL_NAME, '');
  const secret = read.text(SECRET_NAME, '');
  const allowPrivate = read.oneOf('WAYFILL_WEBHOOK_ALLOW_PRIVATE', 'false', ['true', 'false']) === 'true';
  const timeoutMs = read.integer('WAYFILL_WEBHOOK_TIMEOUT_MS', 10_000, 100, 60_000);
  const attempts = read.integer('WAYFILL_WEBHOOK_ATTEMPTS', 10, 1, 20);
  if (url === '') return undefined;
  const fault = urlFault(url, allowPrivate);
  if (fault !== null) read.complain(URL_NAME, fault);
  if (secret === '') read.complain(SECRET_NAME, `must be set when ${URL_NAME} is`);
  else if (keyOf(secret) === null) {
    read.complain(SECRET_NAME, 'must be whsec_ and the base64 of 24 to 64 bytes');
  }
  return { url, secret, allowPrivate, timeoutMs, attempts };
}

function urlFault(text: string, allowPrivate: boolean): string | null {
  if (!URL.canParse(text)) return 'must be a URL';
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== '' || password !== '') return 'must hold no user name and no password';
  if (hash !== '') return 'must have no fragment';
  if (protocol === 'https:') return null;
  if (protocol === 'http:' && (allowPrivate || isLoopbackHost(hostname))) return null;
  return 'must start with https://; http:// is for this machine, or with WAYFILL_WEBHOOK_ALLOW_PRIVATE=true';
}
