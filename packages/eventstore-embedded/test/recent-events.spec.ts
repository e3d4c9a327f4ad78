import { RecentEvents } from '../src/log/recent-events.js';
import { RecentIds } from '../src/log/recent-ids.js';
import { storedEvents } from './support/stored-events.js';

const positions = (events: readonly { position: number }[] | undefined) =>
  events?.map(({ position }) => position);

describe('recent events', () => {
  it('are found by position', () => {
    const recent = new RecentEvents(1_000_000);
    recent.add(storedEvents(10));
    expect(positions(recent.from(4, 3))).toEqual([4, 5, 6]);
    expect(positions(recent.from(9, 100))).toEqual([9, 10]);
    expect(positions(recent.from(11, 100))).toEqual([]);
  });

  it('are unknown while there are none', () => {
    expect(new RecentEvents(1_000_000).from(1, 10)).toBeUndefined();
  });

  it('are forgotten, the oldest first, when they take too much room', () => {
    const recent = new RecentEvents(10 * 1024);
    recent.add(storedEvents(20_000, 100));
    expect(recent.from(1, 10)).toBeUndefined();
    const last = positions(recent.from(19_990, 100));
    expect(last).toEqual([
      19_990, 19_991, 19_992, 19_993, 19_994, 19_995, 19_996, 19_997, 19_998, 19_999, 20_000,
    ]);
    const known = Array.from({ length: 20_000 }, (_, index) => recent.from(index + 1, 1)).filter(
      (found) => found?.length,
    );
    expect(known.length).toBeLessThan(60);
  });
});

describe('recent ids', () => {
  it('are forgotten, the oldest first, when there are too many', () => {
    const ids = new RecentIds(2);
    for (const revision of [0, 1, 2])
      ids.add(`id-${revision}`, { streamNumber: 1, revision, position: revision + 1 });
    expect(ids.find('id-0')).toBeUndefined();
    expect(ids.find('id-1')).toEqual({ streamNumber: 1, revision: 1, position: 2 });
    expect(ids.find('id-2')).toEqual({ streamNumber: 1, revision: 2, position: 3 });
  });
});
