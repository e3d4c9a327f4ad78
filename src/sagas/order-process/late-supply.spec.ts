import type { AllOptions, RecordedEvent } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import type { DemandParked } from '../../domain/order/index.js';
import { LateSupply } from './late-supply.worker.js';
import type { OrderProcessEvent } from './order-process.types.js';

const at = '2026-03-02T10:00:00.000Z';
const recorded = (position: bigint, type: string, data: object, tenant = 'main') =>
  ({
    position,
    revision: 1n,
    stream: 'order-main:web~1',
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

/** The event as it stands in the order's stream, written by the command `first`. */
const inFirstRun = <Event extends RecordedEvent>(event: Event, revision: bigint): Event => ({
  ...event,
  revision,
  metadata: { ...event.metadata, commandId: 'first' },
});

/** The order may take units from everywhere. */
const everywhere = async (): Promise<boolean> => true;

describe('demand parked on figures', () => {
  let log: RecordedEvent[];
  let reads: number;
  let supply: LateSupply;
  const store = {
    async *readAll({ after }: AllOptions) {
      reads += 1;
      yield* log.filter(({ position }) => after === null || position > after);
    },
    async *readStream(stream: string, from = 0n, count = 1) {
      reads += 1;
      yield* log.filter(
        (event) => event.stream === stream && event.revision >= from && event.revision < from + BigInt(count),
      );
    },
  };
  /** It is in the log, and this process has seen it. */
  const seen = (event: RecordedEvent<OrderProcessEvent>): void => {
    log.push(event);
    supply.observe(event);
  };
  beforeEach(() => {
    [log, reads] = [[], 0];
    supply = new LateSupply(store);
    seen(recorded(1n, 'OrderPlaced', { orderId: 'web~0' }));
  });

  it('is behind when its sku was supplied after them', async () => {
    seen(supplied(50n));
    expect(await supply.isBehind(parked(decisionAt(49n)), everywhere)).toBe(true);
  });

  it('is not behind when they include the supply, or it is of another sku or tenant', async () => {
    seen(supplied(50n));
    expect(await supply.isBehind(parked(decisionAt(50n)), everywhere)).toBe(false);
    seen(supplied(80n, 'LAMP'));
    seen(supplied(80n, 'CHAIR', 'other'));
    expect(await supply.isBehind(parked(decisionAt(50n)), everywhere)).toBe(false);
  });

  it('is not behind when only a node that it has left out was supplied, or has its own units back', async () => {
    seen(supplied(50n));
    seen(recorded(60n, 'ReservationReleased', { sku: 'CHAIR', nodeId: 'wh-2', quantity: 1 }));
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
      seen(recorded(50n, type, { nodeId: 'wh-1' }));
      expect(await supply.isBehind(parked(decisionAt(49n)), everywhere)).toBe(true);
      expect(await supply.isBehind(parked(decisionAt(50n)), everywhere)).toBe(false);
    },
  );

  it('is not behind a node that is suspended again, is of another tenant, or has nothing for the order', async () => {
    seen(recorded(50n, 'NodeResumed', { nodeId: 'wh-1' }));
    seen(recorded(51n, 'NodeSuspended', { nodeId: 'wh-1' }));
    seen(recorded(52n, 'NodeSuspended', { nodeId: 'wh-2' }, 'unheard-of'));
    seen(recorded(53n, 'NodeResumed', { nodeId: 'wh-1' }, 'other'));
    expect(await supply.isBehind(parked(decisionAt(40n)), everywhere)).toBe(false);
    seen(recorded(54n, 'NodeResumed', { nodeId: 'wh-1' }));
    expect(await supply.isBehind(parked(decisionAt(40n)), async () => false)).toBe(false);
    expect(await supply.isBehind(parked(decisionAt(40n)), everywhere)).toBe(true);
  });

  it('is behind a figure of safety stock that was set after them', async () => {
    seen(recorded(50n, 'SafetyStockDefined', { sku: 'CHAIR', nodeId: 'wh-1', quantity: 0 }));
    expect(await supply.isBehind(parked(decisionAt(49n)), everywhere)).toBe(true);
  });

  it('in the same run as a plan, is judged by the figures of the plan', async () => {
    const plan = recorded(60n, 'SourcingPlanned', { orderId: 'web~1', allocations: [], ...decisionAt(40n) });
    seen(plan);
    expect(await supply.isBehind(parked({}), everywhere)).toBe(false);
    seen(supplied(50n));
    expect(await supply.isBehind(parked({}), everywhere)).toBe(true);
  });

  it('without any figures known, waits for its deadline', async () => {
    seen(supplied(50n));
    expect(await supply.isBehind(parked({}), everywhere)).toBe(false);
  });

  it('is judged by the figures of its own run, whatever the order has planned since', async () => {
    seen(supplied(50n));
    seen(inFirstRun(recorded(60n, 'SourcingPlanned', { orderId: 'web~1', ...decisionAt(40n) }), 3n));
    seen(recorded(97n, 'LinesReleased', { orderId: 'web~1' }));
    seen(recorded(98n, 'SourcingPlanned', { orderId: 'web~1', ...decisionAt(90n) }));
    expect(await supply.isBehind(inFirstRun(parked({}), 4n), everywhere)).toBe(true);
    expect(reads).toBe(0);
  });

  it('is told from the log what a process that has just started has not seen', async () => {
    const plan = inFirstRun(recorded(60n, 'SourcingPlanned', { orderId: 'web~1', ...decisionAt(40n) }), 3n);
    log.push(supplied(50n), plan);
    const waits = inFirstRun(parked({}), 4n);
    const restarted = new LateSupply(store);
    restarted.observe(waits);
    expect(await restarted.isBehind(waits, everywhere)).toBe(true);
    log.splice(0, log.length, supplied(40n), plan, supplied(100n));
    expect(await restarted.isBehind(waits, everywhere)).toBe(false);
  });

  it('is told from the log what memory had to forget', async () => {
    for (let node = 0; node < 65; node += 1) {
      seen(recorded(BigInt(10 + node), 'StockReceived', { sku: 'CHAIR', nodeId: `n${node}`, quantity: 1 }));
    }
    const atFirst = async ({ nodeId }: { readonly nodeId: string }) => nodeId === 'n0';
    expect(await supply.isBehind(parked(decisionAt(9n)), atFirst)).toBe(true);
    expect(reads).toBe(1);
    expect(await supply.isBehind(parked(decisionAt(10n)), atFirst)).toBe(false);
    expect(reads).toBe(1);
  });
});
