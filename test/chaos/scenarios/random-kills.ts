import { setTimeout as pause } from 'node:timers/promises';
import type { EngineLoad } from '../../support/engine-load.js';
import { eventually } from '../../support/eventually.js';
import type { SeededRandom } from '../../support/seeded-random.js';
import type { EngineSeat } from '../engine-seat.js';
import { type Act, Acts } from './acts.js';
import type { Scenario } from './scenario.js';

const ORDERS = 60;
const KILLS = 4;
const GOES_ON_WITHIN_MS = 240_000;
const VICTIMS = ['engine', 'event store', 'Redis'] as const;
type Victim = (typeof VICTIMS)[number];

/** No victims: all of them at the same moment, as when the power fails. */
const TARGETS: readonly (readonly [name: string, victims: readonly Victim[]])[] = [
  ['engine', ['engine']],
  ['event store', ['event store']],
  ['Redis', ['Redis']],
  ['any of them', VICTIMS],
  ['all at once', []],
];

const ACTS: readonly Act[] = TARGETS.map(([name, victims]) => [
  `${name} killed ${KILLS} times at random`,
  (acts, random) => killDuring(acts, victims, random),
]);

/** Kills at moments that nobody has chosen, each process alone and all of them in turn, while the load goes on. */
export const RANDOM_KILLS: Scenario = {
  name: 'random-kills',
  about: 'kill -9 of engine, event store and Redis at random moments under load',
  faults: ACTS.map(([fault]) => fault),
  run: (context) => Acts.play({ name: 'random-kills', separate: true }, context, ACTS),
};

async function killDuring(acts: Acts, victims: readonly Victim[], random: SeededRandom): Promise<string> {
  const killed = await atRandom(acts, random, () => {
    const chosen = victims.length === 0 ? VICTIMS : [random.pick(victims) ?? 'engine'];
    for (const victim of chosen) kill(acts, victim);
    return chosen.join(' and ');
  });
  return `killed ${killed.join(', ')}`;
}

function kill({ stage }: Acts, victim: Victim): void {
  if (victim === 'engine') void stage.engine.kill();
  else (victim === 'Redis' ? stage.servers.redis : stage.servers.store).kill();
}

/** Any of several engines, each time another one perhaps; its successor may just be starting. */
export async function killSeats(
  acts: Acts,
  seats: readonly EngineSeat[],
  random: SeededRandom,
): Promise<string> {
  const killed = await atRandom(acts, random, () => {
    const seat = random.pick(seats);
    void seat?.engine.kill();
    return `engine ${seat === undefined ? '?' : acts.stage.seats.indexOf(seat) + 1}`;
  });
  return `killed ${killed.join(', ')}`;
}

/** Strikes a few times while the load goes on: each time some commands further, at any moment between two of them. */
export async function atRandom(
  acts: Acts,
  random: SeededRandom,
  strike: () => string,
): Promise<readonly string[]> {
  const struck: string[] = [];
  let isOver = false;
  let current: EngineLoad | undefined;
  const loading = acts
    .load(ORDERS, (load) => {
      current = load;
    })
    .finally(() => {
      isOver = true;
    });
  loading.catch(() => undefined);
  for (let n = 0; n < KILLS; n += 1) {
    const done = (): number => current?.acknowledged.length ?? 0;
    const next = done() + 5 + random.below(40);
    await eventually('the load goes on', done, (count) => isOver || count >= next, GOES_ON_WITHIN_MS);
    await pause(random.below(20));
    if (isOver) break;
    struck.push(strike());
  }
  await loading;
  await acts.stage.ready();
  if (struck.length < KILLS) throw new Error(`only ${struck.length} of ${KILLS} kills found load`);
  return struck;
}
