import { chmodSync, mkdirSync } from 'node:fs';
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
 * zeros, and the write-ahead log, which still holds the old pages, is emptied before an erasure is answered. Puts that
 * come together share one transaction, and so one wait for the disk.
 */
export class SqlitePersonVault implements PersonVault {
  private readonly db: Database.Database;
  private readonly insert: Database.Statement;
  private readonly select: Database.Statement;
  private readonly remove: Database.Statement;
  private pending: PendingPut[] = [];

  /** @param file path of the file; its folder is made if missing, and only its owner may read it */
  constructor(file: string, busyTimeoutMs = BUSY_TIMEOUT_MS) {
    mkdirSync(dirname(file), { recursive: true });
    this.db = new Database(file);
    chmodSync(file, 0o600);
    this.db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    this.db.exec('PRAGMA journal_mode = WAL');
    this.db.exec('PRAGMA synchronous = FULL');
    this.db.exec('PRAGMA secure_delete = ON');
    this.db.exec(SCHEMA);
    this.insert = this.db.prepare(
      'INSERT OR REPLACE INTO persons (tenant, reference, person) VALUES (?, ?, ?)',
    );
    this.select = this.db.prepare('SELECT person FROM persons WHERE tenant = ? AND reference = ?');
    this.remove = this.db.prepare('DELETE FROM persons WHERE tenant = ? AND reference = ?');
  }

  put(tenant: string, reference: string, person: Person): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.pending.length === 0) setImmediate(() => this.flush());
      this.pending.push({ row: [tenant, reference, JSON.stringify(person)], resolve, reject });
    });
  }

  async get(tenant: string, reference: string): Promise<Person | null> {
    const [row] = this.select.all(tenant, reference) as readonly { readonly person: string }[];
    return row === undefined ? null : (JSON.parse(row.person) as Person);
  }

  /** @throws ErasureIncomplete */
  async erase(tenant: string, reference: string): Promise<boolean> {
    this.flush();
    const { changes } = this.remove.run(tenant, reference);
    this.emptyWriteAheadLog();
    return changes > 0;
  }

  close(): void {
    this.flush();
    this.db.close();
  }

  private flush(): void {
    const puts = this.pending;
    this.pending = [];
    if (puts.length === 0) return;
    try {
      this.inTransaction(() => {
        for (const { row } of puts) this.insert.run(...row);
      });
    } catch (error) {
      for (const { reject } of puts) reject(error);
      return;
    }
    for (const { resolve } of puts) resolve();
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
