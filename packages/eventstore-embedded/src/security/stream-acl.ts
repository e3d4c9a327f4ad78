import { isMetastream, originalStreamOf } from '../log/stream-metadata.js';
import { type Caller, isAdmin, ROLES } from './caller.js';

/** What somebody wants to do to a stream. */
export type StreamAccess = 'read' | 'write' | 'delete' | 'metadata-read' | 'metadata-write';

/** Roles for each kind of access; what is left out is decided by the next list of defaults. */
export type StreamAcl = Readonly<Partial<Record<StreamAccess, readonly string[]>>>;

/** Default lists, from the stream `$settings`. */
export interface DefaultAcls {
  readonly user: StreamAcl;
  readonly system: StreamAcl;
}

/** Name under which the log of all streams has an access control list. */
export const ALL_STREAM = '$all';

const KEYS: readonly (readonly [string, StreamAccess])[] = [
  ['$r', 'read'],
  ['$w', 'write'],
  ['$d', 'delete'],
  ['$mr', 'metadata-read'],
  ['$mw', 'metadata-write'],
];

const everyAccess = (role: string): StreamAcl =>
  Object.fromEntries(KEYS.map(([, access]) => [access, [role]]));

/** As the server comes: everybody who is known may use user streams, system streams are for admins. */
const BUILT_IN: DefaultAcls = { user: everyAccess(ROLES.all), system: everyAccess(ROLES.admins) };

/** No settings at all. */
export const NO_DEFAULTS: DefaultAcls = { user: {}, system: {} };

/** Reads the event of `$settings`. */
export function parseDefaultAcls(document: unknown): DefaultAcls {
  if (!isObject(document)) return NO_DEFAULTS;
  return { user: parseAcl(document['$userStreamAcl']), system: parseAcl(document['$systemStreamAcl']) };
}

/** The access that is really asked for: a metadata stream is guarded by the stream that it describes. */
export function guardedBy(streamName: string, access: StreamAccess): [string, StreamAccess | undefined] {
  if (!isMetastream(streamName)) return [streamName, access];
  const original = originalStreamOf(streamName);
  if (access === 'read') return [original, 'metadata-read'];
  if (access === 'write') return [original, 'metadata-write'];
  return [original, undefined];
}

/** Whether the caller may do that to the stream. */
export function isAllowed(
  caller: Caller,
  streamName: string,
  access: StreamAccess,
  acl: unknown,
  defaults: DefaultAcls,
): boolean {
  if (isAdmin(caller)) return true;
  if (caller.login === undefined) return false;
  if (streamName === ALL_STREAM && access !== 'read' && access !== 'metadata-read') return false;
  const roles = rolesFor(streamName, access, acl, defaults);
  return roles.some((role) => role === ROLES.all || caller.roles.has(role));
}

function rolesFor(
  streamName: string,
  access: StreamAccess,
  acl: unknown,
  defaults: DefaultAcls,
): readonly string[] {
  const name = defaultsFor(streamName, acl);
  return parseAcl(acl)[access] ?? defaults[name][access] ?? BUILT_IN[name][access] ?? [];
}

/** A list may be one of the two names: that stream is treated as one of that kind. */
function defaultsFor(streamName: string, acl: unknown): keyof DefaultAcls {
  if (acl === '$userStreamAcl') return 'user';
  return acl === '$systemStreamAcl' || streamName.startsWith('$') ? 'system' : 'user';
}

/** What cannot be understood sets nothing, and the defaults hold. */
function parseAcl(value: unknown): StreamAcl {
  if (!isObject(value)) return {};
  const acl: Partial<Record<StreamAccess, readonly string[]>> = {};
  for (const [key, access] of KEYS) {
    const roles = value[key];
    if (typeof roles === 'string') acl[access] = [roles];
    else if (Array.isArray(roles)) acl[access] = roles.filter((role) => typeof role === 'string');
  }
  return acl;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
