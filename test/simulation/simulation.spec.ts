import { explainFailure } from './report.js';
import { CANARY, COMMAND_PLANTS } from './plants/command.plants.js';
import { PORT_PLANTS } from './plants/port.plants.js';
import { huntFor } from './plants/table.js';
import { type RunOptions, Simulation } from './simulation.js';

const STEPS = 600;
const SEEDS_PER_TEST = 6;
/** Runs that a defect which shows at once may take to be found. */
const PATIENCE = 12;

/** Empty, or all that a person needs to see the failure again. */
async function failureOf(options: RunOptions): Promise<string> {
  return explainFailure(await new Simulation(options).run(), options);
}

async function story(seed: number): Promise<readonly string[]> {
  const { truth } = await new Simulation({ seed, steps: STEPS }).run();
  return truth.log.map(({ eventId, stream, revision, event }) =>
    JSON.stringify([eventId, stream, String(revision), event]),
  );
}

describe('the whole engine in simulated trouble', () => {
  it.each([1, 2, 3, 4, 5, 6].map((group) => group * 100))(
    'keeps every promise and comes to rest: seeds from %i',
    async (first) => {
      for (let seed = first; seed < first + SEEDS_PER_TEST; seed += 1) {
        expect(await failureOf({ seed, steps: STEPS })).toBe('');
      }
    },
    60_000,
  );

  it('is the same from the same seed, event by event', async () => {
    const first = await story(7);
    expect(first.length).toBeGreaterThan(50);
    expect(await story(7)).toEqual(first);
  });
});

/** Defects that show in most runs; `npm run simulate -- --plants` hunts for all of them. */
const SHOWS_AT_ONCE = [
  'a repeated reservation reserves again',
  'stock of rejected work is not given back',
  'work is released to another node than planned',
  'the old node is not told that another takes over',
  'the order process misses a kind of event',
  'deadlines for acceptance are lost',
  'the availability view ignores released reservations',
];

describe('the simulation', () => {
  it('finds the canary: its checks do look', async () => {
    const { failure } = await new Simulation({ seed: 1, steps: STEPS, plant: CANARY }).run();
    const found = failure ?? (await huntFor(CANARY, 2, PATIENCE, STEPS));
    expect(found.check).toBe('promise 3');
  });

  it.each(SHOWS_AT_ONCE)(
    'finds a planted defect: %s',
    async (name) => {
      const plant = [...COMMAND_PLANTS, ...PORT_PLANTS].find((one) => one.name === name);
      expect(plant).toBeDefined();
      const { seeds } = await huntFor(plant!, 1, PATIENCE, STEPS);
      expect(seeds).not.toBeNull();
    },
    60_000,
  );
});
