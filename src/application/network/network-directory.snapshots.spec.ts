import { RunnerFixture, contextOf } from '../../../test/support/runner-fixture.js';
import { MemoryNetworkSnapshots } from '../../infrastructure/memory/memory-network-snapshots.js';
import { SystemIds } from '../../infrastructure/system/system-ids.js';
import { nodeDecider } from '../../domain/node/index.js';
import { NODE_SAMPLES, POLICY_SAMPLES } from '../../../test/support/event-samples/network.samples.js';
import { fold } from '../../../test/support/given-when-then.js';
import { policyDecider } from '../../domain/policy/index.js';
import type { AllOptions, EventStore, SubscriptionMessage } from '../ports/event-store.js';
import type { NetworkSnapshots } from '../ports/network-snapshots.js';
import { formatPosition } from '../ports/position.js';
import { EnsureDefaultPolicy } from './ensure-default-policy.js';
import { LogNetworkDirectory } from './network-directory.js';
import { NETWORK_STATE_VERSION, NetworkMemory } from './network-memory.js';

const CATEGORIES = ['node', 'policy'] as const;
const { profile } = NODE_SAMPLES.NodeRegistered.data;
const at = '2026-03-01T09:00:00.000Z';

/** Tells from where it was read. */
class WatchedStore implements Pick<EventStore, 'subscribe'> {
  readonly opened: (bigint | null)[] = [];

  constructor(private readonly inner: EventStore) {}

  subscribe(options: AllOptions): AsyncIterable<SubscriptionMessage> {
    this.opened.push(options.after);
    return this.inner.subscribe(options);
  }
}

class World {
  readonly fixture = new RunnerFixture();
  readonly snapshots = new MemoryNetworkSnapshots();
  private sent = 0;

  async write(nodeId: string, type: 'RegisterNode' | 'SuspendNode' | 'ResumeNode'): Promise<void> {
    this.sent += 1;
    const data = { nodeId, at, ...(type === 'RegisterNode' ? { profile } : { reason: 'flood' }) };
    await this.fixture.runner.execute(nodeDecider, { type, data } as never, contextOf(`n-${this.sent}`));
  }

  async policy(): Promise<void> {
    await new EnsureDefaultPolicy(this.fixture.runner, this.fixture.clock, new SystemIds()).run('main');
  }

  /** Puts aside what the log says now, as of its end. */
  async putAside(version = NETWORK_STATE_VERSION): Promise<bigint> {
    const memory = new NetworkMemory();
    let position = 0n;
    for await (const event of this.fixture.log.readAll({ after: null, categories: CATEGORIES })) {
      memory.fold(event);
      position = event.position;
    }
    await this.snapshots.save({ version, position: formatPosition(position), tenants: memory.packed() });
    return position;
  }

  async start(snapshots?: NetworkSnapshots) {
    const store = new WatchedStore(this.fixture.log);
    const log = store as unknown as EventStore;
    const directory = new LogNetworkDirectory(log, this.fixture.clock, undefined, snapshots);
    await directory.start();
    return { directory, opened: store.opened };
  }
}

function told(directory: LogNetworkDirectory) {
  return { nodes: directory.nodes('main'), policy: directory.activePolicy('main') };
}

describe('a directory that starts where a snapshot is', () => {
  it('reads the whole log when the snapshot is of another version of the state', async () => {
    const world = new World();
    await world.write('berlin', 'RegisterNode');
    await world.putAside(NETWORK_STATE_VERSION + 1);
    const { directory, opened } = await world.start(world.snapshots);
    expect(opened).toEqual([null]);
    expect(directory.node('main', 'berlin')?.profile).toEqual(profile);
    await directory.stop();
  });

  it('reads on behind it, and knows what one knows that has read everything', async () => {
    const world = new World();
    await world.policy();
    await world.write('berlin', 'RegisterNode');
    await world.write('kassel', 'RegisterNode');
    await world.write('kassel', 'SuspendNode');
    const position = await world.putAside();
    await world.write('berlin', 'SuspendNode');
    await world.write('kassel', 'ResumeNode');
    await world.write('ulm', 'RegisterNode');
    const quick = await world.start(world.snapshots);
    const whole = await world.start();
    expect(quick.opened).toEqual([position]);
    expect(told(quick.directory)).toEqual(told(whole.directory));
    expect(quick.directory.nodes('main').map(({ suspended }) => suspended)).toEqual([true, false, false]);
    for (const nodeId of ['berlin', 'kassel', 'ulm']) {
      const heard = [0n, 1n, 2n, 3n].map((revision) => quick.directory.hasHeardOf('main', nodeId, revision));
      expect(heard).toEqual(
        [0n, 1n, 2n, 3n].map((revision) => whole.directory.hasHeardOf('main', nodeId, revision)),
      );
    }
    await quick.directory.stop();
    await whole.directory.stop();
  });

  it('knows what was put aside when nothing has happened since', async () => {
    const world = new World();
    await world.policy();
    await world.write('berlin', 'RegisterNode');
    await world.putAside();
    const { directory } = await world.start(world.snapshots);
    expect(told(directory)).toEqual(told((await world.start()).directory));
    await directory.stop();
  });
});

describe('the state that is put aside', () => {
  it('has the shape of its version: where this fails, raise NETWORK_STATE_VERSION', () => {
    const { NodeRegistered, NodeSuspended } = NODE_SAMPLES;
    const { PolicyDrafted, PolicyValidated } = POLICY_SAMPLES;
    const node = fold(nodeDecider, [NodeRegistered, NodeSuspended]);
    const first = { ...PolicyDrafted, data: { ...PolicyDrafted.data, version: 1 } };
    const valid = { ...PolicyValidated, data: { ...PolicyValidated.data, version: 1 } };
    const policy = fold(policyDecider, [first, valid]);
    expect([NETWORK_STATE_VERSION, keysOf(node), keysOf(policy), keysOf(policy.versions[0])]).toEqual([
      1,
      ['status', 'nodeId', 'profile', 'reason'],
      ['versions', 'activeVersion'],
      ['version', 'status', 'policy', 'note', 'findings'],
    ]);
  });
});

function keysOf(value: object | undefined): readonly string[] {
  return Object.keys(value ?? {});
}
