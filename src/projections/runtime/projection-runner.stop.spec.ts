import { MemoryViewStore } from '../../infrastructure/memory/memory-view-store.js';
import { ViewStoreUnavailable } from '../../application/ports/view-store.js';
import { OrderWorld } from '../../../test/support/order-world.js';
import { ProjectionFixture } from '../../../test/support/projection-fixture.js';

const { log: EVENTS } = new OrderWorld(11).runUntil(50);

describe('a projection runner that is told to stop', () => {
  test('while it still looks up where its views stand ends, and reads nothing any more', async () => {
    const subject = new ProjectionFixture();
    subject.log.add(EVENTS);
    subject.runner.start();
    await subject.runner.stop();
    expect(subject.log.opened).toEqual([]);
    expect(subject.kinds()).toEqual([]);
  });

  test('while the look-up fails ends without another try', async () => {
    const store = new MemoryViewStore();
    store.live = async () => {
      throw new ViewStoreUnavailable('away');
    };
    const subject = new ProjectionFixture({ store });
    subject.runner.start();
    await subject.runner.stop();
    expect(subject.kinds()).toEqual(['retry']);
  });
});
