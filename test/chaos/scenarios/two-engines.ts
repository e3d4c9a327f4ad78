import { setTimeout as pause } from 'node:timers/promises';
import type { EngineSeat } from '../engine-seat.js';
import { type Act, Acts } from './acts.js';
import { killSeats } from './random-kills.js';
import type { Scenario } from './scenario.js';

const ORDERS = 40;
const FROZEN_MS = 12_000;

const ACTS: readonly Act[] = [
  [
    'the second of two engines killed again and again',
    (acts, random) => killSeats(acts, acts.stage.seats.slice(1), random),
  ],
  [
    'either of two engines killed again and again',
    (acts, random) => killSeats(acts, acts.stage.seats, random),
  ],
  ['one of two engines frozen, and back when the other has done its work', freeze],
  ['two engines stopped in order, one after the other', restart],
];

/** Two engine processes on one log, one Redis and one vault, with the same work to do; the clients turn to both. */
export const TWO_ENGINES: Scenario = {
  name: 'two-engines',
  about: 'two engines on one log, of which one is killed, frozen or stopped under load',
  faults: ACTS.map(([fault]) => fault),
  run: (context) => Acts.play({ name: 'two-engines', separate: true, engines: 2 }, context, ACTS),
};

/** What it held in its hands when it froze is long done by the other, and it goes on with it. */
async function freeze(acts: Acts): Promise<string> {
  const { stage } = acts;
  const [first] = stage.seats;
  if (first === undefined) return 'no engine';
  const { pid } = first.engine;
  const loading = acts.load(ORDERS);
  loading.catch(() => undefined);
  await pause(300);
  process.kill(pid, 'SIGSTOP');
  stage.shun(first);
  try {
    await pause(FROZEN_MS);
  } finally {
    process.kill(pid, 'SIGCONT');
    stage.shun(null);
  }
  await loading;
  if (first.engine.pid !== pid) throw new Error('the engine has ended, though nothing has died');
  return `stood still for ${FROZEN_MS / 1_000} s`;
}

/** As a new release is brought out. */
async function restart(acts: Acts): Promise<string> {
  const loading = acts.load(ORDERS);
  loading.catch(() => undefined);
  const codes: (number | null)[] = [];
  for (const seat of acts.stage.seats) codes.push(await replace(acts, seat));
  await loading;
  if (codes.some((code) => code !== 0)) throw new Error(`they ended with ${codes.join(' and ')}`);
  return 'both replaced';
}

async function replace({ stage }: Acts, seat: EngineSeat): Promise<number | null> {
  stage.shun(seat);
  const { code } = await seat.engine.stop();
  await seat.ready();
  stage.shun(null);
  return code;
}
