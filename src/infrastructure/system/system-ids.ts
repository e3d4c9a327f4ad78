import { hash, randomUUID } from 'node:crypto';
import type { Ids } from '../../application/ports/ids.js';

/** Namespace of every derived id of this engine. Changing it would make every repeated command look new. */
const NAMESPACE = Buffer.from('8a0c1f5e4f0b5d0c9d5a6f2e7b31c4d8', 'hex');

/** Ids from the cryptographic library of the platform: random ones are version 4, derived ones version 5 (RFC 9562). */
export class SystemIds implements Ids {
  random(): string {
    return randomUUID();
  }

  derived(name: string): string {
    return uuidV5(NAMESPACE, name);
  }
}

/** The UUIDv5 of a name in a namespace of 16 bytes (RFC 9562, section 5.5). */
export function uuidV5(namespace: Buffer, name: string): string {
  const bytes = hash('sha1', Buffer.concat([namespace, Buffer.from(name, 'utf8')]), 'buffer');
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
