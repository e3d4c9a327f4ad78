import { orderData } from '../../../test/support/order-builders.js';
import { MemoryEventStore } from '../../infrastructure/memory/memory-event-store.js';
import { MemoryPersonVault } from '../../infrastructure/memory/memory-person-vault.js';
import { ErasePersonCommand } from './erase-person.command.js';
import { ErasePersonHandler } from './people.handlers.js';

const START = '2026-03-01T09:00:00.000Z';
const ada = { name: 'Ada Example' };

function scene() {
  const [log, vault] = [new MemoryEventStore(), new MemoryPersonVault()];
  const handler = new ErasePersonHandler(log, vault);
  return {
    put: (reference: string, orderId: string, tenant = 'main') =>
      vault.put(tenant, reference, ada, { orderId, since: START }),
    settle: (reference: string) => vault.settle('main', reference),
    isThere: async (reference: string, tenant = 'main') => (await vault.get(tenant, reference)) !== null,
    erase: (orderId: string) => handler.execute(new ErasePersonCommand('main', orderId)),
    placed: async (orderId: string, personRef?: string): Promise<void> => {
      const metadata = {
        tenant: 'main',
        commandId: orderId,
        correlationId: orderId,
        causationId: orderId,
        actor: 'test',
        occurredAt: START,
        recordedAt: START,
      };
      const event = {
        type: 'OrderPlaced',
        data: orderData({ orderId, ...(personRef === undefined ? {} : { personRef }) }),
      };
      const events = [{ eventId: `event-${orderId}`, event, metadata }];
      await log.append(`order-main:${orderId}`, 'no-stream', events);
    },
  };
}

describe('the erasure of the person of an order', () => {
  it('says that there is no such order, and leaves alone whose order may still come', async () => {
    const { put, isThere, erase } = scene();
    await put('person-1', 'web~1');
    expect(await erase('web~1')).toBeNull();
    expect(await isThere('person-1')).toBe(true);
  });

  it('takes the person, once', async () => {
    const { put, settle, placed, isThere, erase } = scene();
    await put('person-1', 'web~1');
    await placed('web~1', 'person-1');
    settle('person-1');
    expect(await erase('web~1')).toBe(true);
    expect(await isThere('person-1')).toBe(false);
    expect(await erase('web~1')).toBe(false);
  });

  it('takes along what other requests for the same order have left behind, and nobody else', async () => {
    const { put, placed, isThere, erase } = scene();
    for (const copy of ['person-1', 'person-2', 'person-3']) await put(copy, 'web~1');
    await put('person-4', 'web~2');
    await put('person-5', 'web~1', 'other');
    await placed('web~1', 'person-2');
    expect(await erase('web~1')).toBe(true);
    for (const copy of ['person-1', 'person-2', 'person-3']) expect(await isThere(copy)).toBe(false);
    expect(await isThere('person-4')).toBe(true);
    expect(await isThere('person-5', 'other')).toBe(true);
  });

  it('takes them as well where the order itself has no person', async () => {
    const { put, placed, isThere, erase } = scene();
    await put('person-1', 'web~1');
    await placed('web~1');
    expect(await erase('web~1')).toBe(true);
    expect(await isThere('person-1')).toBe(false);
    expect(await erase('web~1')).toBe(false);
  });
});
