import fs from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { COMPACT_EVERY } from './arming.js';
import { around, isArmedFor, pass } from './passes.js';

interface Statement {
  readonly run: (...values: readonly unknown[]) => unknown;
}
type RunEvery = (this: unknown, pauseMs: number, tell: unknown) => void;
type Class = { readonly prototype: object };

const named = (name: string) => (): readonly string[] => [name];

/**
 * Puts the points into the event store's program, before any of it runs.
 * @param packageDir folder of the compiled package
 */
export async function armStore(packageDir: string): Promise<void> {
  const load = async (file: string, name: string): Promise<object> => {
    const loaded = (await import(pathToFileURL(join(packageDir, file)).href)) as Readonly<
      Record<string, Class>
    >;
    if (loaded[name] === undefined) throw new Error(`${file} has no ${name} to put points around`);
    return loaded[name].prototype;
  };
  armFiles();
  armDatabase(packageDir);
  const storage = await load('storage/sqlite-storage.js', 'SqliteStorage');
  around(storage, 'lastPosition', named('store.open'));
  around(storage, 'commit', named('store.commit'));
  around(storage, 'sync', named('store.sync'));
  syncBeside(await load('storage/sync-pace.js', 'SyncPace'));
  around(storage, 'remove', named('store.compaction'));
  around(storage, 'shrink', named('store.shrink'));
  around(storage, 'close', named('store.close'));
  around(await load('storage/link-index.js', 'LinkIndex'), 'addCommitted', named('store.transaction'));
  around(await load('log/write-stage.js', 'WriteStage'), 'becomeDurable', named('store.durable'));
  around(await load('log/event-log.js', 'EventLog'), 'readAll', named('store.read'));
  hasten(await load('operations/compactor.js', 'Compactor'));
}

/** A backup gets its name as its last step. */
function armFiles(): void {
  const rename = fs.renameSync;
  fs.renameSync = (from, to) => {
    pass('store.rename.before');
    rename(from, to);
    pass('store.rename.after');
  };
  syncBuiltinESMExports();
}

/** A backup is one statement: before it runs there is nothing, after it a file that nobody has looked at. */
function armDatabase(packageDir: string): void {
  const Database = createRequire(join(packageDir, 'cli.js'))('libsql') as {
    readonly prototype: { prepare: (this: unknown, sql: string) => Statement };
  };
  const { prepare } = Database.prototype;
  Database.prototype.prepare = function (sql: string) {
    const statement = prepare.call(this, sql);
    if (!sql.startsWith('VACUUM INTO')) return statement;
    return {
      run: (...values: readonly unknown[]) => {
        pass('store.copy.before');
        const result = statement.run(...values);
        pass('store.copy.after');
        return result;
      },
    };
  };
}

/** A quick disk is waited for in the commit: there would be no moment in a sync to kill at. */
function syncBeside(prototype: object): void {
  const usual = Object.getOwnPropertyDescriptor(prototype, 'isBeside');
  if (usual?.get === undefined)
    throw new Error('the pace of syncs does not say any more where they are done');
  Object.defineProperty(prototype, 'isBeside', {
    get(this: unknown): unknown {
      return isArmedFor('store.sync') || usual.get?.call(this);
    },
  });
}

/** A minute is the shortest that an operator can set between two compactions: too long for a run. */
function hasten(prototype: object): void {
  const everyMs = Number(process.env[COMPACT_EVERY] ?? 0);
  if (everyMs === 0) return;
  const compactor = prototype as { runEvery: RunEvery };
  const { runEvery } = compactor;
  compactor.runEvery = function (_pauseMs, tell) {
    runEvery.call(this, everyMs, tell);
  };
}
