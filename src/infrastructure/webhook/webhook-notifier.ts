import { type LookupAddress, type LookupAllOptions, lookup as resolveName } from 'node:dns';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { DeliveryOutcome, NoticeMessage, Notifier } from '../../application/ports/notifier.js';
import { bare, isLoopbackAddress, isLoopbackHost, isPublicAddress } from './address-guard.js';
import { keyOf, signedHeaders } from './standard-webhook.js';

/** The addresses behind a name. */
export type ResolveName = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface WebhookOptions {
  /** https, or http to this machine; checked by the configuration. */
  readonly url: string;
  /** `whsec_` and base64. */
  readonly secret: string;
  /** True: addresses of private networks may be called. */
  readonly allowPrivate: boolean;
  /** For a whole try, from the name to the answer. */
  readonly timeoutMs: number;
  /** What finds the addresses behind a name; that of the machine when left out. */
  readonly resolve?: ResolveName;
  /** Milliseconds since 1970; the clock of the machine when left out. */
  readonly now?: () => number;
}

/** The name leads to an address that must not be called. */
class AddressRefused extends Error {
  constructor() {
    super('its address is in a private range');
    this.name = 'AddressRefused';
  }
}

/**
 * Posts notices by Standard Webhooks. The address is checked after the name is resolved, and the connection goes to the
 * very address that was checked, so a name cannot be pointed inwards meanwhile. Redirects are not followed.
 */
export class WebhookNotifier implements Notifier {
  private readonly url: URL;
  private readonly key: Buffer;
  private readonly now: () => number;
  private readonly mayCall: (address: string) => boolean;

  /** @throws TypeError when the URL or the secret is none */
  constructor(private readonly options: WebhookOptions) {
    const key = keyOf(options.secret);
    if (key === null) throw new TypeError('the secret of the webhook is not valid');
    this.key = key;
    this.url = new URL(options.url);
    this.now = options.now ?? Date.now;
    const isLocal = isLoopbackHost(this.url.hostname);
    this.mayCall = (address) =>
      options.allowPrivate || isPublicAddress(address) || (isLocal && isLoopbackAddress(address));
  }

  async deliver(message: NoticeMessage): Promise<DeliveryOutcome> {
    try {
      const status = await this.post(message.notice.noticeId, bodyOf(message));
      if (status >= 200 && status < 300) return { outcome: 'delivered' };
      return { outcome: 'failed', reason: `the receiver answered ${status}` };
    } catch (error) {
      return { outcome: 'failed', reason: this.reasonOf(error) };
    }
  }

  private post(id: string, body: string): Promise<number> {
    const { url, key } = this;
    const host = bare(url.hostname);
    if (isIP(host) !== 0 && !this.mayCall(host)) return Promise.reject(new AddressRefused());
    const timestamp = Math.floor(this.now() / 1000);
    const options: RequestOptions = {
      method: 'POST',
      agent: false,
      lookup: this.lookup,
      signal: AbortSignal.timeout(this.options.timeoutMs),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'wayfill',
        ...signedHeaders(key, { id, timestamp, body }),
      },
    };
    return new Promise((resolve, reject) => {
      const request = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, options, (response) => {
        // The answer is its status: whatever follows is of no interest, and must not be waited for.
        response.on('error', () => undefined).resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  private readonly lookup: LookupFunction = (hostname, options, done) => {
    const resolve = this.options.resolve ?? resolveName;
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) return done(error ?? new AddressRefused(), '');
      if (!addresses.every(({ address }) => this.mayCall(address))) return done(new AddressRefused(), '');
      if (options.all === true) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };

  private reasonOf(error: unknown): string {
    if (error instanceof AddressRefused) return `the receiver was not called: ${error.message}`;
    const { name, code } = error as { readonly name?: string; readonly code?: unknown };
    if (name === 'AbortError' || name === 'TimeoutError') {
      return `the receiver did not answer within ${this.options.timeoutMs} ms`;
    }
    return `the receiver could not be reached (${typeof code === 'string' ? code : (name ?? 'unknown')})`;
  }
}

/** The body of a message: what it is of, when it was issued, and what it says. */
function bodyOf({ tenant, notice }: NoticeMessage): string {
  const { at: issuedAt, ...said } = notice;
  const data = { tenant, issuedAt, ...said };
  return JSON.stringify({ type: `notice.${notice.kind}`, timestamp: issuedAt, data });
}
