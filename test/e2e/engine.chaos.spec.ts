import { SCENARIOS } from '../chaos/scenarios/all.js';
import type { Finding } from '../chaos/scenarios/scenario.js';
import { buildEngine } from '../support/engine-process.js';

// A safety net on a busy machine, no budget: together some 30 s on a quiet one.
jest.setTimeout(300_000);

const SEED = 7;

beforeAll(buildEngine);

/** A few faults of a scenario: the rest of it is for `npm run chaos`. */
async function play(name: string, only: string): Promise<readonly Finding[]> {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  const context = { seed: SEED, rounds: 1, only, tell: () => undefined };
  return (await scenario.run(context)).findings;
}

const told = (findings: readonly Finding[]): object =>
  Object.fromEntries(findings.map(({ fault, violations }) => [fault, violations]));

describe('nothing that was promised is broken, and the engine goes on by itself, when', () => {
  it('the engine is killed while an order is being written, and before it is answered', async () => {
    expect(told(await play('points-appends', 'append.OrderPlaced'))).toEqual({
      'engine at append.OrderPlaced.sent (load)': [],
      'engine at append.OrderPlaced.after (load)': [],
    });
  });

  it('the event store is killed between the write and the answer', async () => {
    expect(told(await play('points-store', 'store.durable.before'))).toEqual({
      'event store at store.durable.before (load)': [],
    });
  });

  it('the line to the event store is reset again and again', async () => {
    expect(told(await play('lines', 'line to event store reset'))).toEqual({
      'line to event store reset again and again': [],
    });
  });

  it('Redis is emptied', async () => {
    expect(told(await play('redis-loss', 'emptied once'))).toEqual({ 'Redis emptied once': [] });
  });
});
