import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** A password as it is kept. */
export interface PasswordHash {
  /** Base64. */
  readonly salt: string;
  /** Base64. */
  readonly hash: string;
}

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Node's defaults (N 16384, r 8, p 1): about 50 ms and 16 MiB for each guess. */
const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** Hashes a new password with a salt of its own. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, HASH_BYTES);
  return { salt: salt.toString('base64'), hash: hash.toString('base64') };
}

/** Whether the password is the one that was hashed. */
export async function isPassword(password: string, kept: PasswordHash): Promise<boolean> {
  const expected = Buffer.from(kept.hash, 'base64');
  const found = await derive(password, Buffer.from(kept.salt, 'base64'), HASH_BYTES);
  return expected.length === found.length && timingSafeEqual(expected, found);
}

/** Stands in for the hash of a user who is not there, so that a guess takes as long as any other. */
export const NOBODYS_HASH: PasswordHash = {
  salt: Buffer.alloc(SALT_BYTES).toString('base64'),
  hash: Buffer.alloc(HASH_BYTES).toString('base64'),
};
