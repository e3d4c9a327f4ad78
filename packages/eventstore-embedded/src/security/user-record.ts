import type { PasswordHash } from './password.js';

/** A user as the log keeps it. */
export interface UserRecord extends PasswordHash {
  readonly loginName: string;
  readonly fullName: string;
  readonly groups: readonly string[];
  readonly disabled: boolean;
}

/** A user, and when and as which event it was written. */
export interface StoredUser extends UserRecord {
  readonly revision: number;
  readonly updatedMs: number;
}

/** Reads the data of a user event; undefined when somebody has written something else there. */
export function parseUserRecord(data: Uint8Array): UserRecord | undefined {
  const value = parseObject(data);
  const { loginName, fullName, groups, disabled, salt, hash } = value;
  const isUser = isText(loginName) && isText(fullName) && isText(salt) && isText(hash);
  if (!isUser || typeof disabled !== 'boolean' || !Array.isArray(groups) || !groups.every(isText)) {
    return undefined;
  }
  return { loginName, fullName, groups, disabled, salt, hash };
}

function parseObject(data: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
