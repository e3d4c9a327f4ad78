import type Database from 'libsql';

/** Rows of the longer statement. */
const ROWS = 32;

/** Writes entries into a table of an index, many with one call into the database. */
export class EntryWriter<Entry extends readonly (string | number)[]> {
  readonly #insertOne: Database.Statement;
  readonly #insertMany: Database.Statement;
  readonly #isThere: (entry: Entry) => boolean;

  /** @param isThere whether the table has this very entry */
  constructor(db: Database.Database, table: string, columns: number, isThere: (entry: Entry) => boolean) {
    const row = `(${Array(columns).fill('?').join(', ')})`;
    this.#insertOne = db.prepare(`INSERT OR IGNORE INTO ${table} VALUES ${row}`);
    this.#insertMany = db.prepare(
      `INSERT OR IGNORE INTO ${table} VALUES ${Array(ROWS).fill(row).join(', ')}`,
    );
    this.#isThere = isThere;
  }

  /**
   * Writes entries that may be there already: they were moved before a crash, when the mark was not.
   *
   * @returns an entry whose place another one has
   */
  write(entries: readonly Entry[]): Entry | undefined {
    for (let from = 0; from < entries.length; from += ROWS) {
      const block = entries.slice(from, from + ROWS);
      if (this.#insert(block) === block.length) continue;
      const refused = block.find((entry) => !this.#isThere(entry));
      if (refused !== undefined) return refused;
    }
    return undefined;
  }

  #insert(block: readonly Entry[]): number {
    if (block.length === ROWS) return this.#insertMany.run(block.flat()).changes;
    return block.reduce((sum, entry) => sum + this.#insertOne.run([...entry]).changes, 0);
  }
}
