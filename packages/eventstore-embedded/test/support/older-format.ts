import Database from 'libsql';

/** As the indexes were when SQLite kept them itself. */
const FORMAT_2 = `
  DROP TABLE stream_index;
  DROP TABLE stream_names;
  DROP TABLE index_progress;
  ALTER TABLE streams RENAME TO new_streams;
  CREATE TABLE streams (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
  INSERT INTO streams SELECT number, name FROM new_streams;
  DROP TABLE new_streams;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
  PRAGMA user_version = 2;
`;

/** Before events had checksums. */
const FORMAT_1 = `
  ALTER TABLE events DROP COLUMN checksum;
  PRAGMA user_version = 1;
`;

/** Makes of a log that is closed one that an older version has written. */
export function toFormat(path: string, format: 1 | 2): void {
  const db = new Database(path);
  db.exec(FORMAT_2);
  if (format === 1) db.exec(FORMAT_1);
  db.close();
}
