import { chmodSync, closeSync, fdatasync, fdatasyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import {
  type Person,
  type PersonClaim,
  type PersonVault,
  type UnsettledPerson,
  VaultUnavailable,
} from '../../application/ports/person-vault.js';
import type { Instant } from '../../domain/shared/time.js';

/** How long another process may hold the file before a call fails. The whole engine waits meanwhile: keep it short. */
const BUSY_TIMEOUT_MS = 500;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS persons (
    tenant TEXT NOT NULL,
    reference TEXT NOT NULL,
    person TEXT NOT NULL,
    order_id TEXT,
    since TEXT,
    PRIMARY KEY (tenant, reference)
  ) STRICT, WITHOUT ROWID
`;

/** The person is out of the table, but a copy may be left in the file's log because another process is reading. Try again. */
export class ErasureIncomplete extends Error {
  constructor() {
    super('the vault is being read by another process; the erasure is not complete, try again');
    this.name = 'ErasureIncomplete';
  }
}

/** A vault from before there were claims gets the columns; whom it has counts as settled. */
const MIGRATION = [
  'ALTER TABLE persons ADD COLUMN order_id TEXT',
  'ALTER TABLE persons ADD COLUMN since TEXT',
];
const UNSETTLED_INDEX = 'CREATE INDEX IF NOT EXISTS unsettled ON persons (since) WHERE since IS NOT NULL';

interface PendingPut {
  readonly row: readonly [
    tenant: string,
    reference: string,
    person: string,
    orderId: string | null,
    since: string | null,
  ];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Personal data in one SQLite file beside the log. What is erased leaves the file: freed space is overwritten with
 * zeros, and the write-ahead log, which still holds the old pages, is emptied before an erasure is answered.
 *
 * The engine's thread never waits for the disk: SQLite writes a commit into its write-ahead log (synchronous=NORMAL), the
 * log is then synced beside the thread, and only after that a put is answered: as durable as with FULL. Puts that come
 * while a sync is under way share the next one.
 */
export class SqlitePersonVault implements PersonVault {
  private readonly db: Database.Database;
  private readonly insert: Database.Statement;
  private readonly select: Database.Statement;
  private readonly remove: Database.Statement;
  private readonly settleOne: Database.Statement;
  private readonly selectUnsettled: Database.Statement;
  private pending: PendingPut[] = [];
  private settled: (readonly [tenant: string, reference: string])[] = [];
  private readonly writeAheadLog: number;
  private syncing: readonly PendingPut[] | null = null;
  private closed = false;

  /** @param file path of the file; its folder is made if missing, and only its owner may read it */
  constructor(file: string, busyTimeoutMs = BUSY_TIMEOUT_MS) {
    mkdirSync(dirname(file), { recursive: true });
    this.db = new Database(file);
    chmodSync(file, 0o600);
    this.db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    this.db.exec('PRAGMA journal_mode = WAL');
    this.db.exec('PRAGMA synchronous = NORMAL');
    this.db.exec('PRAGMA secure_delete = ON');
    this.db.exec(SCHEMA);
    this.migrate();
    // SQLite keeps this file, and never another one, for as long as somebody has the database open.
    this.writeAheadLog = openSync(`${file}-wal`, 'r+');
    this.insert = this.db.prepare(
      'INSERT OR REPLACE INTO persons (tenant, reference, person, order_id, since) VALUES (?, ?, ?, ?, ?)',
    );
    this.settleOne = this.db.prepare(
      'UPDATE persons SET order_id = NULL, since = NULL WHERE tenant = ? AND reference = ?',
    );
    this.selectUnsettled = this.db.prepare(
      'SELECT tenant, reference, order_id AS orderId, since FROM persons WHERE since < ? ORDER BY since LIMIT ?',
    );
    this.select = this.db.prepare('SELECT person FROM persons WHERE tenant = ? AND reference = ?');
    this.remove = this.db.prepare('DELETE FROM persons WHERE tenant = ? AND reference = ?');
  }

  put(tenant: string, reference: string, person: Person, claim?: PersonClaim): Promise<void> {
    const { orderId = null, since = null } = claim ?? {};
    return new Promise((resolve, reject) => {
      if (this.pending.length === 0 && this.syncing === null) setImmediate(() => this.flush());
      this.pending.push({
        row: [tenant, reference, JSON.stringify(person), orderId, since],
        resolve,
        reject,
      });
    });
  }

  async get(tenant: string, reference: string): Promise<Person | null> {
    const [row] = orUnavailable(() => this.select.all(tenant, reference)) as readonly {
      readonly person: string;
    }[];
    return row === undefined ? null : (JSON.parse(row.person) as Person);
  }

  /** Written with the next puts, and not synced for its own sake. */
  settle(tenant: string, reference: string): void {
    this.settled.push([tenant, reference]);
  }

  async unsettled(before: Instant, limit: number): Promise<readonly UnsettledPerson[]> {
    return orUnavailable(() => {
      this.writeNow();
      this.writeSettled();
      return this.selectUnsettled.all(before, limit) as readonly UnsettledPerson[];
    });
  }

  /** @throws ErasureIncomplete, VaultUnavailable */
  async erase(tenant: string, reference: string): Promise<boolean> {
    return orUnavailable(() => {
      this.writeNow();
      const isErased = this.inTransaction(() => this.remove.run(tenant, reference).changes > 0);
      this.emptyWriteAheadLog();
      return isErased;
    });
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.writeNow();
    this.writeSettled();
    this.db.close();
    if (this.syncing === null) closeSync(this.writeAheadLog);
  }

  /** For calls that cannot wait for a sync beside the thread. */
  private writeNow(): void {
    const puts = this.writePending();
    if (puts.length === 0) return;
    try {
      fdatasyncSync(this.writeAheadLog);
      answer(puts, undefined);
    } catch (error) {
      answer(puts, error);
      throw error;
    }
  }

  private flush(): void {
    const puts = this.writePending();
    if (puts.length === 0 || this.closed) return;
    this.syncing = puts;
    fdatasync(this.writeAheadLog, (error) => {
      this.syncing = null;
      answer(puts, error ?? undefined);
      if (this.closed) closeSync(this.writeAheadLog);
      else this.flush();
    });
  }

  /** Commits what waits, and says what has to be answered once it is on the disk. What cannot be written is answered here. */
  private writePending(): readonly PendingPut[] {
    const puts = this.pending;
    this.pending = [];
    if (puts.length === 0) return puts;
    try {
      this.inTransaction(() => {
        for (const { row } of puts) this.insert.run(...row);
        this.settleAll();
      });
      this.settled = [];
      return puts;
    } catch (error) {
      answer(puts, error);
      return [];
    }
  }

  private writeSettled(): void {
    if (this.settled.length === 0) return;
    this.inTransaction(() => this.settleAll());
    this.settled = [];
  }

  private settleAll(): void {
    for (const settled of this.settled) this.settleOne.run(...settled);
  }

  private migrate(): void {
    const columns = this.db.prepare('PRAGMA table_info(persons)').all() as readonly {
      readonly name: string;
    }[];
    if (!columns.some(({ name }) => name === 'since')) for (const step of MIGRATION) this.db.exec(step);
    this.db.exec(UNSETTLED_INDEX);
  }

  /**
   * Every write goes through here: the lock is taken before a prepared statement runs. One that meets the lock by itself
   * counts as in progress from then on, and as long as it does, no transaction can be committed.
   */
  private inTransaction<T>(work: () => T): T {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.db.inTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }

  private emptyWriteAheadLog(): void {
    const [result] = this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all() as readonly {
      readonly busy: number;
    }[];
    if (result?.busy !== 0) throw new ErasureIncomplete();
  }
}

function answer(puts: readonly PendingPut[], error: unknown): void {
  for (const { resolve, reject } of puts) {
    if (error === undefined) resolve();
    else reject(new VaultUnavailable(error));
  }
}

function orUnavailable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ErasureIncomplete ? error : new VaultUnavailable(error);
  }
}
