import { deepFreeze } from '../../../test/support/given-when-then.js';
import {
  candidate,
  demand,
  keepingPromises,
  sourcingInput,
  strategy,
} from '../../../test/support/sourcing-builders.js';
import {
  decisionOf,
  inputOf,
  planSourcing,
  recordOf,
  reexecutes,
  type SourcingCandidate,
  type SourcingDecision,
} from './index.js';

const costing = (nodeId: string, atf: Readonly<Record<string, number>>, baseMinor: number) =>
  candidate(nodeId, atf, { shippingCost: { baseMinor, perHundredKmMinor: 0, currency: 'EUR' } });
/** 504 km away. */
const munich = { latitude: 48.14, longitude: 11.58 };
/** As it stands in the log. */
const kept = (decision: SourcingDecision) =>
  JSON.parse(JSON.stringify(recordOf(deepFreeze(decision)))) as ReturnType<typeof recordOf>;

/** Something of everything: failed fences, nodes too late, nodes on record, and one that was not needed. */
const nodes: readonly SourcingCandidate[] = [
  { ...costing('munich', { a: 1 }, 0), coordinates: munich },
  costing('e-empty', { z: 4 }, 0),
  costing('dear', { a: 1 }, 900),
  costing('cheap', { a: 1, b: 0, z: 3 }, 100),
  costing('middle', { a: 1 }, 500),
  { ...costing('closed', { a: 1 }, 0), active: false },
  costing('also-empty', {}, 0),
  ...[1, 2, 3, 4].map((index) => costing(`spare-${index}`, { a: 1 }, 500 + 10 * index)),
];
const input = keepingPromises(
  sourcingInput(demand({ a: 1, b: 1 }, { promisedBy: '2026-03-02T09:00:00.000Z' }), nodes, strategy()),
  { toleranceDays: [0], thenAnyDate: false },
);
const decision = planSourcing(input);

const scored = (nodeId: string, cost: number) => ({
  nodeId,
  scores: { shipments: 1, 'shipping-cost': cost },
  penalty: 1 + cost,
});

describe('the verdicts of a run', () => {
  it('name nodes on record with scores, cheapest first, then those that failed, by id, then the others', () => {
    expect(decision.verdicts).toEqual([
      scored('cheap', 0.090909),
      scored('middle', 0.333333),
      scored('spare-1', 0.337748),
      scored('spare-2', 0.342105),
      { nodeId: 'also-empty', failed: 'stock', detail: 'none of the demand' },
      { nodeId: 'closed', failed: 'active', detail: 'suspended' },
      { nodeId: 'e-empty', failed: 'stock', detail: 'none of the demand' },
      { nodeId: 'munich', failed: 'promise', detail: 'estimated 2026-03-04T11:23:00.000Z' },
      { nodeId: 'spare-3', penalty: 1.346405 },
      { nodeId: 'spare-4', penalty: 1.350649 },
      { nodeId: 'dear', penalty: 1.473684 },
    ]);
  });
});

describe('the input on record', () => {
  const onRecord = ({ input: { candidates } }: SourcingDecision) =>
    candidates.map(({ nodeId, atf }) => [nodeId, atf]);

  it('holds a few nodes in order of their id, with what they have of the skus that are asked for', () => {
    expect(onRecord(decision)).toEqual(
      ['cheap', 'middle', 'spare-1', 'spare-2'].map((nodeId) => [nodeId, { a: 1 }]),
    );
  });

  it('holds nobody where the demand was sourced too often', () => {
    expect(onRecord(planSourcing({ ...input, demand: { ...input.demand, attempt: 6 } }))).toEqual([]);
  });

  it('holds of each sku that stays short the cheapest node that would be too late: without it the reason would change', () => {
    const late = ['late-b', 'late-a', 'late-0'].map((nodeId, index) => ({
      ...costing(nodeId, { a: index === 0 ? 0 : 5, b: 1 }, 100 * index),
      coordinates: munich,
    }));
    const short = planSourcing(
      keepingPromises(
        sourcingInput(demand({ a: 2 }, { promisedBy: input.demand.promisedBy }), [
          ...nodes.slice(3, 4),
          ...late,
        ]),
        { toleranceDays: [0], thenAnyDate: false },
      ),
    );
    expect(short.unplaced.map(({ reason }) => reason)).toEqual(['too-late']);
    expect(onRecord(short)).toEqual([
      ['cheap', { a: 1 }],
      ['late-a', { a: 5 }],
    ]);
    expect(reexecutes(short)).toBe(true);
  });
});

describe('the record of a decision', () => {
  it('says of nodes that failed alike so once, and of the others only what they would have cost', () => {
    const { failed, notNeeded } = kept(decision);
    expect(failed).toEqual([
      { fence: 'stock', detail: 'none of the demand', nodeIds: ['also-empty', 'e-empty'] },
      { fence: 'active', detail: 'suspended', nodeIds: ['closed'] },
      { fence: 'promise', detail: 'estimated 2026-03-04T11:23:00.000Z', nodeIds: ['munich'] },
    ]);
    expect(notNeeded).toEqual([
      ['spare-3', 1.346405],
      ['spare-4', 1.350649],
      ['dear', 1.473684],
    ]);
  });

  it('gives the decision back, verdict for verdict', () => {
    expect(decisionOf(kept(decision), input.policy)).toEqual(decision);
  });

  it('gives back nodes with all that they have in common with others, and all that they have not', () => {
    const special: readonly SourcingCandidate[] = [
      candidate('plain', { a: 1 }),
      candidate('closed', { a: 1 }, { active: false }),
      candidate('german', { a: 1 }, { servesCountries: ['DE'] }),
      candidate('local', { a: 1 }, { servesRegions: ['BE', 'BB'] }),
    ];
    const record = kept({ ...decision, input: { ...input, candidates: special } });
    const { active, servesCountries, servesRegions, ...plain } = candidate('plain', { a: 1 });
    expect([active, servesCountries, servesRegions]).toEqual([true, [], []]);
    expect(record.input.candidates).toEqual([
      plain,
      { ...plain, nodeId: 'closed', active: false },
      { ...plain, nodeId: 'german', servesCountries: ['DE'] },
      { ...plain, nodeId: 'local', servesRegions: ['BE', 'BB'] },
    ]);
    expect(inputOf(record, input.policy)).toEqual({ ...input, candidates: special });
  });

  it('says no more of a verdict than that says', () => {
    const record = kept({ ...decision, verdicts: [{ nodeId: 'n', failed: 'stock' }, { nodeId: 'm' }] });
    expect(record).toMatchObject({ failed: [{ fence: 'stock', nodeIds: ['n'] }], notNeeded: [['m', 0]] });
    expect(record.failed[0]).not.toHaveProperty('detail');
    expect(decisionOf(record, input.policy).verdicts.slice(-2)).toEqual([
      { nodeId: 'n', failed: 'stock' },
      { nodeId: 'm', penalty: 0 },
    ]);
  });

  it('holds no longer when it tells another outcome', () => {
    const { search, unplaced } = decision;
    expect(reexecutes(decision)).toBe(true);
    expect(reexecutes({ ...decision, search: { ...search, plansCompared: 99 } })).toBe(true);
    const others: readonly Partial<SourcingDecision>[] = [
      { search: { ...search, cost: search.cost + 1 } },
      { strategy: 'another' },
      { strategiesTried: ['another', 'any'] },
      { unplaced: unplaced.map((line) => ({ ...line, reason: 'too-late' })) },
      { afterAction: 'cancel' },
      { toleranceDays: 2 },
      { plan: [] },
    ];
    for (const other of others) expect(reexecutes({ ...decision, ...other })).toBe(false);
  });
});
