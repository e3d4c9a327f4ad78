import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import { formatPosition } from '../../../src/application/ports/position.js';
import { RedisViewStore } from '../../../src/infrastructure/redis/redis-view-store.js';
import type { Json } from '../../support/api-fixture.js';
import { ORDER_PROCESS } from '../../../src/sagas/order-process/instruction-runner.worker.js';
import { NOTICE_DELIVERY } from '../../../src/sagas/notices/notice-delivery.worker.js';
import { NOTICES } from '../../../src/sagas/notices/notices.worker.js';
import { ORDER_PROCESS_CATEGORIES } from '../../../src/sagas/order-process/order-process.worker.js';
import { readCheckpoint, readLog } from '../../support/engine-log.js';
import type { EngineClient } from '../../support/engine-client.js';
import type { Stage } from '../stage.js';
import { checkAudit } from './audit.check.js';
import { checkHistory } from './history.check.js';
import { checkNotices } from './notices.check.js';
import { checkPeople } from './people.check.js';
import { checkViews } from './views.check.js';

/** Who works on the log, and on what of it. Notices go out only where there is somewhere to send them to. */
const CONSUMERS: readonly (readonly [string, readonly string[]])[] = [
  [ORDER_PROCESS, ORDER_PROCESS_CATEGORIES],
  [NOTICES, ['order']],
];
const DELIVERY = [NOTICE_DELIVERY, ['notice']] as const;
/** Without anything moving: many times the longest pause that the engine makes by itself. */
const STANDSTILL_MS = 120_000;
/** A log that still moves then never comes to rest. */
const SETTLE_WITHIN_MS = 3_600_000;
/** An engine that does not answer at all is told of as one. */
const ANSWERS_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 100;
const PEOPLE_AT_A_TIME = 8;

export interface Verdicts {
  readonly events: number;
  readonly audit: readonly string[];
  readonly views: readonly string[];
  readonly history: readonly string[];
  readonly notices: readonly string[];
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
      notices: checkNotices(log, stage.receiver ?? null),
      health: await healthOf(stage),
    };
  } finally {
    redis.disconnect();
  }
}

export function faultsOf({ audit, views, history, notices, health }: Verdicts): readonly string[] {
  return [...audit, ...views, ...history, ...notices, ...health];
}

interface Look {
  readonly log: readonly RecordedEvent[];
  /** What is not done yet; null when nothing is under way. */
  readonly moves: string | null;
}

/**
 * The log at rest: no work in the process, every view at its end, and still so at a second look. A slow machine is given
 * time for as long as anything moves; what stands still without being at rest is given up.
 *
 * @throws with what is not done, and at once when an engine has ended by itself
 */
export async function settledLog(stage: Stage): Promise<readonly RecordedEvent[]> {
  const giveUpAt = Date.now() + SETTLE_WITHIN_MS;
  let movedAt = Date.now();
  let before: Look = { log: [], moves: 'nothing was looked at' };
  for (;;) {
    stage.expectEngines();
    const seen = await Promise.race([look(stage), silence()]);
    const isSame = seen.log.length === before.log.length && seen.moves === before.moves;
    if (isSame && seen.moves === null) return seen.log;
    if (!isSame) movedAt = Date.now();
    if (Date.now() - movedAt > STANDSTILL_MS || Date.now() > giveUpAt) {
      throw new Error(`not at rest, ${seen.log.length} events: ${String(seen.moves)}`);
    }
    before = seen;
    await pause(LOOK_AGAIN_MS);
  }
}

async function silence(): Promise<Look> {
  await pause(ANSWERS_WITHIN_MS, undefined, { ref: false });
  return { log: [], moves: 'no answer from the engine' };
}

async function look(stage: Stage): Promise<Look> {
  // The log is long and read as a whole: not before the engine says itself that it has nothing to do.
  for (const client of stage.clients) {
    const busy = await whatIsBusy(client).catch((error: unknown) => String(error));
    if (busy !== null) return { log: [], moves: busy };
  }
  const log = await readLog(stage.logUrl).catch(() => null);
  if (log === null) return { log: [], moves: 'the log cannot be read' };
  return { log, moves: await whatMoves(stage, log).catch((error: unknown) => String(error)) };
}

async function whatMoves(stage: Stage, log: readonly RecordedEvent[]): Promise<string | null> {
  const { clients, logUrl, receiver } = stage;
  const head = formatPosition(log.at(-1)?.position ?? 0n);
  for (const client of clients) {
    const { items } = await client.read('/v1/operations/views');
    const behind = items.find(({ position, state }: Json) => state === 'building' || (position ?? '') < head);
    if (behind !== undefined)
      return `view ${behind.name} is ${behind.state} at ${behind.position}, the log at ${head}`;
  }
  for (const [consumer, categories] of receiver === undefined ? CONSUMERS : [...CONSUMERS, DELIVERY]) {
    const work = log.findLast(({ stream }) => isOf(stream, categories))?.position ?? 0n;
    const done = (await readCheckpoint(logUrl, consumer)) ?? 0n;
    if (done < work) return `${consumer} has done all up to ${done}, the log is at ${work}`;
  }
  return null;
}

async function whatIsBusy(client: EngineClient): Promise<string | null> {
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

async function healthOf({ clients, client, history, seats }: Stage): Promise<readonly string[]> {
  const wrong: string[] = seats.flatMap(({ defects }) => defects);
  for (const one of clients) wrong.push(...(await troubles(one)));
  for (const one of clients) wrong.push(...(await stopped(one)));
  return [...wrong, ...(await checkPeople(client, history, PEOPLE_AT_A_TIME))];
}

async function troubles(client: EngineClient): Promise<readonly string[]> {
  const parked = (await client.read('/v1/operations/parked-work')).items;
  const views = (await client.read('/v1/operations/views')).items;
  return [
    ...parked.map(({ eventId, reason }: Json) => `work is put aside: ${eventId}: ${reason}`),
    ...views
      .filter(({ state }: Json) => state !== 'live')
      .map(({ name, state, reason }: Json) => `view ${name} is ${state}: ${reason}`),
  ];
}

async function stopped(client: EngineClient): Promise<readonly string[]> {
  const metrics = String((await client.get('/metrics')).body);
  return gauges(metrics, 'wayfill_saga_stopped')
    .filter(([, value]) => value !== '0')
    .map(([name]) => `${name} has stopped`);
}
