import type { OrderEvent } from '../../domain/order/index.js';
import { streamName } from '../../domain/shared/stream-names.js';
import type { EventStore } from '../ports/event-store.js';

/**
 * Reference of the person that an order was placed with; undefined without one, null when the log has no such order.
 * @throws EventStoreUnavailable
 */
export async function personOf(
  store: EventStore,
  tenant: string,
  orderId: string,
): Promise<string | undefined | null> {
  let found: string | undefined | null = null;
  for await (const { event } of store.readStream(streamName('order', tenant, orderId), 0n, 1)) {
    const placed = event as OrderEvent;
    found = placed.type === 'OrderPlaced' ? placed.data.personRef : undefined;
  }
  return found;
}
