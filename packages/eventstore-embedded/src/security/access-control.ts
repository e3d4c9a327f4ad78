import type { Metadata } from '@grpc/grpc-js';
import type { EventLog } from '../log/event-log.js';
import { dataOfRecord } from '../protocol/recorded-event.js';
import type { StoredEvent } from '../storage/stored-event.js';
import { Authenticator } from './authenticator.js';
import { ANONYMOUS, type Caller } from './caller.js';
import {
  type DefaultAcls,
  guardedBy,
  isAllowed,
  NO_DEFAULTS,
  parseDefaultAcls,
  type StreamAccess,
} from './stream-acl.js';
import type { UserStore } from './user-store.js';

/** Its last event holds the default access control lists. */
const SETTINGS_STREAM = '$settings';

/** Who may do what, in a server that has users. */
export class AccessControl {
  readonly authenticator: Authenticator;
  readonly #log: EventLog;
  readonly #callers = new WeakMap<Metadata, Caller>();
  #defaults: { readonly revision: number; readonly acls: DefaultAcls } = { revision: -1, acls: NO_DEFAULTS };

  constructor(log: EventLog, users: UserStore) {
    this.#log = log;
    this.authenticator = new Authenticator(users);
  }

  /** Remembers who makes the call with this metadata. */
  remember(metadata: Metadata, caller: Caller): void {
    this.#callers.set(metadata, caller);
  }

  /** Who makes the call with this metadata. */
  callerOf(metadata: Metadata): Caller {
    return this.#callers.get(metadata) ?? ANONYMOUS;
  }

  /** Decides on what is durable now: a changed list holds from the next call on. */
  mayAccess(caller: Caller, streamName: string, access: StreamAccess): boolean {
    const [guard, guardedAccess] = guardedBy(streamName, access);
    // Metadata streams are deleted with their streams only.
    if (guardedAccess === undefined) return false;
    const acl = this.#log.metadataOf(guard).document['$acl'];
    return isAllowed(caller, guard, guardedAccess, acl, this.#defaultAcls());
  }

  #defaultAcls(): DefaultAcls {
    const revision = this.#log.headOf(SETTINGS_STREAM);
    if (revision !== this.#defaults.revision) {
      this.#defaults = { revision, acls: readDefaults(this.#log.lastEventOf(SETTINGS_STREAM)) };
    }
    return this.#defaults.acls;
  }
}

function readDefaults(event: StoredEvent | undefined): DefaultAcls {
  if (event === undefined) return NO_DEFAULTS;
  try {
    return parseDefaultAcls(JSON.parse(Buffer.from(dataOfRecord(event.record)).toString('utf8')));
  } catch {
    return NO_DEFAULTS;
  }
}
