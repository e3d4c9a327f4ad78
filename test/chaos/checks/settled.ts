import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import { formatPosition } from '../../../src/application/ports/position.js';
import { RedisViewStore } from '../../../src/infrastructure/redis/redis-view-store.js';
import type { Json } from '../../support/api-fixture.js';
import { ORDER_PROCESS } from '../../../src/sagas/order-process/instruction-runner.worker.js';
import { ORDER_PROCESS_CATEGORIES } from '../../../src/sagas/order-process/order-process.worker.js';
import { readCheckpoint, readLog } from '../../support/engine-log.js';
import { eventually } from '../../support/eventually.js';
import type { Stage } from '../stage.js';
import { checkAudit } from './audit.check.js';
import { checkHistory } from './history.check.js';
import { checkPeople } from './people.check.js';
import { checkViews } from './views.check.js';

const SETTLE_WITHIN_MS = 60_000;

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
    const log = await readLog(stage.logUrl);
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
  const work = log.findLast(({ stream }) => isWork(stream))?.position ?? 0n;
  const done = await readCheckpoint(logUrl, ORDER_PROCESS);
  if (done === null || done < work)
    return `the order process has done all up to ${done}, the log is at ${work}`;
  const metrics = String((await client.get('/metrics')).body);
  const inFlight = /^wayfill_saga_in_flight\{[^}]*\} (\d+)/m.exec(metrics)?.[1];
  return inFlight === '0' ? null : `${String(inFlight)} events are being worked off`;
}

function isWork(stream: string): boolean {
  return ORDER_PROCESS_CATEGORIES.some((category) => stream.startsWith(`${category}-`));
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
    ...(/^wayfill_saga_stopped\{[^}]*\} 0/m.test(metrics) ? [] : ['the order process has stopped']),
  ];
}
