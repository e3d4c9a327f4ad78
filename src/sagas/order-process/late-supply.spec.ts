import type { RecordedEvent } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import type { DemandParked } from '../../domain/order/index.js';
import { LateSupply } from './late-supply.worker.js';
import type { OrderProcessEvent } from './order-process.types.js';

const at = '2026-03-02T10:00:00.000Z';
const recorded = (position: bigint, type: string, data: object, tenant = 'main') =>
  ({
    position,
    event: { type, data: { at, ...data } },
    metadata: { tenant },
  }) as unknown as RecordedEvent<OrderProcessEvent>;
const decisionAt = (position: bigint) => ({ decision: { input: { logPosition: formatPosition(position) } } });
const supplied = (position: bigint, sku = 'CHAIR', tenant = 'main') =>
  recorded(position, 'StockReceived', { sku, nodeId: 'wh-1', quantity: 1 }, tenant);
const parked = (decision: object) =>
  recorded(99n, 'DemandParked', {
    orderId: 'web~1',
    lines: [{ lineId: '1', sku: 'CHAIR', quantity: 1 }],
    ...decision,
  }) as RecordedEvent<DemandParked>;

/** The order may take units from everywhere. */
const everywhere = async (): Promise<boolean> => true;

describe('demand parked on figures', () => {
  let supply: LateSupply;
  beforeEach(() => {
    supply = new LateSupply();
  });

  it('is behind when its sku was supplied after them', async () => {
    supply.observe(supplied(50n));
    expect(await supply.isBehind(parked(decisionAt(49n)), everywhere)).toBe(true);
  });

  it('is not behind when they include the supply, or it is of another sku or tenant', async () => {
    supply.observe(supplied(50n));
    expect(await supply.isBehind(parked(decisionAt(50n)), everywhere)).toBe(false);
    supply.observe(supplied(80n, 'LAMP'));
    supply.observe(supplied(80n, 'CHAIR', 'other'));
    expect(await supply.isBehind(parked(decisionAt(50n)), everywhere)).toBe(false);
  });

  it('is not behind when only a node that it has left out was supplied, or has its own units back', async () => {
    supply.observe(supplied(50n));
    supply.observe(recorded(60n, 'ReservationReleased', { sku: 'CHAIR', nodeId: 'wh-2', quantity: 1 }));
    const notAt =
      (...nodes: readonly string[]) =>
      async (place: { readonly nodeId: string }) =>
        !nodes.includes(place.nodeId);
    expect(await supply.isBehind(parked(decisionAt(40n)), notAt('wh-2'))).toBe(true);
    expect(await supply.isBehind(parked(decisionAt(50n)), notAt('wh-2'))).toBe(false);
    expect(await supply.isBehind(parked(decisionAt(40n)), notAt('wh-1', 'wh-2'))).toBe(false);
  });

  it.each(['NodeRegistered', 'NodeProfileRevised', 'NodeResumed'])(
    'is behind after %s, whatever the sku, until the figures are younger',
    async (type) => {
      supply.observe(recorded(50n, type, { nodeId: 'wh-1' }));
      expect(await supply.isBehind(parked(decisionAt(49n)), everywhere)).toBe(true);
      expect(await supply.isBehind(parked(decisionAt(50n)), everywhere)).toBe(false);
    },
  );

  it('is not behind a node that is suspended again, is of another tenant, or has nothing for the order', async () => {
    supply.observe(recorded(50n, 'NodeResumed', { nodeId: 'wh-1' }));
    supply.observe(recorded(51n, 'NodeSuspended', { nodeId: 'wh-1' }));
    supply.observe(recorded(52n, 'NodeSuspended', { nodeId: 'wh-2' }, 'unheard-of'));
    supply.observe(recorded(53n, 'NodeResumed', { nodeId: 'wh-1' }, 'other'));
    expect(await supply.isBehind(parked(decisionAt(40n)), everywhere)).toBe(false);
    supply.observe(recorded(54n, 'NodeResumed', { nodeId: 'wh-1' }));
    expect(await supply.isBehind(parked(decisionAt(40n)), async () => false)).toBe(false);
    expect(await supply.isBehind(parked(decisionAt(40n)), everywhere)).toBe(true);
  });

  it('is behind a figure of safety stock that was set after them', async () => {
    supply.observe(recorded(50n, 'SafetyStockDefined', { sku: 'CHAIR', nodeId: 'wh-1', quantity: 0 }));
    expect(await supply.isBehind(parked(decisionAt(49n)), everywhere)).toBe(true);
  });

  it('in the same run as a plan, is judged by the figures of the plan', async () => {
    const plan = recorded(60n, 'SourcingPlanned', { orderId: 'web~1', allocations: [], ...decisionAt(40n) });
    supply.observe(plan);
    expect(await supply.isBehind(parked({}), everywhere)).toBe(false);
    supply.observe(supplied(50n));
    expect(await supply.isBehind(parked({}), everywhere)).toBe(true);
  });

  it('without any figures known, waits for its deadline', async () => {
    supply.observe(supplied(50n));
    expect(await supply.isBehind(parked({}), everywhere)).toBe(false);
  });
});
