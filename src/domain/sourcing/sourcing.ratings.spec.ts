import { candidate, strategy } from '../../../test/support/sourcing-builders.js';
import type { Passed } from './sourcing.fences.js';
import { rate } from './sourcing.ratings.js';
import type { RatingName, SourcingCandidate, SourcingStrategy } from './sourcing.types.js';

const passed: Passed = { method: 'ship', stock: [1], takes: [1], km: 1000, arrivesIn: null, lateBy: 0 };
const costing = (baseMinor: number, perHundredKmMinor: number) => ({
  shippingCost: { baseMinor, perHundredKmMinor, currency: 'EUR' },
});
/** The score of one rating that has a weight of one. */
const scored = (
  rating: RatingName,
  change: Partial<SourcingCandidate> = {},
  how: Partial<Passed> = {},
  rules: Partial<SourcingStrategy> = {},
) => {
  const { scores, penaltyMicro } = rate(
    candidate('n', {}, change),
    { ...passed, ...how },
    strategy({ weights: { [rating]: 1 }, ...rules }),
  );
  expect(penaltyMicro).toBe(Math.round((scores[rating] ?? 0) * 1_000_000));
  return scores;
};

describe('a rating', () => {
  it.each<[string, ReturnType<typeof scored>, ReturnType<typeof scored>]>([
    ['of distance is one half at 1000 km', scored('distance'), { distance: 0.5 }],
    [
      'of distance is one half where it is not known',
      scored('distance', {}, { km: null }),
      { distance: 0.5 },
    ],
    ['of distance is nothing at the door', scored('distance', {}, { km: 0 }), { distance: 0 }],
    ['of distance is nothing of a pickup', scored('distance', {}, { method: 'pickup' }), { distance: 0 }],
    ['of cost is one half at 10.00', scored('shipping-cost', costing(1000, 0)), { 'shipping-cost': 0.5 }],
    [
      'of cost grows with the distance',
      scored('shipping-cost', costing(500, 250)),
      { 'shipping-cost': 0.75 },
    ],
    [
      'of cost leaves the distance out where it is not known',
      scored('shipping-cost', costing(1000, 99), { km: null }),
      { 'shipping-cost': 0.5 },
    ],
    [
      'of cost is nothing of a pickup',
      scored('shipping-cost', {}, { method: 'pickup' }),
      { 'shipping-cost': 0 },
    ],
    ['of shipments is one', scored('shipments'), { shipments: 1 }],
    [
      'of workload is the share that is in use',
      scored('workload', { openFulfillments: 1, capacity: 4 }),
      { workload: 0.25 },
    ],
    ['of workload is one at most', scored('workload', { openFulfillments: 9, capacity: 4 }), { workload: 1 }],
    [
      'of workload is one where a node without capacity is in use',
      scored('workload', { openFulfillments: 2, capacity: 0 }),
      { workload: 1 },
    ],
    [
      'of workload is nothing where no capacity is told',
      scored('workload', { openFulfillments: 9 }),
      { workload: 0 },
    ],
    [
      'of node type is the penalty of the type',
      scored('node-type', {}, {}, { nodeTypePenalties: { warehouse: 0.3 } }),
      { 'node-type': 0.3 },
    ],
    [
      'of node type is nothing of a type without a penalty',
      scored('node-type', {}, {}, { nodeTypePenalties: { store: 1 } }),
      { 'node-type': 0 },
    ],
    ['of node type is nothing where no type has one', scored('node-type'), { 'node-type': 0 }],
    [
      'of the date is one half at two days late',
      scored('delivery-date', {}, { lateBy: 172_800 }),
      { 'delivery-date': 0.5 },
    ],
    ['of the date is nothing in time', scored('delivery-date'), { 'delivery-date': 0 }],
  ])('%s', (_, scores, expected) => {
    expect(scores).toEqual(expected);
  });
});

describe('a penalty', () => {
  const penalty = (weights: SourcingStrategy['weights']) =>
    rate(candidate('n', {}), passed, strategy({ weights }));

  it('is the sum of the weighted ratings, each rounded to a millionth', () => {
    expect(penalty({ shipments: 2, distance: 0.5, 'shipping-cost': 0.000_001 })).toEqual({
      scores: { shipments: 1, distance: 0.5, 'shipping-cost': 0.5 },
      penaltyMicro: 2_250_001,
    });
  });

  it('says nothing of ratings without a weight above zero', () => {
    expect(penalty({ shipments: 0, distance: -1 })).toEqual({ scores: {}, penaltyMicro: 0 });
  });
});
