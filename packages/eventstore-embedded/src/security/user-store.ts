import { randomUUID } from 'node:crypto';
import type { EventLog } from '../log/event-log.js';
import type { ExpectedRevision, WriteOutcome, WriteRequest } from '../log/write-request.js';
import { dataOfRecord } from '../protocol/recorded-event.js';
import { parseUserRecord, type StoredUser, type UserRecord } from './user-record.js';

/** Stream of a user: the last event in it is the user as it is now. */
const USER_STREAM_PREFIX = '$user-';

/** Type of the events in it. */
const USER_EVENT_TYPE = '$user';

/** Users kept in memory; the others are read from the log again. */
const CACHED_USERS = 1_024;

/** Users that a list of all names at the most. */
const MAX_LISTED_USERS = 10_000;

/** Somebody else has changed the user meanwhile, or it cannot be written. */
export class UserWriteError extends Error {
  override readonly name = 'UserWriteError';
  readonly outcome: WriteOutcome['kind'];

  constructor(outcome: WriteOutcome['kind']) {
    super(`The user was not written: ${outcome}.`);
    this.outcome = outcome;
  }
}

/** The users, kept in the log itself: so they are backed up with it, and survive what it survives. */
export class UserStore {
  readonly #log: EventLog;
  readonly #cached = new Map<string, StoredUser>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  find(login: string): StoredUser | undefined {
    const stream = USER_STREAM_PREFIX + login;
    const view = this.#log.view(stream);
    if (view.kind !== 'readable') return undefined;
    const cached = this.#cached.get(login);
    if (cached?.revision === view.last) return cached;
    const event = this.#log.lastEventOf(stream);
    const record = event && parseUserRecord(dataOfRecord(event.record));
    if (event === undefined || record?.loginName !== login) return undefined;
    const user = { ...record, revision: event.revision, updatedMs: event.createdMs };
    if (this.#cached.size >= CACHED_USERS) this.#cached.clear();
    this.#cached.set(login, user);
    return user;
  }

  list(): StoredUser[] {
    return this.#log
      .streamNames(USER_STREAM_PREFIX, MAX_LISTED_USERS)
      .flatMap((name) => this.find(name.slice(USER_STREAM_PREFIX.length)) ?? []);
  }

  /** @throws UserWriteError when there is such a user already */
  create(user: UserRecord): Promise<void> {
    // A stream whose user was deleted goes on from where it ended.
    return this.#write(user, 'no_stream');
  }

  /** @throws UserWriteError when somebody else has changed the user since it was read */
  update(user: StoredUser): Promise<void> {
    const { loginName, fullName, groups, disabled, salt, hash } = user;
    return this.#write({ loginName, fullName, groups, disabled, salt, hash }, BigInt(user.revision));
  }

  /** @throws UserWriteError when somebody else has changed the user since it was read */
  delete(user: StoredUser): Promise<void> {
    const streamName = USER_STREAM_PREFIX + user.loginName;
    const expected = BigInt(user.revision);
    return this.#submit({ kind: 'soft-delete', streamName, expected, deadlineMs: Infinity });
  }

  #write(user: UserRecord, expected: ExpectedRevision): Promise<void> {
    const event = {
      id: randomUUID(),
      type: USER_EVENT_TYPE,
      contentType: 'application/json',
      customMetadata: new Uint8Array(),
      data: Buffer.from(JSON.stringify(user)),
    };
    const streamName = USER_STREAM_PREFIX + user.loginName;
    return this.#submit({ kind: 'append', streamName, expected, events: [event], deadlineMs: Infinity });
  }

  #submit(request: WriteRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#log.write(request, ({ kind }) => {
        if (kind === 'written') resolve();
        else reject(new UserWriteError(kind));
      });
    });
  }
}
