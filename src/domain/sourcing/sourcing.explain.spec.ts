import { candidate, demand, sourcingInput, strategy } from '../../../test/support/sourcing-builders.js';
import { workedExample } from '../../../test/support/sourcing-example.js';
import { explainDecision, parkingReason, planSourcing } from './index.js';

const far = { latitude: 48.14, longitude: 11.58 };

describe('the explanation of demand without a node', () => {
  it('names the reason and the wait', () => {
    const input = sourcingInput(demand({ CHAIR: 2 }), [candidate('leipzig', { CHAIR: 1 })]);
    const decision = planSourcing(input);
    expect(explainDecision(decision)).toEqual([
      '2 units to be placed by policy default version 1; strategy "any" decided.',
      'leipzig ships 1 × CHAIR (line l1) (penalty 1.500: shipping cost 0.500, being a shipment 1.000).',
      'The plan of 1 shipment costs 1.500 penalty points; no better plan exists.',
      'No other plan of this strategy could have placed as much.',
      'Not placed: 1 × CHAIR (line l1), because the nodes that could be used do not have enough.',
      'What was not placed waits for stock, at most 1 day, and is sourced again then.',
    ]);
    expect(parkingReason(decision)).toBe('the nodes that could be used do not have enough');
  });

  it('says so when no strategy applies', () => {
    const input = sourcingInput(demand({ CHAIR: 1 }), [], strategy({ when: { channels: ['store'] } }));
    expect(explainDecision(planSourcing(input))).toEqual([
      '1 unit to be placed by policy default version 1; no strategy was used.',
      'Not placed: 1 × CHAIR (line l1), because no strategy of the policy applies to this order.',
      'What was not placed waits for stock, at most 1 day, and is sourced again then.',
    ]);
  });

  it('says what is cancelled', () => {
    const input = sourcingInput(demand({ CHAIR: 1 }), [], strategy({ afterAction: 'cancel' }));
    expect(explainDecision(planSourcing(input)).at(-1)).toBe('What was not placed is cancelled.');
  });

  it('names each reason once', () => {
    const input = sourcingInput(
      demand({ CHAIR: 1, LAMP: 1, DESK: 1 }),
      [candidate('leipzig', { CHAIR: 1 })],
      strategy({ afterAction: 'park' }),
    );
    expect(parkingReason(planSourcing(input))).toBe(
      'the strategy places all of the demand or nothing; the nodes that could be used do not have enough',
    );
  });
});

describe('the explanation of every node that was out', () => {
  it('names the first fence that it failed', () => {
    const stocked = { CHAIR: 1 };
    const nodes = [
      candidate('a-suspended', stocked, { active: false }),
      candidate('b-counter', stocked, { methods: ['pickup'] }),
      candidate('c-empty', {}),
      candidate('d-abroad', stocked, { servesCountries: ['FR'] }),
      candidate('e-failed', stocked),
      candidate('f-full', stocked, { capacity: 3, openFulfillments: 3 }),
      candidate('g-far', stocked, { coordinates: far }),
      candidate('h-supplier', stocked, { nodeType: 'drop-shipper' }),
    ];
    const rules = strategy({ maxDistanceKm: 100, nodeTypes: ['warehouse'] });
    const wanted = demand({ CHAIR: 1 }, { excluded: [{ nodeId: 'e-failed', sku: 'CHAIR' }] });
    expect(explainDecision(planSourcing(sourcingInput(wanted, nodes, rules))).slice(1, 9)).toEqual([
      'a-suspended is not active: suspended.',
      'b-counter cannot fulfill this way: does not ship.',
      'c-empty does not have the stock: none of the demand.',
      'd-abroad does not serve the destination: does not serve DE.',
      'e-failed is excluded because it failed before: CHAIR.',
      'f-full has no capacity left: 3 open of 3.',
      'g-far is too far away: 503.8 km, 100 km at most.',
      'h-supplier cannot fulfill this way: the strategy uses no drop-shipper.',
    ]);
  });

  it('stops at a hundred and says that there are more', () => {
    const nodes = Array.from({ length: 150 }, (_, index) => candidate(`n${index}`, {}));
    const sentences = explainDecision(planSourcing(sourcingInput(demand({ CHAIR: 1 }), nodes)));
    expect(sentences.filter((sentence) => sentence.includes('none of the demand'))).toHaveLength(100);
    expect(sentences).toContain('Further nodes are not listed.');
  });
});

describe('the explanation of a plan', () => {
  it('compares it with the next best one and says what each other node could have done', () => {
    expect(explainDecision(planSourcing(workedExample()))).toEqual([
      '3 units to be placed by policy default version 1; strategy "ship-from-own-stock" decided.',
      'hamburg ships 2 × CHAIR (line l1), 1 × LAMP (line l2) (penalty 3.290: distance 0.203, shipping cost 0.412, being a shipment 1.000, workload 0.750, node type 0.600).',
      'The plan of 1 shipment costs 3.290 penalty points; no better plan exists.',
      'The next best plan on record was leipzig and berlin at 5.330 penalty points.',
      'leipzig could have taken 2 of 3 units (penalty 2.555) and was not chosen.',
      'berlin could have taken 1 of 3 units (penalty 2.775) and was not chosen.',
      'munich is not active: suspended.',
    ]);
  });

  it('tells which strategies could not place everything before', () => {
    const rules = [
      strategy({ name: 'own', nodeTypes: ['warehouse'], afterAction: 'next-strategy' }),
      strategy({ name: 'all' }),
    ];
    const nodes = [candidate('supplier', { CHAIR: 1 }, { nodeType: 'drop-shipper', methods: ['drop-ship'] })];
    const sentences = explainDecision(planSourcing(sourcingInput(demand({ CHAIR: 1 }), nodes, ...rules)));
    expect(sentences.slice(0, 2)).toEqual([
      '1 unit to be placed by policy default version 1; strategy "all" decided after "own" could not place everything.',
      'supplier drop-ships 1 × CHAIR (line l1) (penalty 1.500: shipping cost 0.500, being a shipment 1.000).',
    ]);
  });

  it('says how far a plan may be from the best where that is not proven', () => {
    const decision = planSourcing(workedExample());
    const unsure = { ...decision, search: { ...decision.search, method: 'greedy' as const, bound: 1.02 } };
    expect(explainDecision(unsure)[2]).toBe(
      'The plan of 1 shipment costs 3.290 penalty points; no plan can be better by more than a factor of 1.02.',
    );
  });

  it('does not say that a node was needed which others make superfluous', () => {
    const nodes = Array.from({ length: 6 }, (_, index) =>
      candidate(
        `n${index}`,
        { CHAIR: 1 },
        { shippingCost: { baseMinor: 100 * index, perHundredKmMinor: 0, currency: 'EUR' } },
      ),
    );
    const sentences = explainDecision(planSourcing(sourcingInput(demand({ CHAIR: 1 }), nodes)));
    expect(sentences.at(-1)).toBe(
      'n5 was not needed (penalty 1.333): others place as much and cost no more.',
    );
  });
});
