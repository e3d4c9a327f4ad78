import { createHmac, randomBytes } from 'node:crypto';
import { ANONYMOUS, type Caller, userCaller } from './caller.js';
import { isPassword, NOBODYS_HASH } from './password.js';
import type { UserStore } from './user-store.js';

/** Credentials that were found to be right, and are therefore not hashed again. */
const KNOWN_CREDENTIALS = 4_096;

/** Password guesses that are hashed at a time; the others wait, so that nobody can fill the memory with them. */
const MAX_WAITING = 256;

/** Says who a caller is from the `authorization` header. */
export class Authenticator {
  readonly #users: UserStore;
  /** Keyed by a digest that is worthless outside this process; the value is the user's revision. */
  readonly #known = new Map<string, number>();
  readonly #digestKey = randomBytes(32);
  /** Checks that are on: calls with the same credentials at once cost one hash. */
  readonly #checks = new Map<string, Promise<Caller | undefined>>();

  constructor(users: UserStore) {
    this.#users = users;
  }

  /**
   * @param header value of `authorization`, if there is one
   * @returns undefined when the credentials are wrong; at once when they are known
   */
  authenticate(header: string | undefined): Caller | undefined | Promise<Caller | undefined> {
    if (header === undefined) return ANONYMOUS;
    const credentials = parseBasic(header);
    if (credentials === undefined) return undefined;
    const { login, password } = credentials;
    const digest = createHmac('sha256', this.#digestKey).update(header).digest('base64');
    const user = this.#users.find(login);
    if (user !== undefined && !user.disabled && this.#known.get(digest) === user.revision) {
      return userCaller(login, user.groups);
    }
    const running = this.#checks.get(digest);
    if (running !== undefined) return running;
    if (this.#checks.size >= MAX_WAITING) return undefined;
    const check = this.#check(login, password, digest).finally(() => this.#checks.delete(digest));
    this.#checks.set(digest, check);
    return check;
  }

  async #check(login: string, password: string, digest: string): Promise<Caller | undefined> {
    const user = this.#users.find(login);
    const isRight = await isPassword(password, user ?? NOBODYS_HASH);
    if (user === undefined || !isRight || user.disabled) return undefined;
    if (this.#known.size >= KNOWN_CREDENTIALS) this.#known.clear();
    this.#known.set(digest, user.revision);
    return userCaller(login, user.groups);
  }
}

function parseBasic(header: string): { login: string; password: string } | undefined {
  const encoded = /^basic (?<encoded>[A-Za-z0-9+/]+=*)$/i.exec(header)?.groups?.['encoded'];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 1 ? undefined : { login: text.slice(0, colon), password: text.slice(colon + 1) };
}
