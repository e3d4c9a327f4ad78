import fc from 'fast-check';
import {
  type AllocationMemory,
  demandToSource,
  type OrderCommand,
  type OrderState,
} from '../../src/domain/order/index.js';
import { command, fulfillment, orderData, sourcingDecision } from './order-builders.js';

const NOW = '2026-03-02T10:00:00.000Z';
const UNTIL = '2026-03-03T10:00:00.000Z';
const LONG_AFTER = '2026-03-04T10:00:00.000Z';

/** A command made for the order as it stands: random numbers alone would hardly ever name anything that exists. */
export type Draft = (state: OrderState) => OrderCommand;

const fulfillmentId = fc.integer({ min: 1, max: 9 }).map(fulfillment);
const someLines = fc
  .tuple(fc.nat({ max: 3 }), fc.nat({ max: 4 }))
  .map(([chairs, lamps]) => [
    ...(chairs > 0 ? [{ lineId: 'l1', sku: 'CHAIR', quantity: chairs }] : []),
    ...(lamps > 0 ? [{ lineId: 'l2', sku: 'LAMP', quantity: lamps }] : []),
  ]);
const purpose = fc.constantFrom('cancel' as const, 'supersede' as const, 'pull-back' as const);

const sourcing: fc.Arbitrary<Draft> = fc
  .record({
    ofReplacement: fc.boolean(),
    pick: fc.nat({ max: 5 }),
    unplacedEvery: fc.constantFrom(0, 0, 0, 2, 1),
    isSplit: fc.boolean(),
    isStale: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    thenAction: fc.constantFrom('retry' as const, 'cancel' as const),
    afterAction: fc.constantFrom('park' as const, 'park' as const, 'cancel' as const),
  })
  .map((choice) => (state: OrderState) => {
    const seeking = 'replacements' in state ? state.replacements : [];
    const replaces = choice.ofReplacement ? seeking[choice.pick % Math.max(1, seeking.length)] : undefined;
    const found = demandToSource(state, replaces?.fulfillmentId, NOW);
    const lines = found?.demand.lines ?? [];
    const unplaced = lines.filter(
      (_, index) => choice.unplacedEvery > 0 && index % choice.unplacedEvery === 0,
    );
    const placed = lines.filter((line) => !unplaced.includes(line));
    const groups = choice.isSplit ? placed.map((line) => [line]) : placed.length > 0 ? [placed] : [];
    return command('RecordSourcing', {
      round: (found?.round ?? 1) - (choice.isStale ? 1 : 0),
      allocations: groups.map((group, index) => ({
        nodeId: `node-${index + choice.pick}`,
        method: 'ship' as const,
        lines: group,
        ...(replaces ? { replaces: replaces.fulfillmentId } : {}),
      })),
      unplaced,
      parkUntil: UNTIL,
      thenAction: choice.thenAction,
      ...(replaces ? { replaces: replaces.fulfillmentId } : {}),
      decision: sourcingDecision(unplaced.length > 0 ? choice.afterAction : 'none'),
    });
  });

/** Answers to reservations: mostly to those that are awaited, sometimes to any. */
const reservation: fc.Arbitrary<Draft> = fc
  .record({ pick: fc.nat({ max: 30 }), isRefused: fc.integer({ min: 0, max: 4 }).map((n) => n === 0) })
  .map(({ pick, isRefused }) => (state: OrderState) => {
    const known = ('allocations' in state ? state.allocations : []).flatMap((allocation) =>
      allocation.reservations.map(({ sku, status }) => ({ allocation, sku, status })),
    );
    const asked = known.filter((one) => one.status === 'asked');
    const from = asked.length > 0 && pick % 4 > 0 ? asked : known;
    const chosen = from[pick % Math.max(1, from.length)];
    const quantity = (chosen?.allocation.lines ?? []).reduce(
      (sum, line) => (line.sku === chosen?.sku ? sum + line.quantity : sum),
      0,
    );
    const claim = {
      fulfillmentId: chosen?.allocation.fulfillmentId ?? fulfillment(pick),
      nodeId: chosen?.allocation.nodeId ?? 'node-1',
      sku: chosen?.sku ?? 'CHAIR',
    };
    return isRefused
      ? command('RefuseReservation', { ...claim, excludedUntil: UNTIL })
      : command('ConfirmReservation', { ...claim, quantity });
  });

/** What a well-behaved world does next: whatever the order waits for. */
const cooperation: fc.Arbitrary<Draft> = fc.nat({ max: 9 }).map((pick) => (state: OrderState) => {
  if (!('allocations' in state)) return command('CancelOrder', { reason: 'not placed' });
  const steps = [
    ...state.allocations.flatMap((allocation) => confirmations(allocation)),
    ...[undefined, ...state.replacements.map((one) => one.fulfillmentId)].flatMap((replaces) =>
      plansFor(state, replaces, pick),
    ),
    ...state.withdrawals.map((pending) => command('RecordWithdrawal', pending)),
    ...state.allocations
      .filter((allocation) => allocation.status === 'releasing')
      .map(({ fulfillmentId, lines }) =>
        command('RecordProgress', { fulfillmentId, step: 'released', lines, occurredAt: NOW }),
      ),
  ];
  return steps[pick % Math.max(1, steps.length)] ?? command('ReleaseOrder', { holdType: 'fraud' });
});

function confirmations(allocation: AllocationMemory): readonly OrderCommand[] {
  const { fulfillmentId, nodeId, lines } = allocation;
  return allocation.reservations
    .filter((one) => one.status === 'asked')
    .map(({ sku }) => {
      const quantity = lines.reduce((sum, line) => (line.sku === sku ? sum + line.quantity : sum), 0);
      return command('ConfirmReservation', { fulfillmentId, nodeId, sku, quantity });
    });
}

function plansFor(state: OrderState, replaces: string | undefined, pick: number): readonly OrderCommand[] {
  const found = demandToSource(state, replaces, NOW);
  if (!found) return [];
  const old = replaces === undefined ? {} : { replaces };
  return [
    command('RecordSourcing', {
      round: found.round,
      allocations: found.demand.lines.map((line, index) => ({
        nodeId: `node-${pick + index}`,
        method: 'ship' as const,
        lines: [line],
        ...old,
      })),
      unplaced: [],
      parkUntil: UNTIL,
      thenAction: 'retry',
      ...old,
      decision: sourcingDecision(),
    }),
  ];
}

const fixed = (arbitrary: fc.Arbitrary<OrderCommand>): fc.Arbitrary<Draft> =>
  arbitrary.map((made) => () => made);

const drafts: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 30, arbitrary: cooperation },
  { weight: 8, arbitrary: sourcing },
  { weight: 10, arbitrary: reservation },
  {
    weight: 12,
    arbitrary: fixed(
      fc
        .record({
          fulfillmentId,
          step: fc.constantFrom(
            ...(['released', 'released', 'picked', 'shipped', 'ready-for-pickup'] as const),
            ...(['collected', 'delivered', 'delivered', 'not-collected'] as const),
          ),
          lines: fc.oneof(
            someLines,
            fc.constant([
              { lineId: 'l1', sku: 'CHAIR', quantity: 9 },
              { lineId: 'l2', sku: 'LAMP', quantity: 9 },
            ]),
          ),
        })
        .map((data) => command('RecordProgress', { ...data, occurredAt: NOW, pickupBy: UNTIL })),
    ),
  },
  {
    weight: 8,
    arbitrary: fixed(
      fc
        .record(
          {
            fulfillmentId,
            cause: fc.constantFrom(
              ...(['reservation-refused', 'rejected', 'short-pick', 'acceptance-timeout'] as const),
              ...(['node-suspended', 'count-below-reserved', 'manual'] as const),
              ...(['damaged-in-carriage', 'lost-in-carriage'] as const),
            ),
            lines: someLines,
            sku: fc.record({
              sku: fc.constantFrom('CHAIR', 'LAMP'),
              quantity: fc.integer({ min: 1, max: 4 }),
            }),
            suspect: fc.constant(true as const),
          },
          { requiredKeys: ['fulfillmentId', 'cause'] },
        )
        .map((data) => command('ReopenDemand', { ...data, excludedUntil: UNTIL })),
    ),
  },
  {
    weight: 3,
    arbitrary: fixed(
      fc
        .record({ fulfillmentId, purpose, lines: someLines })
        .map((data) => command('RecordWithdrawal', data)),
    ),
  },
  /** What a fulfillment answers that does what it is asked. */
  {
    weight: 5,
    arbitrary: fc.nat({ max: 9 }).map((pick) => (state: OrderState) => {
      const pending = 'withdrawals' in state ? state.withdrawals : [];
      const chosen = pending[pick % Math.max(1, pending.length)];
      return command('RecordWithdrawal', {
        fulfillmentId: chosen?.fulfillmentId ?? fulfillment(1),
        purpose: chosen?.purpose ?? 'cancel',
        lines: chosen?.lines ?? [],
      });
    }),
  },
  {
    weight: 2,
    arbitrary: fixed(
      fc
        .record({ fulfillmentId, purpose })
        .map((data) => command('RecordWithdrawalRefused', { ...data, reason: 'shipped' })),
    ),
  },
  {
    weight: 3,
    arbitrary: fixed(
      fc
        .record(
          {
            lineId: fc.constantFrom('l1', 'l2', 'l3'),
            quantity: fc.integer({ min: 0, max: 3 }),
            reason: fc.constant('too many'),
          },
          { requiredKeys: ['lineId', 'reason'] },
        )
        .map((data) => command('CancelLine', data)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(() => command('CancelOrder', { reason: 'changed my mind' })),
  },
  {
    weight: 3,
    arbitrary: fixed(
      fc
        .record({
          cause: fc.constantFrom('stock-arrived' as const, 'deadline' as const, 'manual' as const),
          at: fc.constantFrom(NOW, LONG_AFTER),
        })
        .map((data) => command('RetryParkedDemand', data)),
    ),
  },
  {
    weight: 2,
    arbitrary: fixed(
      fc
        .record({
          holdType: fc.constantFrom('fraud' as const, 'address' as const),
          isOn: fc.integer({ min: 0, max: 2 }).map((n) => n === 0),
        })
        .map(({ holdType, isOn }) =>
          isOn ? command('HoldOrder', { holdType, reason: 'check' }) : command('ReleaseOrder', { holdType }),
        ),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      (): OrderCommand => ({ type: 'PlaceOrder', data: orderData({ tags: ['other'] }) }),
    ),
  },
);

/** Every number of a draft stands for a repeat of the command before it, that many times. */
export const conversations: fc.Arbitrary<readonly (readonly [Draft, number])[]> = fc.array(
  fc.tuple(
    drafts,
    fc.integer({ min: 0, max: 9 }).map((n) => (n === 0 ? 1 : 0)),
  ),
  {
    minLength: 5,
    maxLength: 60,
  },
);
