/** Roles that the server itself knows. */
export const ROLES = { all: '$all', admins: '$admins', ops: '$ops' } as const;

/** Who makes a call. */
export interface Caller {
  /** Undefined for somebody who has not said who they are. */
  readonly login: string | undefined;
  /** Groups of the user, and the login name, which is a role of its own. */
  readonly roles: ReadonlySet<string>;
}

/** Somebody without credentials. May do nothing but ask what the server can do. */
export const ANONYMOUS: Caller = { login: undefined, roles: new Set() };

/** A user who has proved who they are. */
export function userCaller(login: string, groups: readonly string[]): Caller {
  return { login, roles: new Set([login, ...groups]) };
}

/** Whether the caller may do everything. */
export function isAdmin(caller: Caller): boolean {
  return caller.roles.has(ROLES.admins);
}

/** Whether the caller may operate the server, which is less than to read its streams. */
export function isOperator(caller: Caller): boolean {
  return isAdmin(caller) || caller.roles.has(ROLES.ops);
}
