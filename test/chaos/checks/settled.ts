import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import { formatPosition } from '../../../src/application/ports/position.js';
import { RedisViewStore } from '../../../src/infrastructure/redis/redis-view-store.js';
import type { Json } from '../../support/api-fixture.js';
import { ORDER_PROCESS } from '../../../src/sagas/order-process/instruction-runner.worker.js';
import { NOTICES } from '../../../src/sagas/notices/notices.worker.js';
import { ORDER_PROCESS_CATEGORIES } from '../../../src/sagas/order-process/order-process.worker.js';
import { readCheckpoint, readLog } from '../../support/engine-log.js';
import { eventually } from '../../support/eventually.js';
import type { Stage } from '../stage.js';
import { checkAudit } from './audit.check.js';
import { checkHistory } from './history.check.js';
import { checkPeople } from './people.check.js';
import { checkViews } from './views.check.js';

/** Who works on the log, and on what of it. Notices go out only where there is somewhere to send them to. */
const CONSUMERS: readonly (readonly [string, readonly string[]])[] = [
  [ORDER_PROCESS, ORDER_PROCESS_CATEGORIES],
  [NOTICES, ['order']],
];
const SETTLE_WITHIN_MS = 120_000;
const LOOK_AGAIN_MS = 200;

export interface Verdicts {
  readonly events: number;
  readonly audit: readonly string[];
  readonly views: readonly string[];
  readonly history: readonly string[];
  /** What else must be: no work put aside, no view or process that has stopped, every person in the vault. */
  readonly health: readonly string[];
}

/** Waits until nothing moves any more, and then looks at everything that was promised. */
export async function verify(stage: Stage): Promise<Verdicts> {
  const log = await settledLog(stage);
  const redis = stage.openRedis();
  try {
    return {
      events: log.length,
      audit: checkAudit(log),
      views: await checkViews(log, new RedisViewStore(redis)),
      history: checkHistory(stage.history, log),
      health: [...(await troubles(stage)), ...(await checkPeople(stage.client, stage.history))],
    };
  } finally {
    redis.disconnect();
  }
}

export function faultsOf({ audit, views, history, health }: Verdicts): readonly string[] {
  return [...audit, ...views, ...history, ...health];
}

/** The log at rest: no work in the process, every view at its end, and still so at a second look. */
export async function settledLog(stage: Stage): Promise<readonly RecordedEvent[]> {
  const look = async (): Promise<{
    readonly log: readonly RecordedEvent[];
    readonly moves: string | null;
  }> => {
    // The log is long and read as a whole: not before the engine says itself that it has nothing to do.
    const busy = await whatIsBusy(stage).catch((error: unknown) => String(error));
    if (busy !== null) return { log: [], moves: busy };
    const log = await readLog(stage.logUrl).catch(() => null);
    if (log === null) return { log: [], moves: 'the log cannot be read' };
    const moves = await whatMoves(stage, log).catch((error: unknown) => String(error));
    return { log, moves };
  };
  let before = -1;
  const isAtRest = ({ log, moves }: { log: readonly RecordedEvent[]; moves: string | null }): boolean => {
    const isSame = log.length === before;
    before = log.length;
    return isSame && moves === null;
  };
  const tell = async (): Promise<{
    log: readonly RecordedEvent[];
    moves: string | null;
    toJSON(): unknown;
  }> => {
    const seen = await look();
    if (seen.moves !== null) await pause(LOOK_AGAIN_MS);
    return { ...seen, toJSON: () => ({ events: seen.log.length, moves: seen.moves }) };
  };
  return (await eventually('the engine is at rest', tell, isAtRest, SETTLE_WITHIN_MS)).log;
}

async function whatMoves({ client, logUrl }: Stage, log: readonly RecordedEvent[]): Promise<string | null> {
  const head = formatPosition(log.at(-1)?.position ?? 0n);
  const { items } = await client.read('/v1/operations/views');
  const behind = items.find(({ position, state }: Json) => state === 'building' || (position ?? '') < head);
  if (behind !== undefined)
    return `view ${behind.name} is ${behind.state} at ${behind.position}, the log at ${head}`;
  for (const [consumer, categories] of CONSUMERS) {
    const work = log.findLast(({ stream }) => isOf(stream, categories))?.position ?? 0n;
    const done = (await readCheckpoint(logUrl, consumer)) ?? 0n;
    if (done < work) return `${consumer} has done all up to ${done}, the log is at ${work}`;
  }
  return null;
}

async function whatIsBusy({ client }: Stage): Promise<string | null> {
  const metrics = String((await client.get('/metrics')).body);
  const busy = gauges(metrics, 'wayfill_saga_in_flight').find(([, value]) => value !== '0');
  return busy === undefined ? null : `${busy[1]} events are being worked off by ${busy[0]}`;
}

/** [saga, value] of a gauge; told as not known when there is none, which is not at rest and not well. */
function gauges(metrics: string, name: string): readonly (readonly [string, string])[] {
  const found = [...metrics.matchAll(new RegExp(`^${name}\\{saga="([^"]*)"\\} (\\S+)$`, 'gm'))];
  if (found.length === 0) return [['nobody', 'not known']];
  return found.map(([, saga = '', value = '']) => [saga, value]);
}

function isOf(stream: string, categories: readonly string[]): boolean {
  return categories.some((category) => stream.startsWith(`${category}-`));
}

async function troubles({ client }: Stage): Promise<readonly string[]> {
  const parked = (await client.read('/v1/operations/parked-work')).items;
  const views = (await client.read('/v1/operations/views')).items;
  const metrics = String((await client.get('/metrics')).body);
  return [
    ...parked.map(({ eventId, reason }: Json) => `work is put aside: ${eventId}: ${reason}`),
    ...views
      .filter(({ state }: Json) => state !== 'live')
      .map(({ name, state, reason }: Json) => `view ${name} is ${state}: ${reason}`),
    ...gauges(metrics, 'wayfill_saga_stopped')
      .filter(([, value]) => value !== '0')
      .map(([name]) => `${name} has stopped`),
  ];
}
