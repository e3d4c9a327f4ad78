import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { VaultUnavailable } from '../../src/application/ports/person-vault.js';
import { MemoryPersonVault } from '../../src/infrastructure/memory/memory-person-vault.js';
import { ErasureIncomplete, SqlitePersonVault } from '../../src/infrastructure/vault/person-vault.sqlite.js';
import { personVaultContract } from './person-vault.contract.js';

describe('the vault in memory', () => {
  personVaultContract(() => new MemoryPersonVault());
});

describe('the vault on disk', () => {
  let folder: string;
  const vaults: SqlitePersonVault[] = [];
  const file = (): string => join(folder, 'vault', 'persons.db');
  const open = (): SqlitePersonVault => {
    const vault = new SqlitePersonVault(file(), 20);
    vaults.push(vault);
    return vault;
  };
  /** Every byte of every file in the folder, the write-ahead log included. */
  const holds = (text: string): boolean =>
    readdirSync(join(folder, 'vault')).some((name) =>
      readFileSync(join(folder, 'vault', name)).includes(text),
    );

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wayfill-vault-'));
  });
  afterAll(() => {
    for (const vault of vaults) vault.close();
    rmSync(folder, { recursive: true, force: true });
  });

  personVaultContract(open);

  it('leaves no byte of an erased person in any file', async () => {
    const vault = open();
    const secret = 'Erasable Person 7f3a';
    await vault.put('main', 'secret', { name: secret, street: `Street of ${secret}` });
    expect(holds(secret)).toBe(true);

    await vault.erase('main', 'secret');

    expect(holds(secret)).toBe(false);
  });

  it('leaves no byte of what was overwritten before the erasure, nor of a long text over many pages', async () => {
    const vault = open();
    const first = 'First Name 91bc';
    const long = `Long Street 5d20 ${'x'.repeat(20_000)} end 5d20`;
    await vault.put('main', 'long', { name: first });
    await vault.put('main', 'long', { name: 'Second', street: long });
    for (let index = 0; index < 50; index += 1)
      await vault.put('main', `fill-${index}`, { name: `Fill ${index}` });

    await vault.erase('main', 'long');

    expect([holds(first), holds('Long Street 5d20'), holds('end 5d20')]).toEqual([false, false, false]);
    expect(await vault.get('main', 'fill-49')).toEqual({ name: 'Fill 49' });
  });

  it('leaves no byte of a person whose data was moved into the main file first', async () => {
    const vault = open();
    const secret = 'Settled Person 33aa';
    await vault.put('main', 'settled', { name: secret });
    await vault.erase('main', 'nobody');
    expect(readFileSync(file()).includes(secret)).toBe(true);

    await vault.erase('main', 'settled');

    expect(holds(secret)).toBe(false);
  });

  it('calls an erasure incomplete while another process still reads the old state, and completes it after', async () => {
    const vault = open();
    const secret = 'Read Person c0de';
    await vault.put('main', 'read', { name: secret });
    const reader = new Database(file());
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM persons').all();

    await expect(vault.erase('main', 'read')).rejects.toBeInstanceOf(ErasureIncomplete);

    reader.exec('COMMIT');
    reader.close();
    await vault.erase('main', 'read');
    expect(holds(secret)).toBe(false);
  });

  it('says that it cannot be used while another process writes, and takes everything afterwards', async () => {
    const vault = open();
    await vault.put('main', 'there', { name: 'There' });
    const writer = new Database(file());
    writer.exec('BEGIN IMMEDIATE');

    await expect(vault.put('main', 'late', { name: 'Late' })).rejects.toBeInstanceOf(VaultUnavailable);
    await expect(vault.erase('main', 'there')).rejects.toBeInstanceOf(VaultUnavailable);
    expect(await vault.get('main', 'there')).toEqual({ name: 'There' });

    writer.exec('ROLLBACK');
    writer.close();
    await vault.put('main', 'late', { name: 'Late' });
    expect(await vault.erase('main', 'there')).toBe(true);
    expect(await vault.get('main', 'late')).toEqual({ name: 'Late' });
  });

  it('is open to its owner only', () => {
    open();

    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('answers every put that still waits when it is erased from or closed, and keeps what it answered', async () => {
    const vault = open();
    const first = vault.put('main', 'waiting-1', { name: 'First' });
    const erased = vault.erase('main', 'waiting-0');
    const second = vault.put('main', 'waiting-2', { name: 'Second' });
    vault.close();
    await Promise.all([first, erased, second]);

    const next = open();
    expect(await next.get('main', 'waiting-1')).toEqual({ name: 'First' });
    expect(await next.get('main', 'waiting-2')).toEqual({ name: 'Second' });
  });

  it('takes nothing more once it is closed', async () => {
    const vault = open();
    vault.close();

    await expect(vault.put('main', 'late', { name: 'Late' })).rejects.toThrow(/not open|closed/);
  });

  it('keeps, over a crash and a close, who is settled and who is not', async () => {
    const vault = open();
    const claim = { orderId: 'web~1', since: '2026-03-01T09:00:00.000Z' };
    await vault.put('crash', 'unsettled', { name: 'Unsettled' }, claim);
    await vault.put('crash', 'settled', { name: 'Settled' }, claim);
    vault.settle('crash', 'settled');
    vault.close();

    const left = await open().unsettled('2026-03-02T00:00:00.000Z', 1_000);
    expect(left.filter(({ tenant }) => tenant === 'crash')).toEqual([
      { tenant: 'crash', reference: 'unsettled', ...claim },
    ]);
  });

  it('that is older than the claims is taken over, with everyone in it settled', async () => {
    const old = join(folder, 'old.db');
    const before = new Database(old);
    before.exec(
      'CREATE TABLE persons (tenant TEXT NOT NULL, reference TEXT NOT NULL, person TEXT NOT NULL, ' +
        'PRIMARY KEY (tenant, reference)) STRICT, WITHOUT ROWID',
    );
    before.exec(`INSERT INTO persons VALUES ('main', 'old', '{"name":"Old"}')`);
    before.close();

    const vault = new SqlitePersonVault(old);
    vaults.push(vault);

    expect(await vault.get('main', 'old')).toEqual({ name: 'Old' });
    expect(await vault.unsettled('9999-01-01T00:00:00.000Z', 10)).toEqual([]);
  });

  it('is found again by the next process', async () => {
    await open().put('main', 'kept', { name: 'Kept' });

    expect(await open().get('main', 'kept')).toEqual({ name: 'Kept' });
  });
});
