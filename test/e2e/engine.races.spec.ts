import { type RaceReport, runRace } from '../races/race.js';
import { buildEngine } from '../support/engine-process.js';

// A safety net on a busy machine, no budget: together some 30 s on a quiet one.
jest.setTimeout(300_000);

beforeAll(buildEngine);

const fairness = ({ reserved, without, violations }: RaceReport): object => ({
  reserved,
  without,
  violations,
});

it('of a thousand buyers of the last unit one gets it, and the others are parked', async () => {
  const report = await runRace({ name: 'last-unit', buyers: 1_000, nodes: 1, units: 1 });

  expect(fairness(report)).toEqual({ reserved: 1, without: 999, violations: [] });
});

it('of a thousand buyers of five hundred units at five nodes five hundred get one: none is sold twice, none is left', async () => {
  const report = await runRace({ name: 'five-nodes', buyers: 1_000, nodes: 5, units: 500 });

  expect(fairness(report)).toEqual({ reserved: 500, without: 500, violations: [] });
  expect(report.refusals).toBeGreaterThan(0);
});
