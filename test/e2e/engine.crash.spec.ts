import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { formatPosition } from '../../src/application/ports/position.js';
import { EngineClient } from '../support/engine-client.js';
import { EngineLoad } from '../support/engine-load.js';
import { readLog } from '../support/engine-log.js';
import {
  audit,
  buildEngine,
  DataDir,
  EngineProcess,
  isAlive,
  type ProcessEnd,
} from '../support/engine-process.js';
import { Scene } from '../support/engine-scene.js';
import { eventually } from '../support/eventually.js';
import { seededRandom } from '../support/seeded-random.js';

jest.setTimeout(180_000);

const SEED = 20_260_301;
const SETTINGS = { WAYFILL_SWEEP_EVERY_MS: '1000' };

let dir: DataDir;
let engine: EngineProcess;
let client: EngineClient;

beforeAll(buildEngine);
beforeEach(async () => {
  dir = new DataDir();
  engine = await EngineProcess.start(dir.path, SETTINGS);
  client = new EngineClient(() => engine.url);
});
afterEach(async () => {
  client.close();
  if (engine.isRunning) await engine.stop();
  dir.remove();
});

async function stockedScene(name: string): Promise<Scene> {
  const scene = new Scene(client, name);
  await scene.nodesWith('chair', { a: 1000, b: 1000, c: 1000 });
  for (const node of ['a', 'b', 'c']) await scene.receive('lamp', node, 1000);
  return scene;
}

/** Whatever ends the engine, again and again while the load runs; then it is started on the same data. */
async function crashDuring(
  load: EngineLoad,
  orders: number,
  crashes: number,
  crash: () => Promise<ProcessEnd>,
): Promise<readonly ProcessEnd[]> {
  const random = seededRandom(SEED);
  const ends: ProcessEnd[] = [];
  const running = load.run(orders);
  for (let n = 0; n < crashes; n += 1) {
    const next = load.acknowledged.length + 10 + random.below(50);
    const acknowledged = (): number => load.acknowledged.length;
    await eventually('the load goes on', acknowledged, (count) => count >= next, 60_000);
    ends.push(await crash());
    engine = await EngineProcess.start(dir.path, SETTINGS);
  }
  await running;
  return ends;
}

/** Every acknowledged command is in the log, in one piece and once, at the position that the answer named. */
function expectOnce(load: EngineLoad, log: readonly RecordedEvent[]): void {
  const byPosition = new Map(log.map((event) => [formatPosition(event.position), event]));
  const byCommand = new Map<string, RecordedEvent[]>();
  for (const event of log) {
    const { commandId } = event.metadata;
    byCommand.set(commandId, [...(byCommand.get(commandId) ?? []), event]);
  }
  const found = load.acknowledged.map(({ key, answer }) => {
    const event = byPosition.get(answer.position);
    const all = byCommand.get(event?.metadata.commandId ?? '') ?? [];
    const [first] = all;
    const isOnePiece = all.every(
      ({ stream, revision }, index) =>
        stream === first?.stream && revision === (first?.revision ?? 0n) + BigInt(index),
    );
    return { key, outcome: answer.outcome, isLast: all.at(-1) === event && event !== undefined, isOnePiece };
  });
  expect(found).toEqual(
    load.acknowledged.map(({ key }) => ({ key, outcome: 'accepted', isLast: true, isOnePiece: true })),
  );
  const commands = new Set(
    load.acknowledged.map(({ answer }) => byPosition.get(answer.position)?.metadata.commandId),
  );
  expect(commands.size).toBe(load.acknowledged.length);
  const fromOutside = log.filter(({ stream, metadata }) => metadata.actor === 'http' && stream.includes('~'));
  expect(fromOutside.filter(({ metadata }) => !commands.has(metadata.commandId))).toEqual([]);
}

async function expectSettled(load: EngineLoad): Promise<void> {
  const log = await readLog(engine.eventStoreUrl);
  expectOnce(load, log);
  const again = await Promise.all(
    load.acknowledged.map(({ path, body, key }) => client.post(path, body, key)),
  );
  expect(again.map(({ body }) => [body.repeated, body.position])).toEqual(
    load.acknowledged.map(({ answer }) => [true, answer.position]),
  );
  expect(await readLog(engine.eventStoreUrl)).toHaveLength(log.length);
  expect((await client.read('/v1/operations/parked-work')).items).toEqual([]);
  const report = await audit(dir.path);
  expect([report.code, report.output]).toEqual([0, expect.stringContaining('Clean: no violation.')]);
}

it('an engine that is killed again and again under load loses nothing, repeats nothing, and goes on by itself', async () => {
  const load = new EngineLoad(client, await stockedScene('kill'), SEED);
  const leftBehind: number[] = [];

  const ends = await crashDuring(load, 60, 5, () => {
    leftBehind.push(...engine.children().map(({ pid }) => pid));
    return engine.kill();
  });

  expect(ends.map(({ signal }) => signal)).toEqual(Array.from({ length: 5 }, () => 'SIGKILL'));
  expect(load.unanswered).toBeGreaterThan(0);
  expect(load.orders).toHaveLength(60);
  await expectSettled(load);
  expect(leftBehind).toHaveLength(10);
  expect(leftBehind.filter(isAlive)).toEqual([]);
});

it('an event store that is killed takes the engine with it, with a clear line, and the next start recovers', async () => {
  const load = new EngineLoad(client, await stockedScene('store'), SEED + 1);

  const ends = await crashDuring(load, 30, 2, () => {
    process.kill(engine.childPid('eventstore-embedded'), 'SIGKILL');
    return engine.ended;
  });

  for (const { code, output } of ends) {
    expect(code).toBe(1);
    expect(output).toContain('the embedded event store ended unexpectedly (signal SIGKILL)');
  }
  await expectSettled(load);
});

it('a crash before the first request leaves data that the next start takes over', async () => {
  await engine.kill();

  engine = await EngineProcess.start(dir.path, SETTINGS);

  const scene = new Scene(client, 'early');
  await scene.nodesWith('chair', { a: 1 });
  const order = await scene.place({ lines: { chair: 1 } });
  await scene.work(order, 1, 'released');
});
