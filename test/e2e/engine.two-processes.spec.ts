import { EngineClient } from '../support/engine-client.js';
import { audit, buildEngine, DataDir, EngineProcess, isAlive } from '../support/engine-process.js';
import { Scene } from '../support/engine-scene.js';
import { eventually } from '../support/eventually.js';

jest.setTimeout(240_000);

const TWO = { WAYFILL_PROCESSES: '2' };
/** Of the process of the sagas: the only child that runs the engine's own program. */
const SAGAS = 'dist/src/main.js';

let dir: DataDir;
let engine: EngineProcess;
let client: EngineClient;

beforeAll(buildEngine);
beforeEach(() => {
  dir = new DataDir();
  client = new EngineClient(() => engine.url);
});
afterEach(async () => {
  client.close();
  if (engine.isRunning) await engine.stop();
  dir.remove();
});

/** One line of /metrics, by the beginning of it; null when there is none. */
async function figure(line: string): Promise<string | null> {
  const { status, body } = await client.get('/metrics');
  if (status !== 200) throw new Error(`/metrics answered ${status}`);
  const found = String(body)
    .split('\n')
    .find((one) => one.startsWith(`${line} `));
  return found?.slice(line.length + 1) ?? null;
}

const gone = (pid: number): Promise<boolean> =>
  eventually(`process ${pid} is gone`, async () => !isAlive(pid), Boolean, 60_000);

describe('the sagas in a process of their own', () => {
  it('end the engine with a clear line when they are killed; the next start finishes what was begun', async () => {
    engine = await EngineProcess.start(dir.path, TWO);
    const scene = new Scene(client, 'killed');
    await scene.nodesWith('chair', { a: 3 });
    const placing = scene.place({ lines: { chair: 1 } });
    const order = await placing;
    process.kill(engine.childPid(SAGAS), 'SIGKILL');
    const end = await engine.ended;
    expect([
      end.code,
      /the process of the sagas ended unexpectedly \(signal SIGKILL\)/.test(end.output),
    ]).toEqual([1, true]);

    engine = await EngineProcess.start(dir.path, TWO);
    await scene.work(order, 1, 'released');
  });

  it('end when the engine is killed', async () => {
    engine = await EngineProcess.start(dir.path, { ...TWO, WAYFILL_DRAIN_WITHIN_MS: '1000' });
    const pid = engine.childPid(SAGAS);
    await engine.kill();
    await gone(pid);
  });

  it('work orders off, and stop with the engine in good order', async () => {
    engine = await EngineProcess.start(dir.path, TWO);
    const pid = engine.childPid(SAGAS);
    const scene = new Scene(client, 'both');
    await scene.nodesWith('chair', { a: 3 });
    const order = await scene.place({ lines: { chair: 2 } });
    await scene.work(order, 1, 'released');
    await scene.act(order, 1, 'accept', 'pick', 'pack', 'ship', 'deliver');
    await scene.orderBecomes(order, 'closed');
    for (const saga of ['order-process', 'notices']) {
      const lag = () => figure(`wayfill_saga_lag{saga="${saga}"}`);
      await eventually(`${saga} has done it all`, lag, (value) => value === '0');
    }

    const end = await engine.stop();
    expect([end.code, isAlive(pid)]).toEqual([0, false]);
    const audited = await audit(dir.path);
    expect([audited.code, audited.output]).toEqual([0, expect.stringContaining('Clean: no violation.')]);
  });

  it('have their figures on /metrics of the engine; while they do not answer, it says so and tells its own', async () => {
    engine = await EngineProcess.start(dir.path, TWO);
    const pid = engine.childPid(SAGAS);
    const theirs = 'wayfill_saga_stopped{saga="order-process"}';
    const seen = async () => ({
      up: await figure('wayfill_process_up{process="sagas"}'),
      stopped: await figure(theirs),
      theirMemory: (await figure('process_resident_memory_bytes{process="sagas"}')) !== null,
      ownMemory: (await figure('process_resident_memory_bytes')) !== null,
      ownViews: (await figure('wayfill_view_lag{view="order-status"}')) !== null,
    });
    const whole = { up: '1', stopped: '0', theirMemory: true, ownMemory: true, ownViews: true };
    expect(await seen()).toEqual(whole);

    process.kill(pid, 'SIGSTOP');
    try {
      expect(await seen()).toEqual({ ...whole, up: '0', stopped: null, theirMemory: false });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await eventually(
      'they answer again',
      () => figure(theirs),
      (value) => value === '0',
    );
    expect(await seen()).toEqual(whole);
  });
});
