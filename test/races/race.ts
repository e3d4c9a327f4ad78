import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { StockEvent } from '../../src/domain/stock/index.js';
import { checkAudit } from '../chaos/checks/audit.check.js';
import { settledLog } from '../chaos/checks/settled.js';
import { Stage } from '../chaos/stage.js';
import { Scene } from '../support/engine-scene.js';

export interface Race {
  readonly name: string;
  /** Each wants one unit of the same sku. */
  readonly buyers: number;
  readonly nodes: number;
  /** Over all nodes; divided evenly. */
  readonly units: number;
}

export interface RaceReport {
  readonly race: Race;
  /** Orders that have a unit, and those that wait for one, or were refused by the policy. */
  readonly reserved: number;
  readonly without: number;
  /** Reservations that a stock stream refused: who lost there and was sourced elsewhere, or parked. */
  readonly refusals: number;
  readonly placedPerSecond: number;
  /** From the first order to the rest of all of them. */
  readonly settledPerSecond: number;
  readonly events: number;
  readonly violations: readonly string[];
}

const BUYERS_AT_A_TIME = 64;

/** All buyers at once, through HTTP, on a whole engine; then the log is looked through, event by event. */
export async function runRace(race: Race): Promise<RaceReport> {
  const stage = await Stage.open({
    name: 'stock',
    environment: { WAYFILL_SWEEP_EVERY_MS: '10000' },
  });
  try {
    const scene = new Scene(stage.client, race.name);
    const names = Array.from({ length: race.nodes }, (_, index) => `n${index + 1}`);
    await scene.nodesWith('last', Object.fromEntries(names.map((name) => [name, race.units / race.nodes])));
    const startedAt = performance.now();
    await buy(scene, race.buyers);
    const placedMs = performance.now() - startedAt;
    const log = await settledLog(stage);
    const last = log.at(-1);
    const settledMs = last === undefined ? placedMs : performance.now() - startedAt;
    return reportOf(race, log, placedMs, settledMs);
  } finally {
    await stage.close();
  }
}

async function buy(scene: Scene, buyers: number): Promise<void> {
  const turns = Array.from({ length: buyers }, (_, index) => index).values();
  const buyer = async (): Promise<void> => {
    for (const _ of turns) await scene.place({ lines: { last: 1 } });
  };
  await Promise.all(Array.from({ length: BUYERS_AT_A_TIME }, buyer));
}

function reportOf(
  race: Race,
  log: readonly RecordedEvent[],
  placedMs: number,
  settledMs: number,
): RaceReport {
  const ofRace = log.filter(({ stream }) => stream.includes(`${race.name}.`));
  const stock = ofRace.filter(({ stream }) => stream.startsWith('stock-'));
  const ends = endsOf(ofRace);
  const reserved = [...ends.values()].filter((end) => end === 'released').length;
  const without = [...ends.values()].filter((end) => end === 'without').length;
  return {
    race,
    reserved,
    without,
    refusals: stock.filter(({ event }) => event.type === 'StockReservationRefused').length,
    placedPerSecond: Math.round((race.buyers / placedMs) * 1_000),
    settledPerSecond: Math.round((race.buyers / settledMs) * 1_000),
    events: log.length,
    violations: [
      ...oversells(stock),
      ...checkAudit(log),
      ...wrong('orders that have a unit', reserved, Math.min(race.units, race.buyers)),
      ...wrong('orders without one', without, Math.max(0, race.buyers - race.units)),
    ],
  };
}

/** What became of each order: what its last word says. */
function endsOf(log: readonly RecordedEvent[]): ReadonlyMap<string, 'released' | 'without' | 'open'> {
  const ends = new Map<string, 'released' | 'without' | 'open'>();
  for (const { stream, event } of log) {
    if (!stream.startsWith('order-')) continue;
    const { type } = event;
    if (type === 'LinesReleased') ends.set(stream, 'released');
    else if (type === 'DemandParked' || type === 'OrderCancelled') ends.set(stream, 'without');
    else if (ends.get(stream) !== 'released' || type === 'DemandReopened') ends.set(stream, 'open');
  }
  return ends;
}

/** Counted here once more, from the events alone: no shelf may ever have promised more than it has. */
function oversells(stock: readonly RecordedEvent[]): readonly string[] {
  const free = new Map<string, number>();
  return stock.flatMap(({ stream, revision, event }) => {
    const left = (free.get(stream) ?? 0) + changeOf(event as StockEvent);
    free.set(stream, left);
    return left < 0 ? [`${stream}@${revision}: ${-left} units are promised that are not there`] : [];
  });
}

function changeOf({ type, data }: StockEvent): number {
  if (type === 'StockReceived') return data.quantity;
  if (type === 'StockReserved') return -data.quantity;
  return type === 'ReservationReleased' ? data.quantity : 0;
}

function wrong(what: string, found: number, wanted: number): readonly string[] {
  return found === wanted ? [] : [`${what}: ${found}, and not ${wanted}`];
}
