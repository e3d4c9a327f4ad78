import type Database from 'libsql';
import { linkStreamsOf } from '../log/link-names.js';
import type { Direction } from './direction.js';
import type { StoredEvent } from './stored-event.js';

/** A list's number and the revision of its last link. */
export interface LinkList {
  readonly number: number;
  head: number;
}

/** A link, and the event at its end. */
export interface LinkRow {
  /** Place of the link in its list. */
  readonly revision: number;
  readonly position: number;
  readonly streamName: string;
  readonly eventRevision: number;
  readonly type: string;
  readonly createdMs: number;
}

type IndexedEvent = Pick<StoredEvent, 'position' | 'streamName' | 'revision' | 'type'>;
type Row = [number, number, string, number, string, number];

/** Written in one transaction while the index catches up with the log. */
const CATCH_UP_EVENTS = 2_000;

/** Lists whose heads stay in memory. */
const CACHED_LISTS = 16_384;

const MAX_PAGE_ROWS = 512;

/** Without a row in `link_progress` nobody has ever asked, and nothing is indexed. */
const TABLES = `
  CREATE TABLE IF NOT EXISTS link_progress (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    position INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS link_lists (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE IF NOT EXISTS links (
    list INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (list, revision)
  ) STRICT, WITHOUT ROWID;
`;

/** Which event is the how-manieth of its category, of its type, and of the beginnings of streams. */
export class LinkIndex {
  readonly #db: Database.Database;
  readonly #selectList: Database.Statement;
  readonly #selectName: Database.Statement;
  readonly #insertList: Database.Statement;
  readonly #insertLink: Database.Statement;
  readonly #saveProgress: Database.Statement;
  readonly #selectEvents: Database.Statement;
  readonly #selectLinks: Record<Direction, Database.Statement>;
  /** Heads of the lists in recent use. */
  readonly #lists = new Map<string, LinkList>();
  #position: number | undefined;

  constructor(db: Database.Database) {
    this.#db = db;
    db.exec(TABLES);
    const prepare = (sql: string) => db.prepare(sql).raw(true);
    this.#selectList = prepare(
      'SELECT number, (SELECT max(revision) FROM links WHERE list = number) FROM link_lists WHERE name = ?',
    );
    this.#selectName = prepare('SELECT name FROM link_lists WHERE number = ?');
    this.#insertList = db.prepare('INSERT INTO link_lists (name) VALUES (?)');
    this.#insertLink = db.prepare('INSERT INTO links (list, revision, position) VALUES (?, ?, ?)');
    this.#saveProgress = db.prepare('INSERT OR REPLACE INTO link_progress (id, position) VALUES (1, ?)');
    this.#selectEvents = prepare(
      `SELECT e.position, s.name, e.revision, e.type FROM events e JOIN streams s ON s.number = e.stream
       WHERE e.position > ? ORDER BY e.position LIMIT ?`,
    );
    const links = `SELECT l.revision, l.position, s.name, e.revision, e.type, e.created_ms FROM links l
       JOIN events e ON e.position = l.position JOIN streams s ON s.number = e.stream WHERE l.list = ?`;
    this.#selectLinks = {
      forwards: prepare(`${links} AND l.revision >= ? ORDER BY l.revision LIMIT ?`),
      backwards: prepare(`${links} AND l.revision <= ? ORDER BY l.revision DESC LIMIT ?`),
    };
    const [row] = prepare('SELECT position FROM link_progress').all() as [number][];
    this.#position = row?.[0];
  }

  /** Position of the last event that is indexed; undefined when nothing is to be. */
  get position(): number | undefined {
    return this.#position;
  }

  /** From now on everything is indexed, first of all what is there. */
  switchOn(): void {
    if (this.#position !== undefined) return;
    this.#saveProgress.run(0);
    this.#position = 0;
  }

  /** Indexes the events of a commit, within its transaction, if the index knows all before them. */
  addCommitted(events: readonly StoredEvent[]): void {
    const [first] = events;
    if (first !== undefined && this.#position === first.position - 1) this.#add(events);
  }

  /** Indexes the next events of the log, in a transaction of their own. */
  catchUp(): void {
    const rows = this.#selectEvents.all(this.#position ?? 0, CATCH_UP_EVENTS) as [
      number,
      string,
      number,
      string,
    ][];
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      this.#add(
        rows.map(([position, streamName, revision, type]) => ({ position, streamName, revision, type })),
      );
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#forget();
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  find(name: string): LinkList | undefined {
    const known = this.#lists.get(name);
    if (known !== undefined) return known;
    const [row] = this.#selectList.all(name) as [number, number | null][];
    if (row === undefined) return undefined;
    const list = { number: row[0], head: row[1] ?? -1 };
    this.#lists.set(name, list);
    return list;
  }

  /** Name of the list with this number. */
  nameOf(listNumber: number): string {
    const [row] = this.#selectName.all(listNumber) as [string][];
    return row?.[0] ?? '';
  }

  read(listNumber: number, revision: number, direction: Direction, maxLinks: number): LinkRow[] {
    const limit = Math.min(maxLinks, MAX_PAGE_ROWS);
    const rows = this.#selectLinks[direction].all(listNumber, revision, limit) as Row[];
    return rows.map(([linkRevision, position, streamName, eventRevision, type, createdMs]) => ({
      revision: linkRevision,
      position,
      streamName,
      eventRevision,
      type,
      createdMs,
    }));
  }

  #add(events: readonly IndexedEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    for (const event of events) {
      for (const name of linkStreamsOf(event)) {
        const list = this.find(name) ?? this.#newList(name);
        list.head += 1;
        this.#insertLink.run(list.number, list.head, event.position);
      }
    }
    this.#saveProgress.run(last.position);
    this.#position = last.position;
    for (const name of this.#lists.keys()) {
      if (this.#lists.size <= CACHED_LISTS) break;
      this.#lists.delete(name);
    }
  }

  #newList(name: string): LinkList {
    const { lastInsertRowid } = this.#insertList.run(name);
    const list = { number: Number(lastInsertRowid), head: -1 };
    this.#lists.set(name, list);
    return list;
  }

  /** What is in memory may be ahead of the file. */
  #forget(): void {
    this.#lists.clear();
    const [row] = this.#db.prepare('SELECT position FROM link_progress').raw(true).all() as [number][];
    this.#position = row?.[0];
  }
}
