import type {
  DueDeadline,
  IndexChange,
  ParkedDemand,
  ProcessIndex,
} from '../../src/application/ports/process-index.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 9, minute)).toISOString();

type Draft = IndexChange extends infer Change
  ? Change extends IndexChange
    ? Omit<Change, 'position' | 'tenant'>
    : never
  : never;
type Part = Draft & { readonly tenant?: string };

const opened = (orderId: string, priority = 0, minute = 0): Part => ({
  kind: 'order-opened',
  orderId,
  priority,
  at: at(minute),
});
const parked = (orderId: string, sku: string, quantity: number, minute = 0): Part => ({
  kind: 'demand-parked',
  orderId,
  sku,
  quantity,
  at: at(minute),
});
const planned = (orderId: string, nodeId: string, sequence = 1): Part => ({
  kind: 'work-planned',
  orderId,
  nodeId,
  fulfillmentId: `${orderId}-${sequence}`,
});
const deadline = (id: string, minute: number): Part => ({
  kind: 'deadline-set',
  id,
  dueAt: at(minute),
  payload: { command: id },
});
const due = (id: string, minute: number, tenant = 'main'): DueDeadline => ({
  id,
  dueAt: at(minute),
  tenant,
  payload: { command: id },
});

/** What every process index must do. `open` gives an empty one. */
export function processIndexContract(open: () => Promise<ProcessIndex>): void {
  let index: ProcessIndex;
  let position: bigint | null;

  beforeEach(async () => {
    index = await open();
    position = null;
  });

  /** Applies changes one position after another. */
  const apply = async (...parts: readonly Part[]): Promise<void> => {
    const after = position;
    const changes = parts.map((part, offset) => {
      return { tenant: 'main', ...part, position: (after ?? 0n) + BigInt(offset + 1) };
    });
    position = (after ?? 0n) + BigInt(parts.length);
    expect(await index.apply({ after, position, changes })).toBe('applied');
  };
  /** As whoever has found it here before. */
  const forget = async (sku: string, orderId: string): Promise<void> => {
    const found = (await index.parkedDemand('main', sku, 10)).find((demand) => demand.orderId === orderId);
    await index.forgetParkedDemand('main', sku, found ?? { orderId, priority: 0, since: at(0) });
  };
  const quiet = async (minute: number, limit = 10): Promise<readonly string[]> =>
    (await index.quietOrders(at(minute), limit)).map(({ tenant, orderId }) => `${tenant}:${orderId}`);

  describe('its place in the log', () => {
    it('is none at first, and moves with every batch, empty ones too', async () => {
      expect(await index.position()).toBeNull();
      expect(await index.apply({ after: null, position: 7n, changes: [] })).toBe('applied');
      expect(await index.position()).toBe(7n);
      expect(await index.apply({ after: 7n, position: 12_345_678_901_234n, changes: [] })).toBe('applied');
      expect(await index.position()).toBe(12_345_678_901_234n);
    });

    it('a batch that builds on more than is there is lost, and changes nothing', async () => {
      const change: IndexChange = { tenant: 'main', position: 9n, ...opened('web~1') };
      expect(await index.apply({ after: 8n, position: 9n, changes: [change] })).toBe('lost');
      expect(await index.position()).toBeNull();
      expect(await quiet(60)).toEqual([]);
      expect(await index.apply({ after: null, position: 7n, changes: [] })).toBe('applied');
      expect(await index.apply({ after: 8n, position: 9n, changes: [change] })).toBe('lost');
      expect(await index.position()).toBe(7n);
    });

    it('a batch that comes twice, or overlaps, counts once', async () => {
      const changes = [opened('web~1'), parked('web~1', 'A', 2), parked('web~1', 'A', 3)].map(
        (part, offset) => ({ tenant: 'main', ...part, position: BigInt(offset + 1) }),
      );
      await index.apply({ after: null, position: 2n, changes: changes.slice(0, 2) });
      await index.apply({ after: null, position: 2n, changes: changes.slice(0, 2) });
      await index.apply({ after: null, position: 3n, changes });
      expect((await index.parkedDemand('main', 'A', 10)).map(({ quantity }) => quantity)).toEqual([5]);
      expect(await index.position()).toBe(3n);
    });

    it('clearing forgets all of it', async () => {
      await apply(opened('web~1'), parked('web~1', 'A', 2), planned('web~1', 'store-1'), deadline('d', 1));
      await index.clear();
      expect(await index.position()).toBeNull();
      expect(await quiet(60)).toEqual([]);
      expect(await index.parkedDemand('main', 'A', 10)).toEqual([]);
      expect(await index.openWork('main', 'store-1')).toEqual([]);
      expect(await index.dueDeadlines(at(60), 10)).toEqual([]);
    });
  });

  describe('deadlines', () => {
    it('are due at their very instant, the earliest first, no more than asked for', async () => {
      await apply(deadline('c', 3), deadline('a', 1), { ...deadline('b', 2), tenant: 'other' });
      expect(await index.dueDeadlines(at(0), 10)).toEqual([]);
      expect(await index.dueDeadlines(at(1), 10)).toEqual([due('a', 1)]);
      expect(await index.dueDeadlines(at(9), 2)).toEqual([due('a', 1), due('b', 2, 'other')]);
    });

    it('stay due until they are settled, and then are gone', async () => {
      await apply(deadline('a', 1), deadline('b', 2));
      await index.dueDeadlines(at(9), 10);
      await index.settleDeadline('a');
      await index.settleDeadline('never-set');
      expect(await index.dueDeadlines(at(9), 10)).toEqual([due('b', 2)]);
    });

    it('set twice is due once', async () => {
      await apply(deadline('a', 1), deadline('a', 1));
      expect(await index.dueDeadlines(at(9), 10)).toEqual([due('a', 1)]);
      await index.settleDeadline('a');
      expect(await index.dueDeadlines(at(9), 10)).toEqual([]);
    });
  });

  describe('open orders', () => {
    it('that have ended are not swept any more, and nothing brings them back', async () => {
      await apply(opened('web~1'), { kind: 'order-ended', orderId: 'web~1' });
      await apply({ kind: 'order-active', orderId: 'web~1', at: at(1) });
      await index.markActive({ tenant: 'main', orderId: 'web~1' }, at(1));
      expect(await quiet(60)).toEqual([]);
    });

    it('are found when nothing happened since, the quietest first', async () => {
      await apply(opened('web~1', 0, 1), opened('web~2', 0, 2), {
        ...opened('web~3', 0, 3),
        tenant: 'other',
      });
      expect(await quiet(1)).toEqual([]);
      expect(await quiet(3)).toEqual(['main:web~1', 'main:web~2']);
      await apply({ kind: 'order-active', orderId: 'web~1', at: at(5) });
      expect(await quiet(60)).toEqual(['main:web~2', 'other:web~3', 'main:web~1']);
      expect(await quiet(60, 2)).toEqual(['main:web~2', 'other:web~3']);
    });

    it('told to wait are not quiet before that time', async () => {
      await apply(opened('web~1'));
      await index.markActive({ tenant: 'main', orderId: 'web~1' }, at(30));
      expect(await quiet(30)).toEqual([]);
      expect(await quiet(31)).toEqual(['main:web~1']);
    });
  });

  describe('work at a node', () => {
    it('is gone when it is settled, or when its order ends', async () => {
      await apply(opened('web~1'), opened('web~2'), planned('web~1', 'store-1'), planned('web~2', 'store-1'));
      await apply({ kind: 'work-settled', orderId: 'web~1', nodeId: 'store-1', fulfillmentId: 'web~1-1' });
      expect(await index.openWork('main', 'store-1')).toEqual([
        { orderId: 'web~2', fulfillmentId: 'web~2-1' },
      ]);
      await apply({ kind: 'order-ended', orderId: 'web~2' });
      expect(await index.openWork('main', 'store-1')).toEqual([]);
    });

    it('of an order that has ended is not taken up', async () => {
      await apply(opened('web~1'), { kind: 'order-ended', orderId: 'web~1' }, planned('web~1', 'store-1'));
      expect(await index.openWork('main', 'store-1')).toEqual([]);
    });

    it('is kept apart by tenant and node', async () => {
      await apply(opened('web~1'), planned('web~1', 'store-1'), planned('web~1', 'store-2', 2));
      await apply(
        { ...opened('web~1'), tenant: 'other' },
        { ...planned('web~1', 'store-1', 7), tenant: 'other' },
      );
      expect(await index.openWork('main', 'store-1')).toEqual([
        { orderId: 'web~1', fulfillmentId: 'web~1-1' },
      ]);
      expect(await index.openWork('other', 'store-1')).toEqual([
        { orderId: 'web~1', fulfillmentId: 'web~1-7' },
      ]);
    });
  });

  describe('parked demand', () => {
    it('is gone when all of it is unparked or forgotten, or when its order ends', async () => {
      await apply(opened('web~1'), opened('web~2'), opened('web~3'));
      await apply(
        parked('web~1', 'A', 2),
        parked('web~2', 'A', 2),
        parked('web~3', 'A', 2),
        parked('web~3', 'B', 1),
      );
      await apply({ kind: 'demand-unparked', orderId: 'web~1', sku: 'A', quantity: 5 });
      await forget('A', 'web~2');
      expect((await index.parkedDemand('main', 'A', 10)).map(({ orderId }) => orderId)).toEqual(['web~3']);
      await apply({ kind: 'order-ended', orderId: 'web~3' });
      expect(await index.parkedDemand('main', 'A', 10)).toEqual([]);
      expect(await index.parkedDemand('main', 'B', 10)).toEqual([]);
    });

    it('that has begun to wait anew since it was found is not forgotten', async () => {
      await apply(opened('web~1', 3), parked('web~1', 'A', 2, 1));
      const [found] = await index.parkedDemand('main', 'A', 10);
      await apply(
        { kind: 'demand-unparked', orderId: 'web~1', sku: 'A', quantity: 2 },
        parked('web~1', 'A', 1, 5),
      );
      await index.forgetParkedDemand('main', 'A', found as ParkedDemand);
      expect((await index.parkedDemand('main', 'A', 10)).map(({ quantity }) => quantity)).toEqual([1]);
    });

    it('of an order that is not open is not taken up', async () => {
      await apply(parked('web~1', 'A', 2), {
        kind: 'demand-unparked',
        orderId: 'web~1',
        sku: 'A',
        quantity: 1,
      });
      expect(await index.parkedDemand('main', 'A', 10)).toEqual([]);
    });

    it('comes by priority, then by age, with the units that wait', async () => {
      await apply(opened('web~1'), opened('web~2', 5), opened('web~3'), opened('web~4', -1));
      await apply(
        parked('web~1', 'A', 1, 8),
        parked('web~2', 'A', 2, 9),
        parked('web~3', 'A', 3, 7),
        parked('web~4', 'A', 4, 1),
        parked('web~3', 'A', 2, 10),
        { kind: 'demand-unparked', orderId: 'web~4', sku: 'A', quantity: 1 },
      );
      expect(await index.parkedDemand('main', 'A', 10)).toEqual([
        { orderId: 'web~2', priority: 5, since: at(9), quantity: 2 },
        { orderId: 'web~3', priority: 0, since: at(7), quantity: 5 },
        { orderId: 'web~1', priority: 0, since: at(8), quantity: 1 },
        { orderId: 'web~4', priority: -1, since: at(1), quantity: 3 },
      ]);
      expect((await index.parkedDemand('main', 'A', 2)).map(({ orderId }) => orderId)).toEqual([
        'web~2',
        'web~3',
      ]);
      expect(await index.parkedDemand('other', 'A', 10)).toEqual([]);
    });

    it('names the skus that are waited for, one page after another, while anybody waits', async () => {
      await apply(opened('web~1'), opened('web~2'), opened('web~3'));
      await apply(
        parked('web~1', 'C', 1),
        parked('web~1', 'A', 1),
        parked('web~2', 'A', 1),
        parked('web~2', 'B:1', 2),
        parked('web~3', 'D', 1),
      );
      await apply({ ...opened('web~1'), tenant: 'other' }, { ...parked('web~1', 'Z', 1), tenant: 'other' });
      expect(await index.parkedSkus('main', null, 10)).toEqual(['A', 'B:1', 'C', 'D']);
      expect(await index.parkedSkus('main', null, 2)).toEqual(['A', 'B:1']);
      expect(await index.parkedSkus('main', 'B:1', 2)).toEqual(['C', 'D']);
      expect(await index.parkedSkus('main', 'D', 2)).toEqual([]);
      expect(await index.parkedSkus('other', null, 10)).toEqual(['Z']);
      await apply({ kind: 'demand-unparked', orderId: 'web~2', sku: 'B:1', quantity: 1 });
      await forget('A', 'web~1');
      await forget('C', 'web~2');
      expect(await index.parkedSkus('main', null, 10)).toEqual(['A', 'B:1', 'C', 'D']);
      await apply(
        { kind: 'demand-unparked', orderId: 'web~2', sku: 'B:1', quantity: 1 },
        { kind: 'order-ended', orderId: 'web~3' },
      );
      await forget('A', 'web~2');
      expect(await index.parkedSkus('main', null, 10)).toEqual(['C']);
      await index.clear();
      expect(await index.parkedSkus('main', null, 10)).toEqual([]);
    });
  });
}
