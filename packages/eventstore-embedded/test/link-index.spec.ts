import { isLinkStream, linkStreamsOf } from '../src/log/link-names.js';
import { compactionSteps } from '../src/log/compaction.js';
import { dataOfRecord } from '../src/protocol/recorded-event.js';
import { TOMBSTONE_REVISION } from '../src/storage/stored-event.js';
import { GroupScene } from './support/group-scene.js';

async function linksOf(scene: GroupScene, streamName: string): Promise<string[]> {
  await scene.log.prepare(streamName);
  const view = scene.log.view(streamName);
  if (view.kind !== 'readable') return [];
  const links = scene.log.readStream(view.number, view.first, 'forwards', 1_000);
  return links.map(({ revision, record }) => `${revision} ${Buffer.from(dataOfRecord(record)).toString()}`);
}

describe('streams of links', () => {
  it.each([
    ['a-1', 0, 'T', ['$streams', '$ce-a', '$et-T']],
    ['a-1', 1, 'T', ['$ce-a', '$et-T']],
    ['a', 1, 'T', ['$et-T']],
    ['-a', 1, 'T', ['$et-T']],
    ['$a-1', 0, 'T', ['$streams', '$et-T']],
    ['$$a-1', 0, '$metadata', ['$et-$metadata']],
    ['a-1', 3, '$>', ['$ce-a']],
    ['a-1', TOMBSTONE_REVISION, '$streamDeleted', []],
  ])('an event of %s at %d of type %s is in %j', (streamName, revision, type, expected) => {
    expect(linkStreamsOf({ streamName, revision, type })).toEqual(expected);
  });

  it.each([
    ['$streams', true],
    ['$ce-a', true],
    ['$et-a', true],
    ['$ce-', false],
    ['$et-', false],
    ['$$$ce-a', false],
    ['ce-a', false],
  ])('%s is one: %s', (streamName, expected) => {
    expect(isLinkStream(streamName)).toBe(expected);
  });
});

describe('index of links', () => {
  let scene: GroupScene;
  beforeEach(() => {
    scene = new GroupScene();
  });
  afterEach(() => scene.storage.close());

  it('is not written before somebody asks', async () => {
    await scene.append('a-1', 3);
    expect(scene.storage.links.position).toBeUndefined();
    expect(scene.storage.links.find('$ce-a')).toBeUndefined();
  });

  it('learns at once what is in the log, and from then on with every commit', async () => {
    await scene.append('a-1', 2);
    expect(await linksOf(scene, '$ce-a')).toEqual(['0 0@a-1', '1 1@a-1']);
    await scene.append('a-2', 1);
    expect(scene.storage.links.position).toBe(3);
    expect(scene.log.prepare('$ce-a')).toBeUndefined();
    expect(await linksOf(scene, '$ce-a')).toEqual(['0 0@a-1', '1 1@a-1', '2 0@a-2']);
  });

  it('learns a long log while others write to it', async () => {
    for (let n = 0; n < 25; n += 1) await scene.append(`a-${n}`, 200);
    const reading = linksOf(scene, '$et-Happened');
    const more = Array.from({ length: 20 }, (_, n) => scene.append(`b-${n}`, 1));
    await Promise.all(more);
    await reading;
    await scene.log.prepare('$et-Happened');
    expect(scene.log.headOf('$et-Happened')).toBe(5_019);
    expect(scene.log.headOf('$streams')).toBe(44);
  });

  it('is still there after a crash, with the same numbers', async () => {
    await scene.append('a-1', 2);
    const before = await linksOf(scene, '$ce-a');
    await scene.append('a-1', 1);
    const again = scene.afterCrash();
    expect(again.log.prepare('$ce-a')).toBeUndefined();
    expect(await linksOf(again, '$ce-a')).toEqual([...before, '2 2@a-1']);
  });

  it('catches up with what was written by a server that knows nothing of it', async () => {
    await scene.append('a-1', 1);
    await linksOf(scene, '$ce-a');
    const { links } = scene.storage;
    const add = links.addCommitted.bind(links);
    links.addCommitted = () => undefined;
    await scene.append('a-1', 2);
    links.addCommitted = add;
    await scene.append('a-1', 1);
    expect(await linksOf(scene, '$ce-a')).toEqual(['0 0@a-1', '1 1@a-1', '2 2@a-1', '3 3@a-1']);
  });

  it('has in memory what is in the file after a step that failed', async () => {
    await scene.append('a-1', 2);
    const { links } = scene.storage;
    links.switchOn();
    const touched = jest.spyOn(links, 'find').mockImplementation(() => {
      throw new Error('disk I/O error');
    });
    expect(() => links.catchUp()).toThrow('disk I/O error');
    touched.mockRestore();
    expect(links.position).toBe(0);
    expect(await linksOf(scene, '$ce-a')).toEqual(['0 0@a-1', '1 1@a-1']);
  });

  it('keeps its numbers when events are taken out of the log', async () => {
    await scene.append('a-1', 3);
    await scene.append('a-2', 1);
    await linksOf(scene, '$ce-a');
    await new Promise((resolve) => {
      const expected = BigInt(scene.log.headOf('a-1'));
      scene.log.write({ kind: 'soft-delete', streamName: 'a-1', expected, deadlineMs: Infinity }, resolve);
    });
    Array.from(compactionSteps(scene.log, scene.storage));
    expect(await linksOf(scene, '$ce-a')).toEqual(['2 2@a-1', '3 0@a-2']);
    await scene.append('a-3', 1);
    expect(await linksOf(scene, '$ce-a')).toEqual(['2 2@a-1', '3 0@a-2', '4 0@a-3']);
  });
});
