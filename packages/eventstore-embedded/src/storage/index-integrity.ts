import type Database from 'libsql';
import { damaged, formatOf, WITH_OWN_INDEXES } from './sqlite-schema.js';

type Rows = [number][];

/** SQL of the position at which an event `e` is found by its stream. */
export function entryOf(db: Database.Database): string {
  if (formatOf(db) < WITH_OWN_INDEXES) {
    return `(SELECT i.position FROM events i INDEXED BY events_by_stream
      WHERE i.stream = e.stream AND i.revision = e.revision)`;
  }
  // Behind the mark an event need not have an entry yet; one of another event is wrong anywhere.
  return `coalesce(
    (SELECT i.position FROM stream_index i WHERE i.stream = e.stream AND i.revision = e.revision),
    CASE WHEN e.position > (SELECT position FROM index_progress) THEN e.position END)`;
}

/** SQL of the number of the stream with a name. */
export function streamByName(db: Database.Database): string {
  if (formatOf(db) < WITH_OWN_INDEXES) return 'SELECT number FROM streams WHERE name = ?';
  return `SELECT number FROM stream_names WHERE name = ?1
    UNION ALL SELECT number FROM streams WHERE number > (SELECT stream FROM index_progress) AND name = ?1`;
}

/**
 * Looks at each entry of the indexes that the server keeps itself: SQLite's own check knows nothing of them.
 *
 * @throws UnusableDataFileError when something is wrong
 */
export function checkIndexes(db: Database.Database, path: string): void {
  if (formatOf(db) < WITH_OWN_INDEXES) return;
  const first = (sql: string) => (db.prepare(sql).raw(true).all() as Rows)[0]?.[0];
  const lost = first(`SELECT e.position FROM events e WHERE ${entryOf(db)} IS NOT e.position LIMIT 1`);
  if (lost !== undefined) throw damaged(path, `the event at position ${lost} is not in its stream`);
  // No entry was wrong, so each that has an event has its own: more entries than those have none.
  const entries = first('SELECT count(*) FROM stream_index');
  const found = first(
    `SELECT count(*) FROM events e
     WHERE EXISTS (SELECT 1 FROM stream_index i WHERE i.stream = e.stream AND i.revision = e.revision)`,
  );
  if (entries !== found) throw damaged(path, 'a place in a stream belongs to no event');
  const twice = first(
    `SELECT max(position) FROM events WHERE position > (SELECT position FROM index_progress)
     GROUP BY stream, revision HAVING count(*) > 1 LIMIT 1`,
  );
  if (twice !== undefined) throw damaged(path, `the event at position ${twice} is in the place of another`);
  checkNames(path, first);
}

function checkNames(path: string, first: (sql: string) => number | undefined): void {
  const mark = '(SELECT stream FROM index_progress)';
  const named = 'SELECT n.number FROM stream_names n WHERE n.name = s.name';
  const lost = first(
    `SELECT s.number FROM streams s
     WHERE coalesce((${named}), CASE WHEN s.number > ${mark} THEN s.number END) IS NOT s.number LIMIT 1`,
  );
  if (lost !== undefined) throw damaged(path, `stream number ${lost} is not found by its name`);
  const names = first('SELECT count(*) FROM stream_names');
  const found = first(`SELECT count(*) FROM streams s WHERE EXISTS (${named})`);
  if (names !== found) throw damaged(path, 'a name belongs to no stream');
  const twice = first(
    `SELECT max(number) FROM streams WHERE number > ${mark} GROUP BY name HAVING count(*) > 1 LIMIT 1`,
  );
  if (twice !== undefined) throw damaged(path, `stream number ${twice} has the name of another`);
}
