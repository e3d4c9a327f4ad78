import fc from 'fast-check';
import type { SourcingInput } from '../../src/domain/sourcing/sourcing.types.js';
import { candidate, demand, sourcingInput, strategy } from './sourcing-builders.js';

const SKUS = ['a', 'b', 'c', 'd'];
/** Fixed, so that every run tries the same. */
export const RUNS = { seed: 20_260_301, numRuns: 400 };

const quantity = (max: number) => fc.integer({ min: 0, max });
const units = (max: number) => fc.dictionary(fc.constantFrom(...SKUS), quantity(max), { maxKeys: 4 });

const candidateOf = (index: number) =>
  fc
    .record({
      atf: units(6),
      active: fc.boolean(),
      nodeType: fc.constantFrom('warehouse', 'store', 'drop-shipper'),
      baseMinor: fc.constantFrom(0, 400, 500, 900),
      longitude: fc.constantFrom(2, 8, 13.4),
      openFulfillments: fc.integer({ min: 0, max: 4 }),
      capacity: fc.constantFrom(2, 4, undefined),
    })
    .map(({ atf, active, nodeType, baseMinor, longitude, openFulfillments, capacity }) =>
      candidate(`n${index}`, atf, {
        active: active || index % 3 > 0,
        nodeType: nodeType as 'store',
        openFulfillments,
        coordinates: { latitude: 52, longitude },
        shippingCost: { baseMinor, perHundredKmMinor: 20, currency: 'EUR' },
        ...(capacity === undefined ? {} : { capacity }),
      }),
    );

const strategyOf = (name: string) =>
  fc
    .record({
      weights: fc.record({
        shipments: fc.constantFrom(0, 1, 2),
        distance: fc.constantFrom(0, 1),
        'shipping-cost': fc.constantFrom(0, 1, 3),
        workload: fc.constantFrom(0, 0.5),
        'node-type': fc.constantFrom(0, 1),
      }),
      maxShipments: fc.integer({ min: 1, max: 4 }),
      splitLines: fc.boolean(),
      afterAction: fc.constantFrom('place-partly-and-park', 'park', 'cancel', 'next-strategy'),
    })
    .map(({ afterAction, ...rest }) =>
      strategy({
        name,
        ...rest,
        afterAction: afterAction as 'park',
        nodeTypePenalties: { store: 0.3, 'drop-shipper': 1 },
        maxDistanceKm: 700,
      }),
    );

/** Small enough for brute force: up to 8 nodes, 5 lines of 4 skus, some of them twice. */
export const inputs = (maxNodes: number): fc.Arbitrary<SourcingInput> =>
  fc
    .record({
      nodes: fc.integer({ min: 0, max: maxNodes }).chain((count) => {
        return fc.tuple(...Array.from({ length: count }, (_, index) => candidateOf(index)));
      }),
      lines: fc.array(
        fc.record({ sku: fc.constantFrom(...SKUS), quantity: fc.integer({ min: 1, max: 5 }) }),
        {
          minLength: 1,
          maxLength: 5,
        },
      ),
      excluded: fc.array(
        fc.record({ nodeId: fc.constantFrom('n0', 'n1', 'n2'), sku: fc.constantFrom(...SKUS) }),
        {
          maxLength: 3,
        },
      ),
      openShipments: fc.constantFrom(0, 0, 0, 1),
      first: strategyOf('first'),
      second: strategyOf('second'),
    })
    .map(({ nodes, lines, excluded, openShipments, first, second }) =>
      sourcingInput(
        demand(
          {},
          { lines: lines.map((line, index) => ({ lineId: `l${index}`, ...line })), excluded, openShipments },
        ),
        nodes,
        first,
        second,
      ),
    );
