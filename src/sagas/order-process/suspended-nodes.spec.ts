import type { RecordedEvent } from '../../application/ports/event-store.js';
import type { SourcingPlanned } from '../../domain/order/index.js';
import type { OrderProcessEvent, ReactContext } from './order-process.types.js';
import { SuspendedNodes } from './suspended-nodes.worker.js';

const at = '2026-03-02T10:00:00.000Z';
const context: ReactContext = {
  now: at,
  timings: { acceptWithinSeconds: 60, pickupWindowSeconds: 60, excludeFailedNodeSeconds: 60 },
};
const told = (type: string, nodeId: string, tenant = 'main') =>
  ({
    event: { type, data: { nodeId, at } },
    metadata: { tenant },
  }) as unknown as RecordedEvent<OrderProcessEvent>;
const planned = {
  type: 'SourcingPlanned',
  data: {
    orderId: 'web~1',
    allocations: [
      { fulfillmentId: 'web~1-1', nodeId: 'wh-1' },
      { fulfillmentId: 'web~1-2', nodeId: 'wh-2' },
    ],
  },
} as unknown as SourcingPlanned;
const network = (...suspended: readonly string[]) =>
  ({ node: (_tenant: string, nodeId: string) => ({ suspended: suspended.includes(nodeId) }) }) as never;

describe('work planned to a suspended node', () => {
  it('is taken back when the log has told of the suspension, by one command however often it is asked', () => {
    const nodes = new SuspendedNodes(network());
    nodes.observe(told('NodeSuspended', 'wh-2'));
    expect(nodes.reopenings(planned, 'main', context)).toEqual([
      {
        kind: 'order',
        key: 'suspended:web~1-2',
        command: {
          type: 'ReopenDemand',
          data: {
            orderId: 'web~1',
            fulfillmentId: 'web~1-2',
            cause: 'node-suspended',
            excludedUntil: '2026-03-02T10:01:00.000Z',
            at,
          },
        },
      },
    ]);
  });

  it('is taken back when the node was suspended before this process read the log', () => {
    const [only, ...others] = new SuspendedNodes(network('wh-1')).reopenings(planned, 'main', context);
    expect(only?.key).toBe('suspended:web~1-1');
    expect(others).toEqual([]);
  });

  it('stays when the node has resumed, whatever the directory still says, or is of another tenant', () => {
    const nodes = new SuspendedNodes(network('wh-1'));
    nodes.observe(told('NodeSuspended', 'wh-2', 'other'));
    nodes.observe(told('NodeResumed', 'wh-1'));
    expect(nodes.reopenings(planned, 'main', context)).toEqual([]);
  });
});
