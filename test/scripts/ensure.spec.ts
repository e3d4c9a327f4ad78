import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** Runs a function of scripts/ensure.sh on a machine that has only the given programs, each a line of shell. */
function run(
  call: string,
  programs: Readonly<Record<string, string>>,
): { status: number | null; said: string; log: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'ensure-'));
  try {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    for (const [name, body] of Object.entries(programs)) {
      writeFileSync(join(bin, name), `#!/bin/sh\nprintf '%s\\n' "${name} $*" >> "${folder}/log"\n${body}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const script = `. scripts/ensure.sh; ${call}; [ ! -f "${folder}/log" ] || while read -r line; do echo "$line"; done < "${folder}/log"`;
    const { status, stderr, stdout } = spawnSync('/bin/sh', ['-c', script], {
      cwd: root,
      env: { PATH: bin, BIN: bin },
      encoding: 'utf8',
    });
    return { status, said: stderr, log: stdout.split('\n').filter((line) => line !== '') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An installer that puts redis-server on the PATH. */
const installs = `if [ "$1" = install ]; then echo '#!/bin/sh' > "$BIN/redis-server"; /bin/chmod +x "$BIN/redis-server"; fi`;
const linux = { uname: 'echo Linux' };

describe('ensure_node', () => {
  const node = (version: string): Record<string, string> => ({
    // Asks the node that runs this test to judge a version it does not have.
    node: `if [ "$1" = --version ]; then echo v${version}; else exec "${process.execPath}" -e "Object.defineProperty(process.versions, 'node', { value: '${version}' }); $2"; fi`,
    npm: '',
  });

  test.each(['20.19.0', '20.20.2', '22.0.0', '24.11.1'])('accepts Node %s', (version) => {
    expect(run('ensure_node', node(version))).toMatchObject({ status: 0, said: '' });
  });

  test.each(['18.20.8', '20.18.3'])('refuses Node %s and says what is needed', (version) => {
    expect(run('ensure_node', node(version))).toMatchObject({
      status: 1,
      said: `wayfill: Node.js 20.19 or later is needed; this is v${version}. Install a newer one from https://nodejs.org.\n`,
    });
  });

  test('says so where there is no Node', () => {
    expect(run('ensure_node', {}).said).toMatch(
      /^wayfill: Node.js 20.19 or later is needed and none was found/,
    );
  });
});

describe('ensure_redis', () => {
  test('leaves a machine that has it alone', () => {
    expect(run('ensure_redis', { 'redis-server': '', 'apt-get': installs, ...linux })).toEqual({
      status: 0,
      said: '',
      log: [],
    });
  });

  test('installs it by apt-get as root', () => {
    const { status, log } = run('ensure_redis', {
      'apt-get': installs,
      id: 'echo 0',
      env: 'shift; "$@"',
      ...linux,
    });
    expect(status).toBe(0);
    expect(log).toContain('apt-get install -y -qq --no-install-recommends redis-server');
  });

  test('installs it by apt-get with sudo that takes no password', () => {
    const sudo = 'shift; "$@"';
    const { status, log } = run('ensure_redis', {
      'apt-get': installs,
      id: 'echo 1000',
      sudo,
      env: 'shift; "$@"',
      ...linux,
    });
    expect(status).toBe(0);
    expect(log).toContain('sudo -n apt-get update -qq');
  });

  test('installs it by brew on macOS', () => {
    const { status, log } = run('ensure_redis', { brew: installs, uname: 'echo Darwin' });
    expect(status).toBe(0);
    expect(log).toContain('brew install redis');
  });

  test.each([
    ['sudo asks for a password', { 'apt-get': installs, id: 'echo 1000', sudo: 'exit 1', ...linux }],
    ['the package manager fails', { 'apt-get': 'exit 100', id: 'echo 0', env: 'shift; "$@"', ...linux }],
    ['there is no package manager', linux],
  ])('stops and says what to install where %s', (_, programs) => {
    const { status, said } = run('ensure_redis', programs);
    expect(status).toBe(1);
    expect(said).toContain(
      'redis-server is needed and could not be installed here. Install Redis 6.2 or later',
    );
  });
});

test('the scripts that package.json names are there', () => {
  const { scripts } = require(join(root, 'package.json')) as { scripts: Record<string, string> };
  const named = Object.values(scripts).flatMap(
    (command) => command.match(/(?<!dist\/)scripts\/[\w.-]+/g) ?? [],
  );
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
