import { Logger } from '@nestjs/common';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FaultyEventStore } from '../../../test/support/faulty-event-store.js';
import { orderData } from '../../../test/support/order-builders.js';
import { MemoryEventStore } from '../../infrastructure/memory/memory-event-store.js';
import { MemoryPersonVault } from '../../infrastructure/memory/memory-person-vault.js';
import { OrphanedPersons } from './orphaned-persons.js';

beforeAll(() => Logger.overrideLogger(false));

const START = '2026-03-01T09:00:00.000Z';
const HOUR_MS = 3_600_000;
const ada = { name: 'Ada Example' };

function scene() {
  const [log, vault, clock] = [
    new FaultyEventStore(new MemoryEventStore()),
    new MemoryPersonVault(),
    new FakeClock(START),
  ];
  const put = (reference: string, orderId: string) =>
    vault.put('main', reference, ada, { orderId, since: clock.now() });
  const placed = async (orderId: string, personRef: string): Promise<void> => {
    const metadata = {
      tenant: 'main',
      commandId: orderId,
      correlationId: orderId,
      causationId: orderId,
      actor: 'test',
      occurredAt: START,
      recordedAt: START,
    };
    const event = { type: 'OrderPlaced', data: orderData({ orderId, personRef }) };
    await log.append(`order-main:${orderId}`, 'no-stream', [
      { eventId: `event-${orderId}`, event, metadata },
    ]);
  };
  return { log, vault, clock, put, placed, orphans: new OrphanedPersons(log, vault, clock) };
}

describe('a person without an order', () => {
  it('is erased after a safe delay and a second look, and not before', async () => {
    const { vault, clock, put, orphans } = scene();
    await put('person-1', 'web~1');
    await clock.advance(HOUR_MS);
    expect(await orphans.sweep()).toBe(0);
    expect(await vault.get('main', 'person-1')).toEqual(ada);
    await clock.advance(1);
    expect(await orphans.sweep()).toBe(0);
    expect(await vault.get('main', 'person-1')).toEqual(ada);
    expect(await orphans.sweep()).toBe(1);
    expect(await vault.get('main', 'person-1')).toBeNull();
  });

  it('stays when the order comes in after hours in which the machine stood still', async () => {
    const { vault, clock, put, placed, orphans } = scene();
    await put('person-1', 'web~1');
    await clock.advance(5 * HOUR_MS);
    expect(await orphans.sweep()).toBe(0);
    await placed('web~1', 'person-1');
    expect(await orphans.sweep()).toBe(0);
    expect(await vault.get('main', 'person-1')).toEqual(ada);
  });

  it('is erased when the order carries another one: that of the request that did place it', async () => {
    const { vault, clock, put, placed, orphans } = scene();
    await put('person-1', 'web~1');
    await put('person-2', 'web~1');
    await placed('web~1', 'person-2');
    await clock.advance(2 * HOUR_MS);
    expect([await orphans.sweep(), await orphans.sweep()]).toEqual([0, 1]);
    expect(await vault.get('main', 'person-1')).toBeNull();
    expect(await vault.get('main', 'person-2')).toEqual(ada);
  });

  it('is told from one whose order is in, though nobody has settled that: it is settled then, and not looked at again', async () => {
    const { log, vault, clock, put, placed, orphans } = scene();
    for (let number = 0; number < 250; number += 1) {
      await put(`person-${number}`, `web~${number}`);
      if (number % 2 === 0) await placed(`web~${number}`, `person-${number}`);
    }
    await clock.advance(2 * HOUR_MS);
    expect([await orphans.sweep(), await orphans.sweep()]).toEqual([0, 125]);
    expect(await vault.get('main', 'person-248')).toEqual(ada);
    const { reads } = log;
    expect(await orphans.sweep()).toBe(0);
    expect(log.reads).toBe(reads);
  });

  it('stays where the log cannot be read, and is looked for again', async () => {
    const { log, vault, clock, put, orphans } = scene();
    await put('person-1', 'web~1');
    await clock.advance(2 * HOUR_MS);
    log.failReads(1);
    orphans.onApplicationBootstrap();
    await clock.advance(1_000);
    expect(await vault.get('main', 'person-1')).toEqual(ada);
    await clock.advance(HOUR_MS);
    expect(await vault.get('main', 'person-1')).toBeNull();
    await orphans.beforeApplicationShutdown();
    expect(clock.pending).toBe(0);
  });
});
