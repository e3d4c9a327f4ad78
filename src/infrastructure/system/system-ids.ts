import { hash, randomUUID } from 'node:crypto';
import type { Ids } from '../../application/ports/ids.js';

/** Namespace of every derived id of this engine. Changing it would make every repeated command look new. */
const NAMESPACE = Buffer.from('8a0c1f5e4f0b5d0c9d5a6f2e7b31c4d8', 'hex');

/** First digit of the half that tells the variant, by its two free bits. */
const VARIANTS = ['8', '9', 'a', 'b'] as const;

/** Ids from the cryptographic library of the platform: random ones are version 4, derived ones version 5 (RFC 9562). */
export class SystemIds implements Ids {
  random(): string {
    return randomUUID();
  }

  derived(name: string): string {
    return uuidV5(NAMESPACE, name);
  }
}

/** Longer names than any that is derived from often; others get a buffer of their own. */
const USUAL_BYTES = 512;
const usual = Buffer.alloc(USUAL_BYTES);

/** The UUIDv5 of a name in a namespace of 16 bytes (RFC 9562, section 5.5). */
export function uuidV5(namespace: Buffer, name: string): string {
  const most = namespace.length + 3 * name.length;
  const input = most > USUAL_BYTES ? Buffer.alloc(most) : usual;
  const end = namespace.copy(input) + input.write(name, namespace.length, 'utf8');
  const hex = hash('sha1', input.subarray(0, end), 'hex');
  const variant = VARIANTS[Number.parseInt(hex.charAt(16), 16) & 3] ?? '';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
