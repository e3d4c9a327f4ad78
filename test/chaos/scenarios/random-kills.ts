import { setTimeout as pause } from 'node:timers/promises';
import type { EngineLoad } from '../../support/engine-load.js';
import type { SeededRandom } from '../../support/seeded-random.js';
import { eventually } from '../../support/eventually.js';
import { Acts } from './acts.js';
import type { Scenario } from './scenario.js';

const ORDERS = 60;
const KILLS = 4;
const VICTIMS = ['engine', 'event store', 'Redis'] as const;
type Victim = (typeof VICTIMS)[number];

/** Kills at moments that nobody has chosen, each process alone and all of them in turn, while the load goes on. */
export const RANDOM_KILLS: Scenario = {
  name: 'random-kills',
  about: 'kill -9 of engine, event store and Redis at random moments under load',
  run: (context) =>
    Acts.on({ name: 'random-kills', separate: true }, context, async (acts) => {
      acts.stage.keepEngine();
      const targets: readonly (readonly [string, readonly Victim[]])[] = [
        ['engine', ['engine']],
        ['event store', ['event store']],
        ['Redis', ['Redis']],
        ['any of them', VICTIMS],
        ['all at once', []],
      ];
      for (let round = 0; round < context.rounds; round += 1) {
        for (const [name, victims] of targets.filter(([one]) => one.includes(context.only))) {
          await acts.act(`${name}, ${KILLS} times`, () => killDuring(acts, victims, context.random));
        }
      }
    }),
};

/** No victims: all of them at the same moment, as when the power fails. */
async function killDuring(acts: Acts, victims: readonly Victim[], random: SeededRandom): Promise<string> {
  const killed: Victim[] = [];
  let isOver = false;
  let current: EngineLoad | undefined;
  const loading = acts
    .load(ORDERS, (load) => {
      current = load;
    })
    .finally(() => {
      isOver = true;
    });
  for (let n = 0; n < KILLS; n += 1) {
    const done = (): number => current?.acknowledged.length ?? 0;
    const next = done() + 5 + random.below(40);
    await eventually('the load goes on', done, (count) => isOver || count >= next, 90_000);
    await pause(random.below(20));
    if (isOver) break;
    const chosen = victims.length === 0 ? VICTIMS : [random.pick(victims) ?? 'engine'];
    for (const victim of chosen) kill(acts, victim);
    killed.push(...chosen);
  }
  await loading;
  await acts.stage.engine.ready();
  return `killed ${killed.join(', ')}`;
}

function kill({ stage }: Acts, victim: Victim): void {
  if (victim === 'engine') void stage.engine.kill();
  else (victim === 'Redis' ? stage.servers.redis : stage.servers.store).kill();
}
