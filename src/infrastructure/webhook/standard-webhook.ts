import { createHmac } from 'node:crypto';

const SECRET_PATTERN = /^whsec_([A-Za-z0-9+/]+={0,2})$/;
/** Bytes of a key, as Standard Webhooks asks for. */
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/** The key in a secret of the form `whsec_` and base64; null when it is none, or of a length that is not allowed. */
export function keyOf(secret: string): Buffer | null {
  const [, text] = SECRET_PATTERN.exec(secret) ?? [];
  if (text === undefined) return null;
  const key = Buffer.from(text, 'base64');
  return key.length >= LEAST_BYTES && key.length <= MOST_BYTES ? key : null;
}

/**
 * The headers of a message by Standard Webhooks 1.0 (https://www.standardwebhooks.com): HMAC-SHA256 over
 * `id.timestamp.body`, so that neither can be exchanged and an old message cannot be sent again as a new one.
 *
 * @param timestamp seconds since 1970, of this try
 */
export function signedHeaders(
  key: Buffer,
  { id, timestamp, body }: { readonly id: string; readonly timestamp: number; readonly body: string },
): Readonly<Record<string, string>> {
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}
