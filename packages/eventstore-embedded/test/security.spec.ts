import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { InsecureConfigurationError, type LogLevel, startEmbedded } from '../src/index.js';
import { ANONYMOUS, userCaller } from '../src/security/caller.js';
import { hashPassword, isPassword } from '../src/security/password.js';
import { isAllowed, NO_DEFAULTS, parseDefaultAcls } from '../src/security/stream-acl.js';
import { parseUserRecord } from '../src/security/user-record.js';
import { compileCli, type CompiledCli } from './support/compiled-cli.js';
import { removeTemporaryDirectories, temporaryDirectory } from './support/temporary-directory.js';

const directory = temporaryDirectory();
const [certFile, keyFile] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
let files: { cert: Buffer; key: Buffer };
beforeAll(() => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', keyFile, '-out', certFile], {
    stdio: 'ignore',
  });
  files = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
});
afterAll(removeTemporaryDirectories);

const connect = (port: number, user: string, password: string) =>
  EventStoreDBClient.connectionString(
    `esdb://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}?tls=true&tlsCaFile=${certFile}`,
  );
const event = () => jsonEvent({ type: 'Happened', data: {} });

describe('server with TLS', () => {
  it.each([
    [{}, 'has no password yet'],
    [{ adminPassword: '' }, 'has no password yet'],
    [{ adminPassword: 'changeit' }, "'admin' must not be the one that everybody knows"],
    [{ adminPassword: 'fine', opsPassword: 'changeit' }, "'ops' must not be the one that everybody knows"],
  ])('does not start with %j, and leaves its directory free', async (passwords, message) => {
    const dataDir = temporaryDirectory();
    const start = () => startEmbedded({ dataDir, tls: { ...files, ...passwords } });
    await expect(start()).rejects.toThrow(InsecureConfigurationError);
    await expect(start()).rejects.toThrow(message);
  });

  it('does not start with a key that is none', async () => {
    const tls = { cert: files.cert, key: Buffer.from('no key'), adminPassword: 'fine' };
    await expect(startEmbedded({ inMemory: true, tls })).rejects.toThrow('DECODER');
  });

  it('knows its users after a restart, by the passwords of the first start', async () => {
    const dataDir = temporaryDirectory();
    const first = await startEmbedded({
      dataDir,
      tls: { ...files, adminPassword: 'first', opsPassword: 'o' },
    });
    expect(first.connectionString).toContain('?tls=true');
    await first.stop();
    const refused: [LogLevel, string][] = [];
    const second = await startEmbedded({
      dataDir,
      tls: { ...files, adminPassword: 'second' },
      log: (level, name) => refused.push([level, name]),
    });
    const [admin, wrong] = [connect(second.port, 'admin', 'first'), connect(second.port, 'admin', 'second')];
    await admin.appendToStream('s', event());
    await expect(wrong.appendToStream('s', event())).rejects.toMatchObject({ type: 'access-denied' });
    expect(refused).toEqual([['warn', 'credentials-refused']]);
    const ops = connect(second.port, 'ops', 'o');
    await ops.appendToStream('s', event());
    await Promise.all([admin.dispose(), wrong.dispose(), ops.dispose()]);
    await second.stop();
  });

  it('keeps no password in the file', async () => {
    const dataDir = temporaryDirectory();
    const server = await startEmbedded({ dataDir, tls: { ...files, adminPassword: 'only-known-here' } });
    await server.stop();
    expect(readFileSync(join(dataDir, 'events.db')).includes('only-known-here')).toBe(false);
  });

  it('answers many calls with the same new credentials at once', async () => {
    const server = await startEmbedded({ inMemory: true, tls: { ...files, adminPassword: 'p' } });
    const credentials = { username: 'admin', password: 'p' };
    const client = connect(server.port, 'nobody', 'x');
    await Promise.all(
      Array.from({ length: 100 }, () => client.appendToStream('s', event(), { credentials })),
    );
    expect(await client.getStreamMetadata('s', { credentials })).toEqual({ streamName: 's' });
    await client.dispose();
    await server.stop();
  });
});

describe('command line with TLS', () => {
  let cli: CompiledCli;
  beforeAll(() => {
    cli = compileCli();
  });
  afterAll(() => cli.remove());
  const start = async (dataDir: string, env: Record<string, string>, ...more: string[]) => {
    const args = ['--data', dataDir, '--port', '0', '--tls-cert', certFile, '--tls-key', keyFile, ...more];
    const child = spawn(process.execPath, [cli.path, ...args], { env: { ...process.env, ...env } });
    const ended = once(child, 'exit');
    const first = await Promise.race([once(child.stdout, 'data'), ended]);
    return { child, ended, first: String(first[0]) };
  };

  it('refuses to start without a password for admin', async () => {
    const { first } = await start(temporaryDirectory(), {});
    expect(first).toBe('1');
  });

  it.each([
    ['the environment', { EVENTSTORE_DEFAULT_ADMIN_PASSWORD: 'from outside' }, []],
    ['a file', {}, ['--admin-password-file', join(directory, 'password')]],
  ])('takes it from %s', async (_, env, more) => {
    writeFileSync(join(directory, 'password'), 'from outside\n');
    const { child, ended, first } = await start(temporaryDirectory(), env, ...more);
    const { port } = JSON.parse(first) as { port: number };
    const client = connect(port, 'admin', 'from outside');
    await client.appendToStream('s', event());
    await client.dispose();
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
  });
});

describe('access control list', () => {
  const reader = userCaller('reader', ['staff']);

  it.each([
    ['nobody', ANONYMOUS, 's', { $r: '$all' }, false],
    ['another', reader, 's', { $r: ['other'] }, false],
    ['none', reader, 's', { $r: [] }, false],
    ['no role that is text', reader, 's', { $r: [1, null] }, false],
    ['the user of a system list', reader, 's', '$systemStreamAcl', false],
    ['the user itself', reader, '$s', { $r: 'reader' }, true],
    ['a group', reader, '$s', { $r: ['x', 'staff'] }, true],
    ['the user of a user list', reader, '$s', '$userStreamAcl', true],
    ['nothing that makes sense', reader, 's', 42, true],
    ['admins always', userCaller('a', ['$admins']), '$s', { $r: [] }, true],
  ])('that names %s', (_, caller, stream, acl, allowed) => {
    expect(isAllowed(caller, stream, 'read', acl, NO_DEFAULTS)).toBe(allowed);
  });

  it('of all streams never lets anybody but admins write', () => {
    for (const access of ['write', 'delete', 'metadata-write'] as const) {
      expect(isAllowed(reader, '$all', access, { $w: '$all', $d: '$all', $mw: '$all' }, NO_DEFAULTS)).toBe(
        false,
      );
    }
  });

  it('falls back on the settings, part by part, and then on what is built in', () => {
    const defaults = parseDefaultAcls({ $userStreamAcl: { $r: [] }, $systemStreamAcl: { $w: 'reader' } });
    const may = (stream: string, access: 'read' | 'write') => isAllowed(reader, stream, access, {}, defaults);
    expect([may('s', 'read'), may('s', 'write'), may('$s', 'read'), may('$s', 'write')]).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(parseDefaultAcls('nonsense')).toEqual(NO_DEFAULTS);
  });
});

describe('password', () => {
  it('is known by its hash, which differs each time', async () => {
    const [one, two] = [await hashPassword('päss'), await hashPassword('päss')];
    expect(one.hash).not.toBe(two.hash);
    expect(await isPassword('päss', one)).toBe(true);
    expect(await isPassword('pass', one)).toBe(false);
    expect(await isPassword('', { salt: one.salt, hash: '' })).toBe(false);
  });
});

describe('user record', () => {
  const user = { loginName: 'a', fullName: 'A', groups: ['g'], disabled: false, salt: 's', hash: 'h' };
  it.each([
    ['no JSON', '{'],
    ['no object', 'null'],
    ['no hash', JSON.stringify({ ...user, hash: undefined })],
    ['no groups', JSON.stringify({ ...user, groups: 'g' })],
    ['nothing about being disabled', JSON.stringify({ ...user, disabled: 0 })],
  ])('with %s is none', (_, text) => {
    expect(parseUserRecord(Buffer.from(text))).toBeUndefined();
  });

  it('is read as it was written', () => {
    expect(parseUserRecord(Buffer.from(JSON.stringify(user)))).toEqual(user);
  });
});
