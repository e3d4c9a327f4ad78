import type Database from 'libsql';
import type { Direction } from './direction.js';
import { type PlaceEntry, RecentPlaces, type VisitPlace } from './recent-places.js';
import { EntryWriter } from './entry-writer.js';
import { damaged } from './sqlite-schema.js';
import { StepwiseMove } from './stepwise-move.js';
import type { StoredEvent } from './stored-event.js';

/** Events that are collected before they are moved: the more, the more of them share a page of the table. */
export const BATCH_EVENTS = 16_384;

/** Entries moved for each event of a commit. More than one: a batch is moved before the next one is full. */
const MOVES_PER_EVENT = 1.25;

/** Steps in which a batch is moved, at the most; smaller ones would write the same page again and again. */
const STEPS = 256;

/** Which part of the places asked for is known in memory. */
export interface RecentPart {
  /** In the direction of the reading. */
  readonly positions: readonly number[];
  /** Nothing between the place asked for and these is in the table. */
  readonly isWhole: boolean;
  /** Revision of the oldest of them. */
  readonly oldest: number | undefined;
}

/** A batch on its way into the table. */
interface MovingBatch {
  readonly places: RecentPlaces;
  readonly order: Float64Array;
  readonly move: StepwiseMove;
}

/**
 * At which position each event of each stream is. Written with each commit it would cost a page for nearly every event,
 * because each belongs to another stream. So the newest entries are kept in memory and moved into the table in batches
 * sorted by stream, a little with each commit; a mark says up to which position all are there, and a start reads those
 * behind it from the log again.
 *
 * In the table are the oldest events of each stream, in memory all behind the mark: of a batch that is being moved some
 * are in both.
 */
export class StreamIndex {
  readonly #path: string;
  readonly #batchEvents: number;
  readonly #writer: EntryWriter<PlaceEntry>;
  readonly #selectEnds: Database.Statement;
  readonly #saveMark: Database.Statement;
  readonly #delete: Database.Statement;
  #collecting: RecentPlaces;
  #moving: MovingBatch | undefined;
  #owed = 0;

  constructor(db: Database.Database, path: string, batchEvents: number) {
    this.#path = path;
    this.#batchEvents = batchEvents;
    const prepare = (sql: string) => db.prepare(sql).raw(true);
    const select = prepare('SELECT position FROM stream_index WHERE stream = ? AND revision = ?');
    this.#writer = new EntryWriter(db, 'stream_index', 3, ([stream, revision, position]) => {
      const [[found] = []] = select.all(stream, revision) as [number][];
      return found === position;
    });
    this.#selectEnds = prepare(
      `SELECT (SELECT min(revision) FROM stream_index WHERE stream = ?1),
         (SELECT max(revision) FROM stream_index WHERE stream = ?1)`,
    );
    this.#saveMark = db.prepare('UPDATE index_progress SET position = ?');
    this.#delete = db.prepare(
      `DELETE FROM stream_index
       WHERE (stream, revision) IN (SELECT stream, revision FROM events WHERE position = ?)`,
    );
    const [[mark] = [0]] = prepare('SELECT position FROM index_progress').all() as [number][];
    this.#collecting = new RecentPlaces(mark + 1);
    const behind = prepare(
      'SELECT position, stream, revision FROM events WHERE position > ? ORDER BY position',
    );
    for (const [position, stream, revision] of behind.all(mark) as [number, number, number][]) {
      this.#collecting.add(position, stream, revision);
    }
  }

  /** Moves what a commit of so many events owes, within its transaction. */
  move(events: number): void {
    if (this.#moving === undefined) return;
    this.#moving.move.begin();
    this.#owed += events * MOVES_PER_EVENT;
    const step = Math.ceil(this.#batchEvents / STEPS);
    if (this.#owed >= step) this.#step(this.#moving, Math.floor(this.#owed / step) * step);
  }

  /** The transaction is committed, and these events are in the log. */
  add(events: readonly StoredEvent[]): void {
    this.#settle();
    for (const { position, streamNumber, revision } of events) {
      this.#collecting.add(position, streamNumber, revision);
    }
    if (this.#collecting.size >= this.#batchEvents) this.#turnOver();
  }

  /** Moves everything, in transactions that the caller makes. */
  moveAll(transaction: (step: () => void) => void): void {
    this.#turnOver();
    while (this.#moving !== undefined) {
      const moving = this.#moving;
      transaction(() => this.#step(moving, moving.order.length));
      this.#settle();
      this.#turnOver();
    }
  }

  /** Takes entries out of the table, within a transaction that takes their events out after that. */
  delete(position: number): void {
    this.#delete.run(position);
  }

  /** The events were taken out. */
  forget(positions: readonly number[]): void {
    for (const position of positions) {
      this.#collecting.remove(position);
      this.#moving?.places.remove(position);
    }
  }

  /** Revisions of the first and of the last event of a stream, -1 without any. */
  endsOf(stream: number): { readonly first: number; readonly head: number } {
    const [[tableFirst, tableHead] = [null, null]] = this.#selectEnds.all(stream) as [
      number | null,
      number | null,
    ][];
    const head = this.#newestOf(stream) ?? tableHead ?? -1;
    return { first: tableFirst ?? this.#oldestOf(stream) ?? head, head };
  }

  /** Revision of the last event of a stream, or -1. */
  headOf(stream: number): number {
    return this.#newestOf(stream) ?? this.endsOf(stream).head;
  }

  /** What memory knows of the places from `revision` on. */
  recent(stream: number, revision: number, direction: Direction, maxPlaces: number): RecentPart {
    return direction === 'forwards'
      ? this.#recentForwards(stream, revision, maxPlaces)
      : this.#recentBackwards(stream, revision, maxPlaces);
  }

  #recentForwards(stream: number, from: number, maxPlaces: number): RecentPart {
    const positions: number[] = [];
    let oldest: number | undefined;
    this.#visit(stream, (revision, position) => {
      if (revision < from) return false;
      oldest = revision;
      positions.push(position);
      return true;
    });
    const last = positions.slice(Math.max(0, positions.length - maxPlaces));
    return { positions: last.reverse(), isWhole: oldest === from, oldest };
  }

  #recentBackwards(stream: number, from: number, maxPlaces: number): RecentPart {
    const positions: number[] = [];
    let oldest: number | undefined;
    this.#visit(stream, (revision, position) => {
      if (revision > from) return true;
      oldest = revision;
      return positions.push(position) < maxPlaces;
    });
    return { positions, isWhole: positions.length >= maxPlaces || oldest === 0, oldest };
  }

  #newestOf(stream: number): number | undefined {
    let newest: number | undefined;
    this.#visit(stream, (revision) => {
      newest = revision;
      return false;
    });
    return newest;
  }

  #oldestOf(stream: number): number | undefined {
    let oldest: number | undefined;
    this.#visit(stream, (revision) => {
      oldest = revision;
      return true;
    });
    return oldest;
  }

  #visit(stream: number, visit: VisitPlace): void {
    if (this.#collecting.visit(stream, visit)) this.#moving?.places.visit(stream, visit);
  }

  #step({ places, order, move }: MovingBatch, entries: number): void {
    this.#owed = Math.max(0, this.#owed - entries);
    const isLast = move.step(entries, (from, to) => {
      const found = Array.from(order.subarray(from, to), (key) => places.at(key));
      const refused = this.#writer.write(found.filter((entry) => entry !== undefined));
      if (refused !== undefined) {
        throw damaged(this.#path, `the event at position ${refused[2]} is not in its stream`);
      }
    });
    if (isLast) this.#saveMark.run(this.#collecting.first - 1);
  }

  #settle(): void {
    if (this.#moving?.move.settle()) this.#moving = undefined;
  }

  /** What was collected is moved next, if nothing is being moved. */
  #turnOver(): void {
    if (this.#moving !== undefined || this.#collecting.size === 0) return;
    const places = this.#collecting;
    const order = places.sorted();
    this.#moving = { places, order, move: new StepwiseMove(order.length) };
    this.#collecting = new RecentPlaces(places.next);
    this.#owed = 0;
  }
}
