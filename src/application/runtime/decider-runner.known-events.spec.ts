import type { RecordedEvent } from '../ports/event-store.js';
import {
  RunnerFixture,
  TALLY_STREAM,
  add,
  contextOf,
  foreignEvent,
} from '../../../test/support/runner-fixture.js';
import { tallyDecider } from '../../../test/support/tally.decider.js';
import type { LoadOptions } from './command-runner.js';

describe('a load that brings an event of the stream along', () => {
  let fixture: RunnerFixture;
  let events: RecordedEvent[];

  beforeEach(async () => {
    fixture = new RunnerFixture();
    events = [];
    await fixture.log.append(TALLY_STREAM, 'no-stream', [foreignEvent('one', 1)]);
    await fixture.log.append(TALLY_STREAM, 0n, [foreignEvent('two', 2)]);
    await fixture.log.append(TALLY_STREAM, 1n, [foreignEvent('three', 4)]);
    for await (const event of fixture.log.readStream(TALLY_STREAM)) events.push(event);
  });

  /** The load that a process does when it is given event `at`. */
  const given = (at: number): LoadOptions => {
    const known = events[at] as RecordedEvent;
    return { atLeast: known.revision, known };
  };

  it('reads the stream when there is a gap between what is in memory and the event', async () => {
    const runner = fixture.restart();
    await runner.load(tallyDecider, 'main', 'tally', given(0));
    expect(await runner.load(tallyDecider, 'main', 'tally', given(2))).toEqual({
      state: { total: 7, events: 3 },
      revision: 2n,
    });
    expect(fixture.store.reads).toHaveLength(1);
  });

  it('reads the stream when nothing is in memory and the event is not its first', async () => {
    const runner = fixture.restart();
    expect(await runner.load(tallyDecider, 'main', 'tally', given(1))).toEqual({
      state: { total: 7, events: 3 },
      revision: 2n,
    });
    expect(fixture.store.reads).toHaveLength(1);
  });

  it('folds no event twice', async () => {
    const runner = fixture.restart();
    for (const at of [0, 0, 1, 0, 1]) await runner.load(tallyDecider, 'main', 'tally', given(at));
    expect(await runner.load(tallyDecider, 'main', 'tally', { atLeast: 0n })).toEqual({
      state: { total: 3, events: 2 },
      revision: 1n,
    });
  });

  it('takes no event of another stream', async () => {
    const runner = fixture.restart();
    const known = { ...(events[0] as RecordedEvent), stream: 'stock-main:other' };
    const loaded = await runner.load(tallyDecider, 'main', 'tally', { atLeast: 0n, known });
    expect(loaded.state).toEqual({ total: 7, events: 3 });
  });

  it('answers a repeated command with all of its events, also when only the first of them is known', async () => {
    await fixture.log.append(TALLY_STREAM, 2n, [foreignEvent('four', 8), foreignEvent('four', 16)]);
    for await (const event of fixture.log.readStream(TALLY_STREAM, 3n, 1)) events.push(event);
    const runner = fixture.restart();
    for (const at of [0, 1, 2, 3]) await runner.load(tallyDecider, 'main', 'tally', given(at));
    const again = await runner.execute(tallyDecider, add(24), contextOf('four'));
    expect(again).toMatchObject({ outcome: 'accepted', revision: 4n, repeated: true });
    expect('events' in again ? again.events : []).toHaveLength(2);
  });

  it('remembers the command of the event: it is recognised when it comes again', async () => {
    const runner = fixture.restart();
    await runner.load(tallyDecider, 'main', 'tally', given(0));
    const again = await runner.execute(tallyDecider, add(1), contextOf('one'));
    expect([again.outcome, again.revision]).toEqual(['accepted', 0n]);
    expect(await fixture.events()).toHaveLength(3);
  });

  it('reads nothing when each event is the next one', async () => {
    const runner = fixture.restart();
    const totals = [];
    for (const at of [0, 1, 2]) {
      const { state } = await runner.load(tallyDecider, 'main', 'tally', given(at));
      totals.push(state.total);
    }
    expect([totals, fixture.store.reads]).toEqual([[1, 3, 7], []]);
  });
});
