import { EAGER, FakeSubscriber, GroupScene, QUIET } from './support/group-scene.js';

const PARKED = '$persistentsubscription-s::g-parked';

describe('group of subscribers', () => {
  let scene: GroupScene;
  beforeEach(() => {
    scene = new GroupScene();
  });
  afterEach(() => scene.storage.close());

  it('delivers again after a crash what was answered since the last checkpoint', async () => {
    await scene.append('s', 3);
    const group = await scene.group('s', QUIET);
    const subscriber = scene.join(group);
    await subscriber.until(3);
    group.ack(subscriber.ids);
    await scene.settle();
    const again = scene.afterCrash();
    const next = again.join(again.groups.get('s', 'g'));
    await next.until(3);
    expect(next.received).toEqual(['s:0', 's:1', 's:2']);
  });

  it('goes on after a crash from the last checkpoint', async () => {
    await scene.append('s', 3);
    const group = await scene.group('s', EAGER);
    const subscriber = scene.join(group);
    await subscriber.until(3);
    group.ack(subscriber.ids.slice(0, 2));
    await scene.settle();
    const again = scene.afterCrash();
    const next = again.join(again.groups.get('s', 'g'));
    await next.until(1);
    expect(next.received).toEqual(['s:2']);
  });

  it('keeps after a crash what was parked and was being delivered again', async () => {
    await scene.append('s', 1);
    const group = await scene.group('s', EAGER);
    const subscriber = scene.join(group);
    await subscriber.until(1);
    group.nack(subscriber.ids, 'park', 'why');
    await scene.settle();
    group.replayParked(Infinity);
    await subscriber.until(2);
    expect(group.state.parked).toBe(0);
    await scene.settle();
    expect(scene.afterCrash().groups.get('s', 'g').state.parked).toBe(1);
  });

  it('forgets what was parked once it is answered', async () => {
    await scene.append('s', 2);
    const group = await scene.group('s', EAGER);
    const subscriber = scene.join(group);
    await subscriber.until(2);
    group.nack(subscriber.ids, 'park', 'why');
    await scene.settle();
    group.replayParked(Infinity);
    await subscriber.until(4);
    group.ack(subscriber.ids.slice(2));
    await scene.settle();
    expect(scene.afterCrash().groups.get('s', 'g').state.parked).toBe(0);
    expect(scene.log.headOf(PARKED)).toBe(1);
  });

  it('delivers an event again that could not be parked', async () => {
    await scene.append('s', 1);
    const group = await scene.group('s', QUIET);
    const subscriber = scene.join(group);
    await subscriber.until(1);
    scene.storage.commit = () => {
      throw new Error('disk I/O error');
    };
    group.nack(subscriber.ids, 'park', 'why');
    await subscriber.until(2);
    expect(subscriber.received).toEqual(['s:0', 's:0']);
  });

  it('treats an unknown answer as a wish to try again', async () => {
    await scene.append('s', 1);
    const group = await scene.group('s', QUIET);
    const subscriber = scene.join(group);
    await subscriber.until(1);
    group.nack(subscriber.ids, 'unknown', '');
    await subscriber.until(2);
    expect(subscriber.received).toEqual(['s:0', 's:0*1']);
  });

  it('does not deliver again what is answered late, while nobody has room for it', async () => {
    await scene.append('s', 2);
    const group = await scene.group('s', QUIET);
    const first = scene.join(group, 1);
    await first.until(1);
    if (first.consumer) group.unsubscribe(first.consumer);
    expect(group.state.retries).toBe(1);
    group.ack(first.ids);
    const second = scene.join(group);
    await second.until(1);
    expect(second.received).toEqual(['s:1']);
  });

  it('delivers two events with one id one after the other', async () => {
    const id = '00000000-0000-4000-8000-000000000001';
    await scene.append('s', 1, { id });
    await scene.append('s', 1, { id });
    const group = await scene.group('s', QUIET);
    const subscriber = scene.join(group);
    await subscriber.until(1);
    await scene.settle();
    expect(subscriber.received).toEqual(['s:0']);
    group.ack([id]);
    await subscriber.until(2);
    expect(subscriber.received).toEqual(['s:0', 's:1']);
  });

  it('reads no further ahead than it may', async () => {
    await scene.append('s', 100);
    const group = await scene.group('s', { ...QUIET, readBatchSize: 5, historyBufferSize: 10 });
    const subscriber = scene.join(group, 1);
    await subscriber.until(1);
    await scene.settle();
    expect(group.state).toMatchObject({ buffered: 14, isAtHead: false });
  });

  it('reads nothing while it has no subscriber', async () => {
    const group = await scene.group('s', QUIET);
    const subscriber = scene.join(group);
    if (subscriber.consumer) group.unsubscribe(subscriber.consumer);
    await scene.append('s', 5);
    await scene.settle();
    expect(group.state.buffered).toBe(0);
  });

  it('of all streams does not follow its own checkpoints for ever', async () => {
    const group = await scene.group('$all', EAGER);
    const subscriber = scene.join(group);
    await scene.append('s', 1);
    await subscriber.until(3);
    group.ack(subscriber.ids);
    await scene.settle();
    const end = scene.log.lastPosition;
    await scene.settle();
    expect(scene.log.lastPosition).toBe(end);
    // It is shown the groups' list, and how its own stream of checkpoints is kept, but no checkpoint.
    expect(subscriber.received).toEqual([
      '$$$persistentSubscriptionConfig:0',
      '$persistentSubscriptionConfig:0',
      's:0',
      '$$$persistentsubscription-$all::g-checkpoint:0',
    ]);
  });

  it('of all streams makes a checkpoint of events that its filter keeps out', async () => {
    const filter = { field: 'streamName', prefixes: ['wanted'], pattern: '' } as const;
    const group = await scene.group('$all', { ...EAGER, maxCheckpointCount: 10 }, filter);
    scene.join(group);
    await scene.append('unwanted', 10);
    await scene.settle();
    expect(group.state.checkpoint).toBeGreaterThanOrEqual(10);
  });

  it('gives events of one correlation to one subscriber, whatever their stream', async () => {
    const filter = { field: 'streamName', prefixes: ['stream-'], pattern: '' } as const;
    const group = await scene.group('$all', { ...QUIET, strategy: 'PinnedByCorrelation' }, filter);
    const subscribers = [scene.join(group), scene.join(group), scene.join(group)];
    for (let n = 0; n < 30; n += 1) {
      await scene.append(`stream-${n}`, 1, { metadata: { $correlationId: `c-${n % 6}` } });
    }
    await scene.settle();
    const owners = subscribers.map(
      ({ received }) => new Set(received.map((place) => Number(place.replace(/^stream-(\d+):0$/, '$1')) % 6)),
    );
    expect(owners.reduce((sum, { size }) => sum + size, 0)).toBe(6);
    expect(subscribers.reduce((sum, { received }) => sum + received.length, 0)).toBe(30);
  });

  it('shows nobody through a link what that one may not read', async () => {
    await scene.append('secret', 1);
    await scene.append('s', 1, { type: '$>', data: '0@secret' });
    const group = await scene.group('s', { ...QUIET, resolveLinks: true });
    const subscriber = new FakeSubscriber();
    subscriber.hidden.add('secret');
    group.subscribe(subscriber, 'text');
    group.start();
    await subscriber.until(1);
    expect(subscriber.received).toEqual([':undefined']);
    expect(subscriber.ids).toHaveLength(1);
  });

  it('tells its subscribers when it is changed, and writes how far it got', async () => {
    await scene.append('s', 2);
    const group = await scene.group('s', QUIET);
    const subscriber = scene.join(group);
    await subscriber.until(2);
    group.ack(subscriber.ids.slice(0, 1));
    await scene.groups.update({ streamName: 's', groupName: 'g', settings: EAGER });
    expect(subscriber.dropped?.metadata.get('exception')).toEqual(['persistent-subscription-dropped']);
    const next = scene.join(scene.groups.get('s', 'g'));
    await next.until(1);
    expect(next.received).toEqual(['s:1']);
  });
});
