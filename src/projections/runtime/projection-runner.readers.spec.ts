import type { RecordedEvent } from '../../application/ports/event-store.js';
import { formatPosition } from '../../application/ports/position.js';
import { type ViewAnswer, ViewStoreUnavailable } from '../../application/ports/view-store.js';
import { MemoryViewStore } from '../../infrastructure/memory/memory-view-store.js';
import { OrderWorld } from '../../../test/support/order-world.js';
import { ProjectionFixture } from '../../../test/support/projection-fixture.js';
import { ScriptedLog } from '../../../test/support/scripted-log.js';
import { PROJECTIONS } from '../operations/projection-list.js';

const { log: EVENTS } = new OrderWorld(11).runUntil(900);
const at = (index: number): RecordedEvent => EVENTS[index] as RecordedEvent;
const LAST = formatPosition(at(EVENTS.length - 1).position);

describe('readers of views that are not whole', () => {
  const fixtures: ProjectionFixture[] = [];
  const fixture = (...args: ConstructorParameters<typeof ProjectionFixture>): ProjectionFixture => {
    const created = new ProjectionFixture(...args);
    fixtures.push(created);
    return created;
  };
  afterEach(async () => {
    await Promise.all(fixtures.splice(0).map(({ runner }) => runner.stop()));
  });

  const read = (subject: ProjectionFixture) => subject.store.counts('order-status', 'main');

  test('are refused at the first start beside a long log, until the view has all that the log had', async () => {
    const log = new ScriptedLog().misbehave({ silentAfter: at(600).position }).add(EVENTS);
    const subject = fixture({ log });
    subject.runner.start();
    await subject.until(() => subject.runner.position === at(600).position);
    await expect(read(subject)).rejects.toThrow('the view order-status is being built anew');
    expect(subject.runner.livePosition).toBeNull();
    expect(subject.runner.status().map(({ state }) => state)).toEqual(PROJECTIONS.map(() => 'building'));
    await subject.until(async () => {
      await subject.clock.advance(1_000);
      return (await subject.lowest()) === LAST;
    });
    expect((await read(subject)).position).toBe(LAST);
    expect(subject.runner.status().map(({ state }) => state)).toEqual(PROJECTIONS.map(() => 'live'));
  });

  test('are refused from the moment the store is emptied, and never given a part of the log', async () => {
    const store = new MemoryViewStore();
    const subject = fixture({ store });
    await subject.feed(EVENTS);
    const whole = await read(subject);
    store.clear();
    const answers: (ViewAnswer<unknown> | null)[] = [];
    await subject.until(async () => {
      await subject.clock.advance(100);
      answers.push(await read(subject).catch(() => null));
      return answers.at(-1) !== null;
    });
    expect(answers.length).toBeGreaterThan(1);
    expect(answers.pop()).toEqual(whole);
    expect(answers).toEqual(answers.map(() => null));
  });

  test('get a view that has come to where the log ended at the start, though nobody says that this is the end', async () => {
    const log = new ScriptedLog().misbehave({ silentAfter: at(EVENTS.length - 1).position }).add(EVENTS);
    const subject = fixture({ log });
    subject.runner.start();
    await subject.until(async () => (await subject.lowest()) === LAST);
    expect((await read(subject)).position).toBe(LAST);
    expect(subject.log.opened).toEqual([null]);
  });

  test('of an empty log are told that there is nothing', async () => {
    const subject = fixture();
    subject.runner.start();
    await subject.until(async () => (await subject.lowest()) !== null);
    expect(await read(subject)).toEqual({ value: {}, position: '0'.repeat(20) });
  });

  test('are refused while a view of another log makes room for that of this one', async () => {
    const store = new MemoryViewStore();
    const before = fixture({ store });
    await before.feed(new OrderWorld(13).runUntil(2_000).log);
    await before.runner.stop();
    const log = new ScriptedLog().misbehave({ silentAfter: at(600).position }).add(EVENTS);
    const after = fixture({ store, log });
    after.runner.start();
    await after.until(() => after.runner.position === at(600).position);
    await expect(read(after)).rejects.toBeInstanceOf(ViewStoreUnavailable);
  });

  test('are refused when the store is emptied between the last batch and its becoming live', async () => {
    const store = new MemoryViewStore();
    const promote = store.promote.bind(store);
    let isEmptied = false;
    store.promote = async (...args) => {
      if (!isEmptied) store.clear();
      isEmptied = true;
      return promote(...args);
    };
    const subject = fixture({ store });
    subject.log.add(EVENTS);
    subject.runner.start();
    await subject.until(() => isEmptied);
    await expect(read(subject)).rejects.toBeInstanceOf(ViewStoreUnavailable);
    await subject.until(async () => {
      await subject.clock.advance(1_000);
      return (await subject.lowest()) === LAST;
    });
  });

  test('a rebuild of a view that is being built is refused', async () => {
    const log = new ScriptedLog().misbehave({ silentAfter: at(600).position }).add(EVENTS);
    const subject = fixture({ log });
    subject.runner.start();
    await subject.until(() => subject.runner.position === at(600).position);
    await expect(subject.runner.rebuild('availability')).rejects.toBeInstanceOf(ViewStoreUnavailable);
  });
});
