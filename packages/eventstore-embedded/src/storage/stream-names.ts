import type Database from 'libsql';
import type { NewStream } from './event-storage.js';
import { EntryWriter } from './entry-writer.js';
import { damaged } from './sqlite-schema.js';
import { StepwiseMove } from './stepwise-move.js';

/** Streams that are collected before their names are moved. */
export const BATCH_STREAMS = 2_048;

/** Names moved for each new stream. More than one: a batch is moved before the next one is full. */
const MOVES_PER_STREAM = 1.25;

/** Steps in which a batch is moved, at the most; smaller ones would write the same page again and again. */
const STEPS = 128;

type NameEntry = readonly [name: string, number: number];

/** A batch on its way into the table. */
interface MovingBatch {
  readonly numbers: ReadonlyMap<string, number>;
  /** Streams that are made one after another often have names that follow each other, too. */
  readonly names: readonly string[];
  readonly move: StepwiseMove;
  readonly lastNumber: number;
}

/**
 * Which number each stream has. A stream's row is written with the commit that makes it, behind all others; where its
 * name belongs is a page of its own, so that the names are collected and moved in sorted batches, as in `StreamIndex`.
 */
export class StreamNames {
  readonly #path: string;
  readonly #batchStreams: number;
  readonly #writer: EntryWriter<NameEntry>;
  readonly #select: Database.Statement;
  readonly #selectNames: Database.Statement;
  readonly #saveMark: Database.Statement;
  #collecting = new Map<string, number>();
  #moving: MovingBatch | undefined;
  #owed = 0;

  constructor(db: Database.Database, path: string, batchStreams: number) {
    this.#path = path;
    this.#batchStreams = batchStreams;
    const prepare = (sql: string) => db.prepare(sql).raw(true);
    const select = prepare('SELECT number FROM stream_names WHERE name = ?');
    this.#select = select;
    this.#writer = new EntryWriter(db, 'stream_names', 2, ([name, number]) => {
      const [[found] = []] = select.all(name) as [number][];
      return found === number;
    });
    this.#selectNames = prepare(
      'SELECT name FROM stream_names WHERE name >= ? AND name < ? ORDER BY name LIMIT ?',
    );
    this.#saveMark = db.prepare('UPDATE index_progress SET stream = ?');
    const [[mark] = [0]] = prepare('SELECT stream FROM index_progress').all() as [number][];
    const behind = prepare('SELECT number, name FROM streams WHERE number > ? ORDER BY number');
    for (const [number, name] of behind.all(mark) as [number, string][]) this.#collecting.set(name, number);
  }

  /** Number of a stream; undefined when there is none of that name. */
  find(name: string): number | undefined {
    const recent = this.#collecting.get(name) ?? this.#moving?.numbers.get(name);
    if (recent !== undefined) return recent;
    const [[number] = []] = this.#select.all(name) as [number][];
    return number;
  }

  /** Names that begin with `prefix`, in order. */
  beginningWith(prefix: string, maxNames: number): string[] {
    const rows = this.#selectNames.all(prefix, `${prefix}\u{10ffff}`, maxNames) as [string][];
    const moved = rows.map(([name]) => name);
    const recent = [...this.#collecting.keys(), ...(this.#moving?.names ?? [])];
    const behind = recent.filter((name) => name.startsWith(prefix));
    if (behind.length === 0) return moved;
    return [...new Set([...moved, ...behind])].sort(inOrder).slice(0, maxNames);
  }

  /** Moves what a commit of so many new streams owes, within its transaction. */
  move(streams: number): void {
    if (this.#moving === undefined) return;
    this.#moving.move.begin();
    this.#owed += streams * MOVES_PER_STREAM;
    if (this.#owed >= this.#batchStreams / STEPS) this.#step(this.#moving, Math.floor(this.#owed));
  }

  /** The transaction is committed, and there are these streams. */
  add(streams: readonly NewStream[]): void {
    this.#settle();
    for (const { name, number } of streams) this.#collecting.set(name, number);
    if (this.#collecting.size >= this.#batchStreams) this.#turnOver();
  }

  /** Moves everything, in transactions that the caller makes. */
  moveAll(transaction: (step: () => void) => void): void {
    this.#turnOver();
    while (this.#moving !== undefined) {
      const moving = this.#moving;
      transaction(() => this.#step(moving, moving.names.length));
      this.#settle();
      this.#turnOver();
    }
  }

  #step({ numbers, names, move, lastNumber }: MovingBatch, count: number): void {
    this.#owed = 0;
    const isLast = move.step(count, (from, to) => {
      const entries = names.slice(from, to).map((name): NameEntry => [name, numbers.get(name) ?? 0]);
      const refused = this.#writer.write(entries);
      if (refused !== undefined) {
        throw damaged(this.#path, `stream number ${refused[1]} is not found by its name`);
      }
    });
    if (isLast) this.#saveMark.run(lastNumber);
  }

  #settle(): void {
    if (this.#moving?.move.settle()) this.#moving = undefined;
  }

  /** What was collected is moved next, if nothing is being moved. */
  #turnOver(): void {
    if (this.#moving !== undefined || this.#collecting.size === 0) return;
    const numbers = this.#collecting;
    const names = [...numbers.keys()].sort();
    this.#moving = {
      numbers,
      names,
      move: new StepwiseMove(names.length),
      lastNumber: Math.max(...numbers.values()),
    };
    this.#collecting = new Map();
  }
}

/** As SQLite orders text: by the bytes of its encoding. */
function inOrder(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
