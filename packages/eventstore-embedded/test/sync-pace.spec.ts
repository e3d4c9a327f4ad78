import { SyncPace } from '../src/storage/sync-pace.js';

function commits(pace: SyncPace, count: number, ms: number): void {
  for (let commit = 0; commit < count; commit += 1) pace.note(ms);
}

describe('where the disk is waited for', () => {
  it('is the commit itself while the disk is quick', () => {
    const pace = new SyncPace();
    commits(pace, 1_000, 2);
    expect(pace.isBeside).toBe(false);
  });

  it('does not change for one slow commit among quick ones', () => {
    const pace = new SyncPace();
    commits(pace, 100, 0.5);
    pace.note(20);
    expect(pace.isBeside).toBe(false);
  });

  it('is beside the thread once commits are slow', () => {
    const pace = new SyncPace();
    commits(pace, 20, 8);
    expect(pace.isBeside).toBe(true);
  });

  it('is tried again in the commit after a while, and left again if the disk is still slow', () => {
    const pace = new SyncPace();
    let beside = 0;
    let inline = 0;
    for (let commit = 0; commit < 5_000; commit += 1) {
      pace.note(pace.isBeside ? 0.1 : 8);
      if (pace.isBeside) beside += 1;
      else inline += 1;
    }
    expect(inline).toBeGreaterThan(10);
    expect(beside / inline).toBeGreaterThan(50);
  });
});
