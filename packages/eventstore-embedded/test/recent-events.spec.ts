import { RecentEvents } from '../src/log/recent-events.js';
import { storedEvent, storedEvents } from './support/stored-events.js';

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

  it('are given as they were added, whatever their sizes, after any number of rounds of the memory', () => {
    const recent = new RecentEvents(4 * 1024);
    const added = Array.from({ length: 200 }, (_, index) =>
      storedEvent({ position: index + 1, stream: 1 + (index % 3), revision: index }, (index * 97) % 900),
    );
    for (const [index, event] of added.entries()) {
      recent.add([event]);
      const known = added
        .slice(0, index + 1)
        .filter(({ position }) => recent.from(position, 1) !== undefined);
      expect(known.at(-1)).toBe(event);
      expect(recent.from(known[0]?.position ?? 0, 200)).toEqual(known);
      expect(known.reduce((sum, { record }) => sum + record.length, 0)).toBeLessThanOrEqual(4 * 1024);
    }
  });

  it('stay as they are with whoever reads them while they are overwritten', () => {
    const recent = new RecentEvents(4 * 1024);
    const [first] = storedEvents(1);
    recent.add(storedEvents(1));
    const read = recent.from(1, 1);
    recent.add(storedEvents(100).slice(1));
    expect(recent.from(1, 1)).toBeUndefined();
    expect(read).toEqual([first]);
  });

  it('begin anew behind an event that is greater than all the room', () => {
    const recent = new RecentEvents(4 * 1024);
    recent.add([storedEvent({ position: 1, revision: 0 }), storedEvent({ position: 2, revision: 1 }, 5_000)]);
    expect(recent.from(1, 10)).toBeUndefined();
    expect(recent.from(2, 10)).toBeUndefined();
    recent.add([storedEvent({ position: 3, revision: 2 })]);
    expect(recent.from(2, 10)).toBeUndefined();
    expect(positions(recent.from(3, 10))).toEqual([3]);
  });
});
