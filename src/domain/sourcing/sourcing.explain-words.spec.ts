import {
  candidate,
  demand,
  keepingPromises,
  sourcingInput,
  strategy,
} from '../../../test/support/sourcing-builders.js';
import { explainDecision, planSourcing, type SourcingDecision, type SourcingInput } from './index.js';
import { compareLateness, toleranceWords } from './sourcing.explain-promise.js';

/** A decision that has every candidate on record. */
const decided = (input: SourcingInput): SourcingDecision => ({ ...planSourcing(input), input });
const costs = (baseMinor: number) => ({ shippingCost: { baseMinor, perHundredKmMinor: 0, currency: 'EUR' } });
const explained = (...input: Parameters<typeof sourcingInput>) =>
  explainDecision(decided(sourcingInput(...input)));

describe('the explanation of what waits', () => {
  const { policy, ...input } = sourcingInput(demand({ CHAIR: 1 }), []);
  const waiting = (change: Partial<typeof policy>) =>
    explainDecision(planSourcing({ ...input, policy: { ...policy, ...change } })).at(-1);

  it.each([
    [86_400, '1 day'],
    [172_800, '2 days'],
    [3600, '1 hour'],
    [90_000, '25 hours'],
    [60, '1 minute'],
    [5400, '90 minutes'],
    [1, '1 second'],
    [90, '90 seconds'],
  ])('says in words how long %i seconds are', (parkForSeconds, words) => {
    expect(waiting({ parkForSeconds })).toBe(
      `What was not placed waits for stock, at most ${words}, and is sourced again then.`,
    );
  });

  it('says that it is cancelled when it has waited in vain', () => {
    expect(waiting({ afterParking: 'cancel' })).toBe(
      'What was not placed waits for stock, at most 1 day, and is cancelled then.',
    );
  });

  it('gives a reason that it has no words for as it stands', () => {
    const decision = planSourcing({ ...input, policy });
    const unplaced = decision.unplaced.map((line) => ({ ...line, reason: 'no-luck' }));
    expect(explainDecision({ ...decision, unplaced })).toContain(
      'Not placed: 1 × CHAIR (line l1), because no-luck.',
    );
  });
});

describe('the explanation of a node that was not chosen', () => {
  const rival = (excluded: SourcingInput['demand']['excluded']) =>
    explained(demand({ CHAIR: 1, LAMP: 2 }, { excluded }), [
      candidate('chosen', { CHAIR: 1, LAMP: 2 }),
      candidate('rival', { CHAIR: 9, LAMP: 1, DESK: 4 }, costs(2000)),
    ]).at(-1);

  it.each<[string, SourcingInput['demand']['excluded'], number]>([
    ['all that it has of the demand, and no more than that asks for', [], 2],
    ['nothing of a sku that it is excluded for', [{ nodeId: 'rival', sku: 'CHAIR' }], 1],
    ['what others are excluded for', [{ nodeId: 'other', sku: 'CHAIR' }], 2],
    ['what it is excluded for, but nobody wants', [{ nodeId: 'rival', sku: 'DESK' }], 2],
  ])('says that it could have taken %s', (_, excluded, units) => {
    expect(rival(excluded)).toBe(
      `rival could have taken ${units} of 3 units (penalty 1.667) and was not chosen.`,
    );
  });

  it('gives what the verdict says of it, as far as that says anything', () => {
    const decision = decided(sourcingInput(demand({ CHAIR: 1 }), [candidate('chosen', { CHAIR: 1 })]));
    const [chosen] = decision.verdicts;
    if (chosen === undefined) throw new Error('no verdict');
    const verdicts = [
      chosen,
      { nodeId: 'a', failed: 'stock' as const },
      { nodeId: 'b', penalty: 2, detail: 'too heavy' },
      { nodeId: 'c', scores: {} },
    ];
    expect(explainDecision({ ...decision, verdicts }).slice(-3)).toEqual([
      'a does not have the stock: no detail.',
      'b was not needed (penalty 2.000): too heavy.',
      'c could have taken 0 of 1 units (penalty 0.000) and was not chosen.',
    ]);
  });

  it('says that there are more only where a hundred are listed without a score', () => {
    const empty = (count: number) => Array.from({ length: count }, (_, index) => candidate(`n${index}`, {}));
    const scored = [candidate('x', { CHAIR: 1 }), candidate('y', { CHAIR: 1 })];
    const more = 'Further nodes are not listed.';
    expect(explained(demand({ CHAIR: 1 }), [...scored, ...empty(99)])).not.toContain(more);
    expect(explained(demand({ CHAIR: 1 }), [...scored, ...empty(100)])).toContain(more);
  });
});

describe('the explanation of a plan', () => {
  const spread = [
    candidate('chairs', { CHAIR: 1 }, costs(100)),
    candidate('lamps', { LAMP: 1 }, costs(100)),
    candidate('more-chairs', { CHAIR: 1 }, costs(900)),
    candidate('more-lamps', { LAMP: 1 }, costs(500)),
  ];

  it('counts its shipments, and names the cheapest plan without one of their nodes', () => {
    expect(explained(demand({ CHAIR: 1, LAMP: 1 }), spread).slice(3, 5)).toEqual([
      'The plan of 2 shipments costs 2.182 penalty points; no better plan exists.',
      'The next best plan on record was chairs and more-lamps at 2.424 penalty points.',
    ]);
    expect(explained(demand({ LAMP: 1, CHAIR: 1 }), spread)[4]).toBe(
      'The next best plan on record was chairs and more-lamps at 2.424 penalty points.',
    );
  });

  it('has no next best where another strategy would have to decide', () => {
    const own = strategy({ name: 'own', nodeTypes: ['warehouse'], afterAction: 'next-strategy' });
    const nodes = [candidate('own', { CHAIR: 1 }), candidate('shop', { CHAIR: 1 }, { nodeType: 'store' })];
    expect(explained(demand({ CHAIR: 1 }), nodes, own, strategy())).toContain(
      'No other plan of this strategy could have placed as much.',
    );
  });

  it('has no next best where without its nodes fewer units would be placed', () => {
    const nodes = [candidate('full', { CHAIR: 2 }), candidate('half', { CHAIR: 1 })];
    expect(explained(demand({ CHAIR: 2 }), nodes)).toContain(
      'No other plan of this strategy could have placed as much.',
    );
  });

  it('speaks of no rating where none has a weight', () => {
    const rules = strategy({ weights: {} });
    expect(explained(demand({ CHAIR: 1 }), [candidate('n', { CHAIR: 1 })], rules)[1]).toBe(
      'n ships 1 × CHAIR (line l1).',
    );
  });

  it('speaks of no rating where the record has no verdict on the node', () => {
    const decision = decided(sourcingInput(demand({ CHAIR: 1 }), [candidate('n', { CHAIR: 1 })]));
    expect(explainDecision({ ...decision, verdicts: [] })[1]).toBe('n ships 1 × CHAIR (line l1).');
  });

  it('says when goods that are collected are ready, and what else a shipment holds', () => {
    const pickup = demand({ CHAIR: 2, LAMP: 1 }, { method: 'pickup', pickupNodeId: 'shop' });
    const input = keepingPromises(
      sourcingInput(pickup, [candidate('shop', { CHAIR: 2, LAMP: 1 })], strategy({ weights: {} })),
    );
    expect(explainDecision(decided(input))[2]).toBe(
      'shop hands over at the counter 2 × CHAIR (line l1), 1 × LAMP (line l2), ready by 2026-03-01T21:00:00.000Z.',
    );
  });
});

describe('the explanation of dates', () => {
  const leipzig = candidate('leipzig', { CHAIR: 1 }, { coordinates: { latitude: 51.34, longitude: 12.37 } });
  const munich = candidate('munich', { CHAIR: 1 }, { coordinates: { latitude: 48.14, longitude: 11.58 } });
  const berlin = candidate('berlin', { CHAIR: 1 }, costs(3000));
  const dated = (promisedBy: string, nodes: SourcingInput['candidates'], rules: object = {}) =>
    decided(keepingPromises(sourcingInput(demand({ CHAIR: 1 }, { promisedBy }), nodes), rules));

  it('says how late the next best plan would be where it would be later', () => {
    expect(explainDecision(dated('2026-03-02T09:00:00.000Z', [berlin, leipzig]))[4]).toBe(
      'The next best plan on record was leipzig at 1.500 penalty points, up to 2 days late.',
    );
    expect(
      explainDecision(dated('2026-03-02T09:00:00.000Z', [leipzig, munich], { toleranceDays: [1] }))[4],
    ).toBe('The next best plan on record was munich at 1.500 penalty points, at any date.');
    expect(explainDecision(dated('2026-03-04T12:00:00.000Z', [berlin, leipzig]))[4]).toBe(
      'The next best plan on record was berlin at 1.750 penalty points.',
    );
  });

  it('says how late a plan may be although the promise had passed, where no other date is allowed', () => {
    const decision = dated('2026-03-01T08:00:00.000Z', [leipzig], { thenAnyDate: false });
    expect(explainDecision(decision)[1]).toBe(
      'The promise is 2026-03-01T08:00:00.000Z; the plan may come up to 2 days late: nothing sooner was found that places as much.',
    );
  });

  it('names the service that the policy has no transit time for', () => {
    const transit = [{ service: 'express', handlingHours: 1, baseHours: 1, hoursPerHundredKm: 1 }];
    const input = keepingPromises(sourcingInput(demand({ CHAIR: 1 }, { service: 'slow' }), [leipzig]), {
      transit,
    });
    expect(explainDecision(decided(input))[1]).toBe(
      'The promise is 2026-03-05T09:00:00.000Z; the policy has no transit time for slow, so any date would do.',
    );
  });

  it.each<[number | null | undefined, string]>([
    [undefined, 'at any date'],
    [null, 'at any date'],
    [0, 'in time'],
    [1, 'up to 1 day late'],
    [2, 'up to 2 days late'],
  ])('calls a tolerance of %s %s', (toleranceDays, words) => {
    expect(toleranceWords(toleranceDays)).toBe(words);
  });

  it('puts decisions that had to come sooner before those that might come later', () => {
    const [soon, later, any] = [0, 2, null].map((toleranceDays) => ({
      ...dated('2026-03-02T09:00:00.000Z', [berlin]),
      toleranceDays,
    }));
    if (soon === undefined || later === undefined || any === undefined) throw new Error('no decision');
    expect(compareLateness(soon, later)).toBeLessThan(0);
    expect(compareLateness(any, later)).toBeGreaterThan(0);
    expect(compareLateness(later, later)).toBe(0);
  });
});
