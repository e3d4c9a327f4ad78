import type { RecordedEvent } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import { ViewStoreUnavailable } from '../../application/ports/view-store.js';
import { MemoryViewStore } from '../../infrastructure/memory/memory-view-store.js';
import { OrderWorld } from '../../../test/support/order-world.js';
import { ProjectionFixture } from '../../../test/support/projection-fixture.js';
import { ScriptedLog } from '../../../test/support/scripted-log.js';
import { availabilityProjection } from '../availability/availability.projection.js';
import { PROJECTIONS } from '../operations/projection-list.js';
import type { Projection } from './projection.js';

const { log: EVENTS } = new OrderWorld(11).runUntil(900);
const at = (index: number): RecordedEvent => EVENTS[index] as RecordedEvent;
/** Generation of the first build of the availability. */
const FIRST_BUILD = `${availabilityProjection.version}-0`;
const LAST = formatPosition(at(EVENTS.length - 1).position);
const withVersion = (version: number): readonly Projection[] =>
  PROJECTIONS.map((projection) => ({ ...projection, version }));
const forgetful = PROJECTIONS.map((each) => (each.kind === 'view' ? { ...each, cachedViews: 1 } : each));

/** What the views look like when nothing goes wrong. */
async function expected(): Promise<readonly string[]> {
  const calm = new ProjectionFixture();
  await calm.feed(EVENTS);
  await calm.runner.stop();
  return calm.digests();
}

describe('the projection runner', () => {
  const fixtures: ProjectionFixture[] = [];
  const fixture = (...args: ConstructorParameters<typeof ProjectionFixture>): ProjectionFixture => {
    const created = new ProjectionFixture(...args);
    fixtures.push(created);
    return created;
  };
  afterEach(async () => {
    await Promise.all(fixtures.splice(0).map(({ runner }) => runner.stop()));
  });

  describe('when the log misbehaves', () => {
    test('a gap stops all views with an alarm, and nothing behind it is written by any of them', async () => {
      const missing = EVENTS.findIndex(
        (event, index) => index > 300 && event.event.type === 'AllocationSecured',
      );
      const subject = fixture({ log: new ScriptedLog().misbehave({ drop: [at(missing).position] }) });
      subject.log.add(EVENTS);
      subject.runner.start();
      await subject.runner.ended();
      expect(subject.kinds()).toContain('gap');
      expect(subject.runner.status().map(({ state }) => state)).toEqual(PROJECTIONS.map(() => 'stopped'));
      expect(subject.runner.status()[0]?.reason).toContain(at(missing).stream);
      const lowest = await subject.lowest();
      expect(lowest === null || lowest < formatPosition(at(missing).position)).toBe(true);
      expect(new Set(subject.runner.status().map(({ position }) => position)).size).toBe(1);
    });

    test('events that come several times count once', async () => {
      const subject = fixture({ log: new ScriptedLog().misbehave({ repeat: 3 }) });
      await subject.feed(EVENTS);
      expect(await subject.digests()).toEqual(await expected());
    });

    test('a broken subscription is opened again behind what was written', async () => {
      const subject = fixture({ log: new ScriptedLog().misbehave({ breaksAfter: at(400).position }) });
      subject.log.add(EVENTS);
      subject.runner.start();
      await subject.until(() => subject.kinds().includes('retry'));
      await subject.clock.advance(50);
      await subject.until(async () => (await subject.lowest()) === LAST);
      expect(subject.log.opened).toEqual([null, at(400).position]);
      expect(await subject.digests()).toEqual(await expected());
    });

    test('a subscription that ends without a word is opened again', async () => {
      const subject = fixture({ log: new ScriptedLog().misbehave({ endsAfter: at(10).position }) });
      await subject.feed(EVENTS);
      expect(await subject.digests()).toEqual(await expected());
    });

    test('a subscription that falls silent while the log goes on is noticed and opened again', async () => {
      const subject = fixture({ log: new ScriptedLog().misbehave({ silentAfter: at(10).position }) });
      subject.log.add(EVENTS);
      subject.runner.start();
      await subject.until(() => subject.runner.position === at(10).position);
      await subject.until(async () => {
        await subject.clock.advance(1_000);
        return (await subject.lowest()) === LAST;
      });
      expect(await subject.digests()).toEqual(await expected());
    });

    test('a quiet log is no reason to open anything again', async () => {
      const subject = fixture();
      await subject.feed(EVENTS);
      await subject.clock.advance(60_000);
      expect(subject.log.opened).toEqual([null]);
      expect(subject.troubles()).toEqual([]);
    });
  });

  describe('when the view store misbehaves', () => {
    test('emptied between two batches, it is built again from the log', async () => {
      const store = new MemoryViewStore();
      const subject = fixture({ store });
      await subject.feed(EVENTS.slice(0, 500));
      store.clear();
      await subject.feed(EVENTS.slice(500));
      expect(subject.kinds()).toContain('reopened');
      expect(await subject.digests()).toEqual(await expected());
    });

    test('emptied under views that have to be loaded, it is built again, and nobody takes that for a gap', async () => {
      const store = new MemoryViewStore();
      const subject = fixture({ store, projections: forgetful });
      await subject.feed(EVENTS.slice(0, 600));
      store.clear();
      await subject.feed(EVENTS.slice(600));
      expect(subject.kinds()).not.toContain('gap');
      expect(await subject.digests()).toEqual(await expected());
    });

    test('emptied while nothing happens, it is noticed and built again', async () => {
      const store = new MemoryViewStore();
      const subject = fixture({ store });
      await subject.feed(EVENTS);
      store.clear();
      await subject.until(async () => {
        await subject.clock.advance(1_000);
        return (await subject.lowest()) === LAST;
      });
      expect(subject.troubles()).toEqual(['reopened']);
      expect(await subject.digests()).toEqual(await expected());
    });

    test('away for a while, it is tried again until it is back', async () => {
      const store = new MemoryViewStore();
      const apply = store.apply.bind(store);
      let failures = 3;
      store.apply = async (batch) => {
        failures -= 1;
        if (failures >= 0) throw new ViewStoreUnavailable('gone');
        return apply(batch);
      };
      const subject = fixture({ store });
      subject.log.add(EVENTS);
      subject.runner.start();
      await subject.until(async () => {
        await subject.clock.advance(100);
        return (await subject.lowest()) === LAST;
      });
      expect(subject.kinds()).toContain('retry');
      expect(await subject.digests()).toEqual(await expected());
    });

    test('an answer that was lost after the write does no harm', async () => {
      const store = new MemoryViewStore();
      const apply = store.apply.bind(store);
      let lost = 2;
      store.apply = async (batch) => {
        const outcome = await apply(batch);
        lost -= 1;
        if (lost >= 0) throw new ViewStoreUnavailable('the answer was lost');
        return outcome;
      };
      const subject = fixture({ store });
      subject.log.add(EVENTS);
      subject.runner.start();
      await subject.until(async () => {
        await subject.clock.advance(100);
        return (await subject.lowest()) === LAST;
      });
      expect(await subject.digests()).toEqual(await expected());
    });
  });

  describe('views of a log that is not this one', () => {
    test('are thrown away when the log was begun anew', async () => {
      const store = new MemoryViewStore();
      const before = fixture({ store });
      await before.feed(new OrderWorld(13).runUntil(2_000).log);
      await before.runner.stop();
      const renamed = EVENTS.map((event) => ({ ...event, eventId: `f${event.eventId.slice(1)}` }));
      const after = fixture({ store });
      await after.feed(renamed);
      const anew = fixture();
      await anew.feed(renamed);
      expect(await after.digests()).toEqual(await anew.digests());
    });

    test('are thrown away when the log was put back to an earlier state', async () => {
      const store = new MemoryViewStore();
      const before = fixture({ store });
      await before.feed([...EVENTS, ...new OrderWorld(11).runUntil(1_000).log.slice(EVENTS.length)]);
      await before.runner.stop();
      const after = fixture({ store });
      await after.feed(EVENTS);
      expect(await after.digests()).toEqual(await expected());
    });

    test('are thrown away when the log is empty', async () => {
      const store = new MemoryViewStore();
      const before = fixture({ store });
      await before.feed(EVENTS);
      await before.runner.stop();
      const after = fixture({ store });
      after.runner.start();
      await after.until(async () => (await after.lowest()) === '0'.repeat(20));
      expect(await after.digests()).toEqual([]);
    });
  });

  test('two runners at once are harmless', async () => {
    const store = new MemoryViewStore();
    const log = new ScriptedLog();
    const [one, other] = [fixture({ store, log }), fixture({ store, log })];
    one.runner.start();
    other.runner.start();
    for (let index = 0; index < EVENTS.length; index += 37) {
      log.add(EVENTS.slice(index, index + 37));
      await one.until(
        async () =>
          (await one.lowest()) === formatPosition(at(Math.min(index + 36, EVENTS.length - 1)).position),
      );
    }
    expect(await one.digests()).toEqual(await expected());
    expect([...one.troubles(), ...other.troubles()]).toEqual([]);
    expect(await store.live('availability')).toBe(FIRST_BUILD);
  });

  test('views that are not kept in memory are loaded, with the same result', async () => {
    const subject = fixture({ projections: forgetful });
    for (let index = 0; index < EVENTS.length; index += 50)
      await subject.feed(EVENTS.slice(index, index + 50));
    expect(await subject.digests()).toEqual(await expected());
  });

  test('a fold that throws stops its own view alone', async () => {
    const broken: readonly Projection[] = PROJECTIONS.map((projection) =>
      projection.kind === 'view' && projection.name === 'availability'
        ? {
            ...projection,
            evolve: (view, event) => {
              if (event.position === at(600).position) throw new Error('a defect');
              return projection.evolve(view, event);
            },
            targets: () => [{ key: 'everything' }],
            seen: () => undefined,
          }
        : projection,
    );
    const subject = fixture({ projections: broken });
    subject.log.add(EVENTS);
    subject.runner.start();
    const done = () => subject.runner.status().filter(({ position }) => position === LAST);
    await subject.until(() => done().length === PROJECTIONS.length - 1);
    expect(subject.troubles()).toEqual(['fold-failed']);
    expect(subject.runner.status()[0]).toMatchObject({ name: 'availability', state: 'failed' });
  });

  describe('a new version of a fold', () => {
    test('is built beside the old one, which is read until the new one is complete', async () => {
      const store = new MemoryViewStore();
      const before = fixture({ store });
      await before.feed(EVENTS);
      await before.runner.stop();
      const after = fixture({ store, log: before.log, projections: withVersion(9) });
      after.runner.start();
      await after.until(() => after.kinds().length === PROJECTIONS.length);
      expect(await store.live('availability')).toBe('9-1');
      expect(await store.position({ view: 'availability', generation: FIRST_BUILD })).toBeNull();
      expect(await after.digests()).toEqual(await expected());
    });

    test('that was half built when the process ended is continued', async () => {
      const store = new MemoryViewStore();
      const before = fixture({ store });
      await before.feed(EVENTS.slice(0, 300));
      await before.runner.stop();
      const log = new ScriptedLog().misbehave({ silentAfter: at(100).position }).add(EVENTS);
      const half = fixture({ store, log, projections: withVersion(9) });
      half.runner.start();
      await half.until(() => half.runner.position === at(100).position);
      await half.runner.stop();
      expect(await store.live('order-status')).toBe('1-0');
      const rest = fixture({ store, log, projections: withVersion(9) });
      rest.runner.start();
      await rest.until(() => rest.kinds().length === PROJECTIONS.length);
      expect(log.opened.at(-1)).toBe(at(100).position);
      expect(await rest.digests()).toEqual(await expected());
    });
  });

  test('stopping finishes the batch in hand and leaves the position where it is', async () => {
    const subject = fixture();
    await subject.feed(EVENTS);
    await subject.runner.stop();
    subject.log.add(new OrderWorld(12).runUntil(10).log);
    await subject.clock.advance(10_000);
    expect(await subject.lowest()).toBe(LAST);
    expect(subject.clock.pending).toBe(0);
  });
});
