import { MemoryViewStore } from '../../infrastructure/memory/memory-view-store.js';
import { OrderWorld } from '../../../test/support/order-world.js';
import { liveDigests, ProjectionFixture } from '../../../test/support/projection-fixture.js';
import { BORN } from './generation-writer.js';

const { log: EVENTS } = new OrderWorld(11).runUntil(200);

describe('the watchdog of the projections', () => {
  test('notices that readers get another generation than the one that is fed, and has that one fed', async () => {
    const store = new MemoryViewStore();
    const subject = new ProjectionFixture({ store });
    await subject.feed(EVENTS);
    const whole = await liveDigests(store);
    const at = { view: 'order-status', generation: '1-9' };
    await store.apply({ at, base: null, position: BORN, changes: [] });
    await store.promote(at, '1-0');
    expect(await liveDigests(store)).not.toEqual(whole);
    await subject.until(async () => {
      await subject.clock.advance(1_000);
      return (await liveDigests(store)).length === whole.length;
    });
    await subject.runner.stop();
    expect(subject.kinds()).toContain('reopened');
    expect(await liveDigests(store)).toEqual(whole);
    expect(await store.live('order-status')).toBe('1-9');
  });
});
