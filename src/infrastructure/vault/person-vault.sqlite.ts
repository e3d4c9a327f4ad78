import { chmodSync, closeSync, fdatasync, fdatasyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import type { Person, PersonVault } from '../../application/ports/person-vault.js';

/** How long another process may hold the file before a call fails. The whole engine waits meanwhile: keep it short. */
const BUSY_TIMEOUT_MS = 500;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS persons (
    tenant TEXT NOT NULL,
    reference TEXT NOT NULL,
    person TEXT NOT NULL,
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

interface PendingPut {
  readonly row: readonly [tenant: string, reference: string, person: string];
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
  private pending: PendingPut[] = [];
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
    // SQLite keeps this file, and never another one, for as long as somebody has the database open.
    this.writeAheadLog = openSync(`${file}-wal`, 'r+');
    this.insert = this.db.prepare(
      'INSERT OR REPLACE INTO persons (tenant, reference, person) VALUES (?, ?, ?)',
    );
    this.select = this.db.prepare('SELECT person FROM persons WHERE tenant = ? AND reference = ?');
    this.remove = this.db.prepare('DELETE FROM persons WHERE tenant = ? AND reference = ?');
  }

  put(tenant: string, reference: string, person: Person): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.pending.length === 0 && this.syncing === null) setImmediate(() => this.flush());
      this.pending.push({ row: [tenant, reference, JSON.stringify(person)], resolve, reject });
    });
  }

  async get(tenant: string, reference: string): Promise<Person | null> {
    const [row] = this.select.all(tenant, reference) as readonly { readonly person: string }[];
    return row === undefined ? null : (JSON.parse(row.person) as Person);
  }

  /** @throws ErasureIncomplete */
  async erase(tenant: string, reference: string): Promise<boolean> {
    this.writeNow();
    const { changes } = this.remove.run(tenant, reference);
    this.emptyWriteAheadLog();
    return changes > 0;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.writeNow();
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
      });
      return puts;
    } catch (error) {
      answer(puts, error);
      return [];
    }
  }

  private inTransaction(work: () => void): void {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.db.exec('COMMIT');
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
    else reject(error);
  }
}
