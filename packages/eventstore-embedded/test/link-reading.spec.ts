import { answerReadStream } from '../src/server/read-answer.js';
import { LinkSubscription } from '../src/server/link-subscription.js';
import { ResponseSink } from '../src/server/response-sink.js';
import { FakeCall } from './support/fake-call.js';
import { GroupScene } from './support/group-scene.js';

const STREAMS = 12;
const EVENTS_EACH = 500;
const EVENTS = STREAMS * EVENTS_EACH;
const common = { resolveLinks: false, uuidForm: 'text' } as const;
const upTo = (count: number) => Array.from({ length: count }, (_, number) => `${number}`);

describe('the first reader of a category on a long log', () => {
  let scene: GroupScene;
  beforeEach(async () => {
    scene = new GroupScene();
    for (let n = 0; n < STREAMS; n += 1) await scene.append(`a-${n}`, EVENTS_EACH);
  });
  afterEach(() => scene.log.close());

  const read = (
    streamName: string,
    call: FakeCall,
    maxCount = Number.MAX_SAFE_INTEGER,
    from: 'start' | number = 'start',
  ) =>
    answerReadStream(
      scene.log,
      { kind: 'read-stream', streamName, direction: 'forwards', from, maxCount, ...common },
      new ResponseSink(call),
    );
  const indexed = () => scene.storage.links.position ?? 0;

  it('gets the first links before all are known, and all of them in the end', async () => {
    const call = new FakeCall();
    const reading = read('$ce-a', call);
    await call.until(() => call.received.length > 0);
    expect(indexed()).toBeLessThan(EVENTS);
    await reading;
    expect(call.received).toEqual(upTo(EVENTS));
  });

  it('who wants only a few waits for no more than those', async () => {
    const call = new FakeCall();
    await read('$ce-a', call, 3);
    expect(call.received).toEqual(['0', '1', '2']);
    expect(indexed()).toBeLessThan(EVENTS);
  });

  it('who begins later gets what comes from there on', async () => {
    const call = new FakeCall();
    await read('$ce-a', call, 10, EVENTS - 2);
    expect(call.received).toEqual([`${EVENTS - 2}`, `${EVENTS - 1}`]);
  });

  it('is told that there is no such category only when all is known', async () => {
    const call = new FakeCall();
    await read('$ce-none', call);
    expect(call.received).toEqual(['something else']);
    expect(indexed()).toBe(EVENTS);
  });

  it('sees what $maxCount leaves of the whole', async () => {
    await scene.append('$$$ce-a', 1, { type: '$metadata', data: '{"$maxCount":2}' });
    const call = new FakeCall();
    await read('$ce-a', call);
    expect(call.received).toEqual([`${EVENTS - 2}`, `${EVENTS - 1}`]);
  });

  it('who subscribes gets them while they are found, and is live after the last', async () => {
    const call = new FakeCall();
    const query = { kind: 'subscribe-to-stream', streamName: '$ce-a', from: 'start', ...common } as const;
    const running = new LinkSubscription(scene.log, query, new ResponseSink(call)).run('id');
    await call.until(() => call.received.length > 1);
    expect(indexed()).toBeLessThan(EVENTS);
    await call.until(() => call.received.includes('caught up'));
    await scene.append('a-new', 1);
    await call.until(() => call.received.length === EVENTS + 3);
    expect(call.received).toEqual(['confirmed', ...upTo(EVENTS), 'caught up', `${EVENTS}`]);
    call.cancel();
    await running;
  });
});
