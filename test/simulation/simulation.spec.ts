import { explainFailure } from './report/explain.js';
import { CANARY } from './plants/command.plants.js';
import { huntFor, PLANTS, SLEEPER } from './plants/table.js';
import { blindSpots, CAUSE_GROUP, EVENTS } from './report/exercised.js';
import { Tally } from './report/tally.js';
import { minimise } from './minimise.js';
import { type RunOptions, Simulation } from './simulation.js';

const STEPS = 1_000;
const SEEDS_PER_TEST = 6;
/** Runs that a defect which shows at once may take to be found. */
const PATIENCE = 40;

/** What all runs of this file have come to. */
const exercised = new Tally();

/** Empty, or all that a person needs to see the failure again. */
async function failureOf(options: RunOptions): Promise<string> {
  const report = await new Simulation(options).run();
  exercised.merge(report.counts);
  return explainFailure(report, options);
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

  it('has gone through every event of an order and every cause of sourcing it again', async () => {
    const isWanted = (name: string): boolean => name.startsWith(EVENTS) || name.startsWith(CAUSE_GROUP);
    const blind = (): readonly string[] => blindSpots(exercised).filter(isWanted);
    // What is rare may take some runs more: which ones have it changes with the code.
    for (let seed = 700; blind().length > 0 && seed < 760; seed += 1)
      expect(await failureOf({ seed, steps: STEPS })).toBe('');
    expect(blind()).toEqual([]);
  });

  it('is the same from the same seed, event by event', async () => {
    const first = await story(7);
    expect(first.length).toBeGreaterThan(50);
    expect(await story(7)).toEqual(first);
  });
});

/** Defects that show in most runs; `npm run simulate -- --plants` hunts for all of them. */
const SHOWS_AT_ONCE = [
  'a repeated reservation reserves again',
  'what nobody collected stays reserved',
  'a node that failed the order is asked again',
  'a pickup goes to another store than the customer chose',
  'demand is reopened twice for one cause',
  'work is released to another node than planned',
  'the old node is not told that another takes over',
  'the order process misses a kind of event',
  'deadlines for acceptance are lost',
  'the availability view ignores released reservations',
  'the name of the recipient is taken for the reference of the customer',
  'persons without an order are never looked for',
  'a repeat brings an erased person back',
];

describe('the simulation', () => {
  it('finds the canary: its checks do look', async () => {
    const { failure } = await new Simulation({ seed: 1, steps: STEPS, plant: CANARY }).run();
    const found = failure ?? (await huntFor(CANARY, 2, PATIENCE, STEPS));
    expect(found.check).toMatch(/^(promise 3|rules)$/);
  });

  it('does not let a run pass in which nothing was checked', async () => {
    const { failure } = await new Simulation({ seed: 1, steps: 100, plant: SLEEPER }).run();
    expect(failure?.check).toBe('nobody looked');
  });

  it('makes a failing run smaller, and tells how to see it again', async () => {
    // Which seed finds it changes with the code.
    const { seeds } = await huntFor(CANARY, 1, PATIENCE, STEPS);
    const seed = seeds!;
    const options = { seed, steps: STEPS, plant: CANARY };
    const report = await new Simulation(options).run();
    const small = await minimise(options, report);
    expect(small.report.failure?.check).toBe(report.failure?.check);
    expect(small.options.steps).toBeLessThan(STEPS);
    expect(small.options.without?.length).toBeGreaterThan(5);
    const told = explainFailure(small.report, small.options).split('\n');
    expect(told[1]).toBe(
      `  replay: npm run simulate -- --seeds 1 --seed ${seed} --steps ${small.options.steps} --without ${small.options.without?.join(',')}`,
    );
    expect(told.length).toBeGreaterThan(4);
  });

  it.each(SHOWS_AT_ONCE)(
    'finds a planted defect: %s',
    async (name) => {
      const plant = PLANTS.find((one) => one.name === name);
      expect(plant).toBeDefined();
      const { seeds } = await huntFor(plant!, 1, PATIENCE, STEPS);
      expect(seeds).not.toBeNull();
    },
    60_000,
  );
});
