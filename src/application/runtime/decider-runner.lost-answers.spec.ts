import { settled, turnUntilSettled } from '../../../test/support/fake-clock.js';
import { RunnerFixture, TALLY_STREAM, add, foreignEvent } from '../../../test/support/runner-fixture.js';
import { AppendOutcomeUnknown, EventStoreUnavailable } from '../ports/event-store.js';

const ACCEPTED = {
  outcome: 'accepted',
  stream: TALLY_STREAM,
  revision: 0n,
  position: 10n,
  events: [{ type: 'Added', data: { amount: 7 } }],
  repeated: false,
};

describe('a write whose answer was lost', () => {
  it('is found in the stream when it was written, and not written again', async () => {
    const fixture = new RunnerFixture();
    fixture.store.failAppends({ kind: 'lost-answer' });

    const result = await turnUntilSettled(fixture.clock, fixture.run('mine', add(7)));

    expect(result).toEqual(ACCEPTED);
    expect(fixture.store.attempts).toHaveLength(1);
    expect(await fixture.events()).toEqual(['Added {"amount":7}']);
  });

  it('is written once more when it was not written', async () => {
    const fixture = new RunnerFixture();
    fixture.store.failAppends({ kind: 'lost-request' });

    const result = await turnUntilSettled(fixture.clock, fixture.run('mine', add(7)));

    expect(result).toEqual(ACCEPTED);
    expect(await fixture.events()).toEqual(['Added {"amount":7}']);
  });

  it('is sent again as the very same events at the same revision', async () => {
    const fixture = new RunnerFixture();
    fixture.store.failAppends({ kind: 'lost-request' });

    await turnUntilSettled(fixture.clock, fixture.run('mine', add(7)));

    const [first, second] = fixture.store.attempts;
    expect(second).toEqual(first);
  });

  it('takes effect once when the first write lands between the look and the second write', async () => {
    const fixture = new RunnerFixture();
    let land = (): void => undefined;
    const release = new Promise<void>((resolve) => {
      land = resolve;
    });
    fixture.store.failAppends({ kind: 'delayed-write', release });

    const run = fixture.run('mine', add(7));
    await settled();
    land();
    const result = await turnUntilSettled(fixture.clock, run);

    expect(result).toEqual(ACCEPTED);
    expect(await fixture.events()).toEqual(['Added {"amount":7}']);
  });

  it('is decided anew when another writer has taken its place', async () => {
    const fixture = new RunnerFixture();
    fixture.store.failAppends({ kind: 'lost-request' });

    const run = fixture.run('mine', add(7));
    await settled();
    await fixture.log.append(TALLY_STREAM, 'no-stream', [foreignEvent('other', 1)]);
    const result = await turnUntilSettled(fixture.clock, run);

    expect(result).toEqual({ ...ACCEPTED, revision: 1n, position: 20n });
    expect(await fixture.events()).toEqual(['Added {"amount":1}', 'Added {"amount":7}']);
  });

  it('is settled although the store is out of reach for a while', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('stock', add(1));
    fixture.store.failAppends({ kind: 'lost-answer' }, { kind: 'unavailable' }, { kind: 'unavailable' });
    fixture.store.failReads(2);

    const result = await turnUntilSettled(fixture.clock, fixture.run('mine', add(7)));

    expect(result).toEqual({ ...ACCEPTED, revision: 1n, position: 20n });
    expect(await fixture.events()).toEqual(['Added {"amount":1}', 'Added {"amount":7}']);
  });

  it('is called unknown when it cannot be settled, and the same command again has one effect', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('stock', add(1));
    const outage = Array.from({ length: 5 }, () => ({ kind: 'unavailable' }) as const);
    fixture.store.failAppends({ kind: 'lost-answer' }, ...outage);
    fixture.store.failReads(6);

    const lost = turnUntilSettled(fixture.clock, fixture.run('mine', add(7)));
    await expect(lost).rejects.toBeInstanceOf(AppendOutcomeUnknown);
    const again = await turnUntilSettled(fixture.clock, fixture.run('mine', add(7)));

    expect(again).toEqual({ ...ACCEPTED, revision: 1n, position: 20n, repeated: true });
    expect(await fixture.events()).toEqual(['Added {"amount":1}', 'Added {"amount":7}']);
  });
});

describe('a write that the store refused to take', () => {
  it('is reported as unavailable and leaves the memory where the log is', async () => {
    const fixture = new RunnerFixture();
    await fixture.run('stock', add(5));
    fixture.store.failAppends({ kind: 'unavailable' });

    await expect(fixture.run('lost', add(-5))).rejects.toBeInstanceOf(EventStoreUnavailable);

    expect(await fixture.loaded()).toEqual({ state: { total: 5, events: 1 }, revision: 0n });
    const next = await fixture.run('next', add(-5));
    expect(next.outcome).toBe('accepted');
    expect(await fixture.events()).toEqual(['Added {"amount":5}', 'Added {"amount":-5}']);
  });

  it('does not count as done: the same command again takes effect', async () => {
    const fixture = new RunnerFixture();
    fixture.store.failAppends({ kind: 'unavailable' });
    await expect(fixture.run('mine', add(7))).rejects.toBeInstanceOf(EventStoreUnavailable);

    expect(await fixture.run('mine', add(7))).toEqual(ACCEPTED);
  });

  it('fails the read of a new stream as unavailable, and the next command reads again', async () => {
    const fixture = new RunnerFixture();
    fixture.store.failReads(1);
    await expect(fixture.run('mine', add(7))).rejects.toBeInstanceOf(EventStoreUnavailable);

    expect(await fixture.run('mine', add(7))).toEqual(ACCEPTED);
  });
});
