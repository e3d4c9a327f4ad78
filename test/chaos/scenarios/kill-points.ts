import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineLoad } from '../../support/engine-load.js';
import { eventually } from '../../support/eventually.js';
import { readStrike } from '../kill-points/arming.js';
import { type KillPoint, type Occasion, POINT_GROUPS } from '../kill-points/table.js';
import { STORE_PROGRAM } from '../servers.js';
import type { Stage, StageOptions } from '../stage.js';
import { type Act, Acts } from './acts.js';
import type { Scenario } from './scenario.js';

const ORDERS = 8;
/** A point that depends on how the machine runs the processes may need more than one occasion. */
const OCCASIONS = 4;
const STRIKE_WITHIN_MS = 5_000;
const LOAD_WITHIN_MS = 180_000;
const VICTIMS = { engine: 'engine', store: 'event store', tool: "event store's program" } as const;

/** What a group needs beside an engine with its children. */
const STAGES: Readonly<Record<string, Partial<StageOptions>>> = {
  'points-beside': { separate: true },
  'points-notices': { webhook: true, mishaps: 0.5 },
  'points-two-engines': { separate: true, engines: 2 },
};

/** One scenario for each group of points: kill at the point, start again, settle, look at everything. */
export const KILL_POINTS: readonly Scenario[] = Object.entries(POINT_GROUPS).map(([name, points]) => {
  const acts = points.map(actOf);
  return {
    name,
    about: `kill -9 at ${points.length} named points`,
    faults: acts.map(([fault]) => fault),
    run: (context) => Acts.play({ name, points: true, ...STAGES[name] }, context, acts),
  };
});

function actOf(point: KillPoint): Act {
  const victim = point.victim === 'redis' ? 'Redis' : VICTIMS[point.host];
  return [
    `${victim} at ${point.point} (${point.occasion})`,
    async (acts, random) => {
      try {
        return await strike(acts, point, 1 + random.below(point.passes));
      } finally {
        acts.stage.disarm();
      }
    },
  ];
}

async function strike(acts: Acts, point: KillPoint, pass: number): Promise<string> {
  const { stage } = acts;
  const victim = point.victim === 'redis' ? stage.servers.redis.pid : null;
  for (let n = 0; n < OCCASIONS; n += 1) {
    // The quicker the machine, the more is done at a pass, and the fewer there are: each occasion asks for half as many.
    stage.arm({ host: point.host, point: point.point, pass: Math.ceil(pass / 2 ** n), victim });
    await stage.ready();
    await BRING[point.occasion](acts, point);
    if (stage.hasStruck()) break;
  }
  const struck = readStrike(stage.armingFile);
  if (struck?.point !== point.point) throw new Error('the point was not reached');
  stage.disarm();
  if (stage.options.separate) {
    await stage.servers.store.answers();
    await stage.servers.redis.answers();
  }
  await stage.ready();
  return `killed at pass ${struck.pass}`;
}

type Bring = (acts: Acts, point: KillPoint) => Promise<void>;

const BRING: Readonly<Record<Occasion, Bring>> = {
  load: async (acts, point) => {
    await tellHost(acts.stage, point);
    const loading = acts.load(ORDERS);
    await struckDuring(acts, loading);
  },
  start: async (acts) => {
    const loading = acts.load(ORDERS);
    loading.catch(() => undefined);
    await acts.stage.engine.kill();
    await struckDuring(acts, loading);
  },
  drain: async (acts, point) => {
    await tellHost(acts.stage, point);
    const { engine } = acts.stage;
    let current: EngineLoad | undefined;
    const loading = acts.load(ORDERS, (load) => {
      current = load;
    });
    loading.catch(() => undefined);
    await eventually(
      'there is load',
      () => current?.acknowledged.length ?? 0,
      (count) => count > 10,
      LOAD_WITHIN_MS,
    );
    process.kill(engine.pid, 'SIGTERM');
    await struckDuring(acts, loading);
  },
  rebuild: async (acts, point) => {
    await tellHost(acts.stage, point);
    const loading = acts.load(ORDERS);
    const rebuild = acts.stage.client
      .post('/v1/operations/views/availability/rebuild')
      .catch(() => undefined);
    await struckDuring(acts, Promise.all([loading, rebuild]));
  },
  emptied: async (acts, point) => {
    await tellHost(acts.stage, point);
    const redis = acts.stage.openRedis();
    const loading = acts.load(ORDERS);
    loading.catch(() => undefined);
    await redis.flushall();
    redis.disconnect();
    await struckDuring(acts, loading);
  },
  backup: async (acts) => {
    const target = join(acts.stage.dir.path, 'backup.db');
    const events = join(acts.stage.dir.path, 'events');
    const loading = acts.load(ORDERS);
    loading.catch(() => undefined);
    await runTool(acts.stage, ['backup', '--data', events, '--to', target]);
    await loading;
    // A copy that was cut off is in nobody's way.
    acts.stage.disarm();
    rmSync(target, { force: true });
    const code = await runTool(acts.stage, ['backup', '--data', events, '--to', target]);
    if (code !== 0) throw new Error(`the next backup ended with ${String(code)}`);
    rmSync(target);
  },
  compact: async (acts) => {
    const { stage } = acts;
    await acts.load(ORDERS);
    stage.leaveEngines();
    await stage.engine.stop();
    const tool = ['compact', '--data', join(stage.dir.path, 'events')];
    await runTool(stage, tool);
    await stage.startEngines();
    stage.keepEngines();
  },
};

/** The point may be reached late in the load, or while what it began goes on. */
async function struckDuring({ stage }: Acts, work: Promise<unknown>): Promise<void> {
  await work;
  await eventually(
    'the point is reached',
    () => stage.hasStruck(),
    (struck) => struck,
    STRIKE_WITHIN_MS,
  ).catch(() => undefined);
}

function tellHost(stage: Stage, { host }: KillPoint): Promise<void> {
  if (host === 'engine') return stage.tell(stage.engine.pid);
  if (stage.options.separate) return stage.tell(stage.servers.store.pid);
  return stage.tell(stage.engine.childPid('eventstore-embedded'));
}

/** The event store's program with an order; its exit code, or null when it was killed. */
async function runTool(stage: Stage, args: readonly string[]): Promise<number | null> {
  const env = { PATH: process.env['PATH'] ?? '', ...stage.pointEnvironment() };
  const child = spawn(process.execPath, [STORE_PROGRAM, ...args], { env, stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}
