import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EngineSeat } from '../chaos/engine-seat.js';
import { EngineClient } from '../support/engine-client.js';
import { audit, buildEngine, DataDir, EngineProcess, isAlive, processes } from '../support/engine-process.js';
import { eventually } from '../support/eventually.js';
import { Scene } from '../support/engine-scene.js';

jest.setTimeout(180_000);

let dir: DataDir;
let engine: EngineProcess;
let client: EngineClient;

beforeAll(buildEngine);
beforeEach(() => {
  dir = new DataDir();
  client = new EngineClient(() => engine.address);
});
afterEach(async () => {
  client.close();
  if (engine.isRunning) await engine.kill();
  dir.remove();
});

/** A program that is read before the engine's own, and has a defect when it is told to. */
function withDefect(code: string): { readonly NODE_OPTIONS: string } {
  const file = join(dir.path, 'defect.mjs');
  writeFileSync(file, `process.on('SIGUSR2', () => { ${code} });`);
  return { NODE_OPTIONS: `--import=${pathToFileURL(file).href}` };
}

/** Starts it, has it do something, and hears of its end. */
async function endOf(code: string): Promise<{ readonly code: number | null; readonly output: string }> {
  engine = await EngineProcess.start(dir.path, withDefect(code));
  process.kill(engine.pid, 'SIGUSR2');
  return engine.ended;
}

describe('an engine that ends by a defect', () => {
  it('says which one before it goes, with its stack, and the next start tells that it did not stop in order', async () => {
    const { code, output } = await endOf(`setTimeout(() => { throw new Error('a defect in a timer'); });`);

    expect(code).toBe(70);
    const [line = '{}'] = output.split('\n').filter((text) => text.startsWith('{"level":60'));
    expect(JSON.parse(line)).toMatchObject({
      msg: 'the engine ends by a defect (uncaughtException)',
      err: { message: 'a defect in a timer', stack: expect.stringContaining('defect.mjs') },
    });
    expect(output).toContain('the engine ends by a defect (uncaughtException): Error: a defect in a timer');

    const { pid } = engine;
    engine = await EngineProcess.start(dir.path);
    const next = await engine.stop();
    expect(next.output).toContain(`the engine before this one (process ${pid}) did not stop in order`);
    engine = await EngineProcess.start(dir.path);
    expect((await engine.stop()).output).not.toContain('did not stop in order');
  });

  it('says so as well when it is a promise that nobody awaits', async () => {
    const { code, output } = await endOf(`Promise.reject(new Error('a stray rejection'));`);

    expect([code, /defect \(\w+\): Error: a stray rejection/.test(output)]).toEqual([70, true]);
  });

  it('is told of to its clients as that, with its last words, and not as a connection that is refused', async () => {
    await endOf(`process.exit(9);`);

    await expect(client.get('/health/live')).rejects.toThrow(
      /^the engine \(process \d+\) ended unasked \(exit code 9\); it said last:\n[^]*Wayfill is running/,
    );
  });
});

describe('an engine that is told to stop while it starts', () => {
  const ownProcesses = () => processes().filter(({ command }) => command.includes(dir.path));
  const runs = (program: string) => () => ownProcesses().some(({ command }) => command.includes(program));
  const moments: readonly [string, () => boolean][] = [
    ['its event store runs', () => ownProcesses().length > 0],
    ['its Redis runs', runs('redis')],
    ['its vault is open', () => existsSync(join(dir.path, 'vault.db'))],
  ];

  it.each(moments)('stops when %s, and leaves no process behind', async (_moment, hasCome) => {
    engine = EngineProcess.launch(dir.path);
    await eventually('the moment', hasCome, (has) => has, 60_000);
    process.kill(engine.pid, 'SIGTERM');

    expect((await engine.ended).code).toBe(0);
    expect(ownProcesses()).toEqual([]);
  });
});

describe('a seat of chaos and races whose engine ends by itself', () => {
  it('tells it at once, with its last words, and its clients are told the same', async () => {
    const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const environment = withDefect(`process.exit(9);`);
    const seat = new EngineSeat(dir.path, () => environment);
    await seat.start();
    engine = seat.engine;
    process.kill(engine.pid, 'SIGUSR2');
    await engine.ended;
    const lines = told.mock.calls.map(([line]) => line);
    told.mockRestore();

    const sentence = `the engine (process ${engine.pid}) ended unasked (exit code 9); it said last:\nWayfill is running`;
    expect([seat.defects.length, seat.defects[0]?.slice(0, sentence.length)]).toEqual([1, sentence]);
    expect(lines).toEqual([`${seat.defects[0]}\n`]);
    expect(() => seat.address).toThrow(sentence);
  });
});

describe('an engine goes on', () => {
  it('when nobody reads any more what it says, and stops in order all the same', async () => {
    engine = await EngineProcess.start(dir.path, { WAYFILL_LOG_LEVEL: 'info', WAYFILL_PROCESSES: '2' });
    const { address } = engine;
    client.close();
    client = new EngineClient(() => address);
    engine.stopListening();
    const scene = new Scene(client, 'unheard');
    await scene.nodesWith('chair', { a: 3 });
    const order = await scene.place({ lines: { chair: 1 } });
    await scene.work(order, 1, 'released');

    expect((await engine.stop()).code).toBe(0);
    const audited = await audit(dir.path);
    expect([audited.code, audited.output]).toEqual([0, expect.stringContaining('Clean: no violation.')]);
  });
});

describe('an engine whose terminal is closed', () => {
  it('stops in order, and leaves no process behind', async () => {
    engine = await EngineProcess.start(dir.path);
    const children = engine.children().map(({ pid }) => pid);
    process.kill(engine.pid, 'SIGHUP');

    const { code, signal } = await engine.ended;
    expect([code, signal, children.length, children.filter(isAlive)]).toEqual([0, null, 2, []]);
  });
});
