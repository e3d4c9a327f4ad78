import { EventStoreUnavailable } from '../../application/ports/event-store.js';
import type { NetworkDirectory } from '../../application/ports/network-directory.js';
import { formatPosition } from '../../application/ports/position.js';
import { beingBuilt, type ViewReader, ViewStoreUnavailable } from '../../application/ports/view-store.js';
import { ViewCandidateReader } from './view-candidate-reader.js';

const network: NetworkDirectory = {
  nodes: () => [],
  node: () => null,
  hasHeardOf: () => false,
  activePolicy: () => null,
};

/** Views that stand at the given positions, null for one that is not there. */
class StandingViews {
  constructor(
    public stock: bigint | null,
    public work: bigint | null = stock,
  ) {}

  groups = async () => ({ value: [], position: textOf('availability', this.stock) });
  counts = async () => ({ value: {}, position: textOf('node-work', this.work) });
}

const textOf = (view: string, position: bigint | null): string => {
  if (position === null) throw beingBuilt(view);
  return formatPosition(position);
};

function readerOf(views: StandingViews, head?: () => Promise<bigint | null>): () => Promise<string> {
  const reader = new ViewCandidateReader(views as unknown as ViewReader, network, head);
  return async () => (await reader.candidates('main', 'web', ['CHAIR'])).logPosition;
}

describe('figures for sourcing', () => {
  it.each([
    ['stock', null, 50n],
    ['stock', 10n, 50n],
    ['workload', 50n, null],
    ['workload', 50n, 10n],
  ])('are refused while the view of %s is built anew', async (_name, stock, work) => {
    const views = new StandingViews(50n);
    const read = readerOf(views);
    expect(await read()).toBe(formatPosition(50n));

    Object.assign(views, { stock, work });

    await expect(read()).rejects.toThrow(ViewStoreUnavailable);
    await expect(read()).rejects.toThrow(/is being built anew/);
    Object.assign(views, { stock: 50n, work: 51n });
    expect(await read()).toBe(formatPosition(50n));
  });

  it('are refused after a start until the views have what the log had then', async () => {
    const views = new StandingViews(null);
    const read = readerOf(views, async () => 30n);
    await expect(read()).rejects.toThrow(ViewStoreUnavailable);
    Object.assign(views, { stock: 29n, work: 30n });
    await expect(read()).rejects.toThrow(ViewStoreUnavailable);
    Object.assign(views, { stock: 30n, work: 30n });
    expect(await read()).toBe(formatPosition(30n));
  });

  it('wait for a log that cannot be reached at the start', async () => {
    const outages = [new EventStoreUnavailable('away')];
    const read = readerOf(new StandingViews(30n), async () => {
      const outage = outages.pop();
      if (outage) throw outage;
      return 30n;
    });
    await expect(read()).rejects.toThrow(EventStoreUnavailable);
    expect(await read()).toBe(formatPosition(30n));
  });

  it('of an empty log are those of nobody', async () => {
    expect(await readerOf(new StandingViews(0n))()).toBe(formatPosition(0n));
  });

  it('read at the same time may overtake each other', async () => {
    const views = new StandingViews(50n);
    const read = readerOf(views);
    await read();
    const slow = read();
    views.stock = 60n;
    const fast = read();
    expect(await Promise.all([slow, fast])).toEqual([formatPosition(60n), formatPosition(60n)]);
  });

  it('read at the same time take the workload in one look, and later ones in a new one', async () => {
    const views = new StandingViews(50n);
    const looks: bigint[] = [];
    const { counts } = views;
    views.counts = async () => {
      looks.push(views.work ?? 0n);
      return counts();
    };
    const read = readerOf(views);
    await Promise.all([read(), read(), read()]);
    views.work = 60n;
    await read();

    expect(looks).toEqual([50n, 60n]);
  });
});
