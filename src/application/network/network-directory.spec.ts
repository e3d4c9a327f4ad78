import { FakeClock, settled } from '../../../test/support/fake-clock.js';
import { RunnerFixture } from '../../../test/support/runner-fixture.js';
import { SystemIds } from '../../infrastructure/system/system-ids.js';
import { DEFAULT_POLICY, type PolicyCommand, policyDecider } from '../../domain/policy/index.js';
import { type NodeCommand, type NodeProfile, nodeDecider } from '../../domain/node/index.js';
import type { AllOptions, EventStore, SubscriptionMessage } from '../ports/event-store.js';
import { contextOf } from '../../../test/support/runner-fixture.js';
import { EnsureDefaultPolicy } from './ensure-default-policy.js';
import {
  LogNetworkDirectory,
  NoActivePolicy,
  REOPEN_DELAY_MS,
  WATCH_INTERVAL_MS,
} from './network-directory.js';

const at = '2026-03-01T09:00:00.000Z';
const profile: NodeProfile = {
  name: 'Berlin',
  nodeType: 'warehouse',
  country: 'DE',
  coordinates: { latitude: 52.5, longitude: 13.4 },
  methods: ['ship'],
  servesCountries: [],
  servesRegions: [],
  shippingCost: { baseMinor: 450, perHundredKmMinor: 20, currency: 'EUR' },
};

const register = (nodeId: string): NodeCommand => ({ type: 'RegisterNode', data: { nodeId, at, profile } });
const suspend = (nodeId: string): NodeCommand => ({
  type: 'SuspendNode',
  data: { nodeId, at, reason: 'flood' },
});

class Network {
  readonly fixture = new RunnerFixture();
  private sent = 0;

  async node(command: NodeCommand, tenant = 'main'): Promise<void> {
    this.sent += 1;
    await this.fixture.runner.execute(nodeDecider, command, contextOf(`node-${this.sent}`, { tenant }));
  }

  async policy(command: PolicyCommand): Promise<void> {
    this.sent += 1;
    await this.fixture.runner.execute(policyDecider, command, contextOf(`policy-${this.sent}`));
  }

  ensure(): EnsureDefaultPolicy {
    return new EnsureDefaultPolicy(this.fixture.restart(), this.fixture.clock, new SystemIds());
  }
}

/** Breaks the first subscriptions, after they have delivered so many messages. */
class BreakingStore implements Pick<EventStore, 'subscribe'> {
  readonly opened: (bigint | null)[] = [];

  constructor(
    private readonly inner: EventStore,
    private readonly breakAfter: number[],
  ) {}

  async *subscribe(options: AllOptions): AsyncIterable<SubscriptionMessage> {
    this.opened.push(options.after);
    let left = this.breakAfter.shift() ?? Number.POSITIVE_INFINITY;
    for await (const message of this.inner.subscribe(options)) {
      if (left === 0) throw new Error('connection lost');
      left -= 1;
      yield message;
    }
  }
}

/** The first subscriptions say nothing after they have caught up, or not even that. */
class SilentStore implements Pick<EventStore, 'subscribe' | 'headPosition'> {
  readonly opened: (bigint | null)[] = [];

  constructor(
    private readonly inner: EventStore,
    private readonly silent: number,
    /** Messages of the first one before it falls silent. */
    private readonly saysAtFirst = 1,
  ) {}

  async *subscribe(options: AllOptions): AsyncIterable<SubscriptionMessage> {
    this.opened.push(options.after);
    const isSilent = this.opened.length <= this.silent;
    for await (const message of this.inner.subscribe(options)) {
      if (!isSilent || this.opened.length <= this.saysAtFirst) yield message;
      if (isSilent) await aborted(options.signal);
    }
  }

  headPosition(): Promise<bigint | null> {
    return this.inner.headPosition();
  }
}

async function aborted(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => {
    signal?.addEventListener('abort', resolve, { once: true });
  });
}

async function following(store: EventStore, clock: FakeClock): Promise<LogNetworkDirectory> {
  const directory = new LogNetworkDirectory(store, clock);
  await directory.start();
  return directory;
}

describe('the network directory', () => {
  it('knows no node and no policy of a tenant it never heard of', async () => {
    const { fixture } = new Network();
    const directory = await following(fixture.log, fixture.clock);
    expect(directory.nodes('main')).toEqual([]);
    expect(directory.node('main', 'berlin')).toBeNull();
    expect(directory.activePolicy('main')).toBeNull();
    await expect(directory.active('main')).rejects.toEqual(new NoActivePolicy('main'));
    await directory.stop();
  });

  it('knows what the log held when it started, nodes in order of their id, suspended ones too', async () => {
    const network = new Network();
    await network.node(register('kassel'));
    await network.node(register('berlin'));
    await network.node(suspend('kassel'));
    const directory = await following(network.fixture.log, network.fixture.clock);
    expect(directory.nodes('main')).toEqual([
      { nodeId: 'berlin', profile, suspended: false },
      { nodeId: 'kassel', profile, suspended: true },
    ]);
    await directory.stop();
  });

  it('hears of what happens later', async () => {
    const network = new Network();
    const directory = await following(network.fixture.log, network.fixture.clock);
    expect(directory.nodes('main')).toEqual([]);
    await network.node(register('berlin'));
    await settled();
    expect(directory.node('main', 'berlin')).toEqual({ nodeId: 'berlin', profile, suspended: false });
    expect(directory.nodes('main')).toHaveLength(1);
    await directory.stop();
  });

  it('says how far it has heard of a node', async () => {
    const network = new Network();
    await network.node(register('berlin'));
    const directory = await following(network.fixture.log, network.fixture.clock);
    const heard = (nodeId: string, revision: bigint): boolean =>
      directory.hasHeardOf('main', nodeId, revision);
    expect([heard('kassel', 0n), heard('berlin', 0n), heard('berlin', 1n)]).toEqual([false, true, false]);
    await network.node(suspend('berlin'));
    await settled();
    expect([heard('berlin', 0n), heard('berlin', 1n), heard('berlin', 2n)]).toEqual([true, true, false]);
    await directory.stop();
  });

  it('keeps tenants apart', async () => {
    const network = new Network();
    await network.node(register('berlin'), 'acme');
    const directory = await following(network.fixture.log, network.fixture.clock);
    expect(directory.nodes('main')).toEqual([]);
    expect(directory.nodes('acme')).toHaveLength(1);
    await directory.stop();
  });

  it('opens a broken subscription again where it ended, and tells of the trouble', async () => {
    const network = new Network();
    await network.node(register('berlin'));
    await network.node(register('kassel'));
    const store = new BreakingStore(network.fixture.log, [0, 1]);
    const trouble: unknown[] = [];
    const directory = new LogNetworkDirectory(
      store as unknown as EventStore,
      network.fixture.clock,
      (error) => trouble.push(error),
    );
    const started = directory.start();
    await settled();
    expect(directory.caughtUp).toBe(false);
    await network.fixture.clock.advance(2 * REOPEN_DELAY_MS);
    await started;
    expect(directory.caughtUp).toBe(true);
    expect(trouble).toEqual([new Error('connection lost'), new Error('connection lost')]);
    expect(store.opened[0]).toBeNull();
    expect(store.opened[1]).toBeNull();
    expect(store.opened[2]).not.toBeNull();
    expect(directory.nodes('main').map(({ nodeId }) => nodeId)).toEqual(['berlin', 'kassel']);
    await directory.stop();
  });

  it('opens a subscription again that fell silent while the log went on', async () => {
    const network = new Network();
    const store = new SilentStore(network.fixture.log, 2);
    const directory = await following(store as unknown as EventStore, network.fixture.clock);
    await network.node(register('berlin'));
    await network.fixture.clock.advance(3 * WATCH_INTERVAL_MS + 2 * REOPEN_DELAY_MS);
    expect(directory.nodes('main').map(({ nodeId }) => nodeId)).toEqual(['berlin']);
    await directory.stop();
    expect(store.opened).toHaveLength(3);
    expect(network.fixture.clock.pending).toBe(0);
  });

  it('does not take up again what it knows already when a subscription gives it again', async () => {
    const network = new Network();
    await network.node(register('berlin'));
    await network.node(suspend('berlin'));
    await network.node({ type: 'ResumeNode', data: { nodeId: 'berlin', at } });
    const { log, clock } = network.fixture;
    const fromTheBeginning = {
      subscribe: (options: AllOptions) => log.subscribe({ ...options, after: null }),
      headPosition: () => log.headPosition(),
    } as unknown as EventStore;
    const upToSuspended = 2;
    const store = new BreakingStore(fromTheBeginning, [3, upToSuspended]);
    const directory = new LogNetworkDirectory(store as unknown as EventStore, clock);
    const started = directory.start();
    await settled();
    await clock.advance(REOPEN_DELAY_MS);
    await settled();
    expect(store.opened).toHaveLength(2);
    expect(directory.node('main', 'berlin')).toEqual({ nodeId: 'berlin', profile, suspended: false });
    await directory.stop();
    await started;
  });

  it('starts even when the first subscription never says that it has caught up', async () => {
    const { fixture } = new Network();
    const store = new SilentStore(fixture.log, 1, 0);
    const directory = new LogNetworkDirectory(store as unknown as EventStore, fixture.clock);
    const started = directory.start();
    await fixture.clock.advance(WATCH_INTERVAL_MS + REOPEN_DELAY_MS);
    await started;
    expect(directory.caughtUp).toBe(true);
    await directory.stop();
  });

  it('leaves a subscription alone that is quiet because it has nothing to tell', async () => {
    const network = new Network();
    const store = new SilentStore(network.fixture.log, 0);
    const directory = await following(store as unknown as EventStore, network.fixture.clock);
    await network.fixture.clock.advance(10 * WATCH_INTERVAL_MS);
    expect(store.opened).toEqual([null]);
    await directory.stop();
  });

  it('can be stopped while it waits to open again, and its start then ends too', async () => {
    const network = new Network();
    const store = new BreakingStore(network.fixture.log, [0, 0, 0]);
    const directory = new LogNetworkDirectory(store as unknown as EventStore, network.fixture.clock);
    const started = directory.start();
    await settled();
    await directory.stop();
    await started;
    expect(network.fixture.clock.pending).toBe(0);
    expect(directory.caughtUp).toBe(false);
  });

  it('answers the policy version that is active', async () => {
    const network = new Network();
    await network.ensure().run('main');
    const directory = await following(network.fixture.log, network.fixture.clock);
    expect(await directory.active('main')).toEqual({ scope: 'default', version: 1, policy: DEFAULT_POLICY });
    const changed = { ...DEFAULT_POLICY, maxAttempts: 2 };
    await network.policy({ type: 'DraftPolicy', data: { scope: 'default', at, policy: changed } });
    await network.policy({ type: 'ValidatePolicy', data: { scope: 'default', at, version: 2 } });
    await settled();
    expect(directory.activePolicy('main')?.version).toBe(1);
    await network.policy({ type: 'ActivatePolicy', data: { scope: 'default', at, version: 2 } });
    await settled();
    expect(directory.activePolicy('main')).toEqual({ scope: 'default', version: 2, policy: changed });
    await directory.stop();
  });
});

describe('the default policy', () => {
  const history = async ({ fixture }: Network): Promise<readonly string[]> => {
    const types: string[] = [];
    for await (const { event } of fixture.log.readStream('policy-main:default')) types.push(event.type);
    return types;
  };
  const steps = ['PolicyDrafted', 'PolicyValidated', 'PolicyActivated'];

  it('is left alone where a policy is active', async () => {
    const network = new Network();
    expect(await network.ensure().run('main')).toBe(true);
    expect(await network.ensure().run('main')).toBe(false);
    expect(await history(network)).toEqual(steps);
  });

  it('is drafted, validated and activated once by processes that start together', async () => {
    const network = new Network();
    await Promise.all([network.ensure().run('main'), network.ensure().run('main')]);
    expect(await history(network)).toEqual(steps);
  });

  it.each([1, 2])('is finished by the next start when a start broke off after %i steps', async (done) => {
    const network = new Network();
    const version = 1;
    const commands: readonly PolicyCommand[] = [
      { type: 'DraftPolicy', data: { scope: 'default', at, policy: DEFAULT_POLICY } },
      { type: 'ValidatePolicy', data: { scope: 'default', at, version } },
    ];
    for (const command of commands.slice(0, done)) await network.policy(command);
    expect(await network.ensure().run('main')).toBe(true);
    expect(await history(network)).toEqual(steps);
  });

  it('is drafted beside versions that were never activated', async () => {
    const network = new Network();
    const other = { ...DEFAULT_POLICY, maxAttempts: 2 };
    await network.policy({ type: 'DraftPolicy', data: { scope: 'default', at, policy: other } });
    await network.ensure().run('main');
    const { state } = await network.fixture.runner.load(policyDecider, 'main', 'default');
    expect(state.activeVersion).toBe(2);
  });
});
