import { ROLES } from './caller.js';
import { hashPassword } from './password.js';
import type { UserStore } from './user-store.js';

/** A server with users was to be started without what makes it safe. */
export class InsecureConfigurationError extends Error {
  override readonly name = 'InsecureConfigurationError';
}

/** Passwords for the users that every server has. Needed once, for the first start. */
export interface DefaultPasswords {
  readonly adminPassword?: string | undefined;
  /** Without it there is no user `ops`. */
  readonly opsPassword?: string | undefined;
}

/** The password that everybody knows. */
const WELL_KNOWN_PASSWORD = 'changeit';

/**
 * Makes the users `admin` and, if it has a password, `ops`, unless they are there.
 *
 * @throws InsecureConfigurationError when `admin` would have no password, or one that everybody knows
 */
export async function ensureDefaultUsers(users: UserStore, passwords: DefaultPasswords): Promise<void> {
  const { adminPassword, opsPassword } = passwords;
  if (users.find('admin') === undefined) {
    if (adminPassword === undefined || adminPassword === '') {
      throw new InsecureConfigurationError(
        "The user 'admin' has no password yet: give one for the first start with TLS.",
      );
    }
    await createUser(users, 'admin', 'Administrator', ROLES.admins, adminPassword);
  }
  if (opsPassword && users.find('ops') === undefined) {
    await createUser(users, 'ops', 'Operations', ROLES.ops, opsPassword);
  }
}

async function createUser(
  users: UserStore,
  loginName: string,
  fullName: string,
  group: string,
  password: string,
): Promise<void> {
  if (password === WELL_KNOWN_PASSWORD) {
    throw new InsecureConfigurationError(
      `The password of '${loginName}' must not be the one that everybody knows.`,
    );
  }
  const hashed = await hashPassword(password);
  await users.create({ loginName, fullName, groups: [group], disabled: false, ...hashed });
}
